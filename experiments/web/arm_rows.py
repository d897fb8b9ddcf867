"""The arms of a test as its page shows them, with what each text stands on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from experiments.arm_names import arm_names
from experiments.models import Arm, Experiment
from experiments.result_values import ArmResult, Range, Results
from experiments.web.interval_chart import IntervalChart, interval_chart
from messaging.models import VariantSource
from personas.models import Evidence, EvidenceLink

MOST_QUOTES = 2
"""Quotes shown beside a text; the rest is on the text's own page."""
MOST_LINKS = 200


@dataclass(frozen=True)
class ArmRow:
    """An arm as the page shows it: ``name`` as in the verdict's sentence, ``words`` its first text.

    ``reading`` is None before the first look, ``chart`` also for the control. ``history`` is the
    table behind the chart: (when, visitors in all, lift), newest first. ``share`` is the part of
    visitors it gets now, None while nobody is split; ``planned_share`` that of the draft.
    """

    arm: Arm
    name: str
    words: str
    reading: ArmResult | None
    chart: IntervalChart | None
    share: float | None
    planned_share: float
    history: list[tuple[datetime, int, Range | None]]
    quotes: list[Evidence] = field(default_factory=list)

    @property
    def series(self) -> int:
        """The number of its colour, from 1 to 6."""
        return self.arm.position % 6 + 1


def arm_rows(experiment: Experiment, arms: Sequence[Arm], results: Results) -> list[ArmRow]:
    """The arms by position; they come with their variants and pains. One query, for quotes."""
    readings = {reading.key: reading for reading in results.arms}
    quotes = _quotes(experiment, arms)
    zone = zone_of(experiment)
    shares = _shares(results)
    rows = []
    for arm, name in zip(arms, arm_names(list(arms)), strict=True):
        at = arm.position
        rows.append(
            ArmRow(
                arm=arm,
                name=name.strip("“”"),
                words=next((text for _, text in arm.variant.sentences()), arm.variant.key),
                reading=readings.get(arm.variant.key),
                chart=chart_of(results, at, zone),
                share=shares[at] if at < len(shares) else None,
                planned_share=arm.share / (sum(each.share for each in arms) or 1.0),
                history=[
                    (point.taken_at.astimezone(zone), point.visitors, point.arms[at - 1])
                    for point in reversed(results.history)
                    if 0 < at <= len(point.arms)
                ],
                quotes=quotes.get(arm.variant_id, []),
            )
        )
    return rows


def chart_of(results: Results, position: int, zone: tzinfo) -> IntervalChart | None:
    """The lift of one arm over time; None where it must not be read as one: the control, a bandit,
    and what was observed and not tested."""
    if not position or not results.is_tested or results.allocation != Experiment.Allocation.FIXED:
        return None
    readings = results.arms
    return interval_chart(
        results.history,
        position,
        rope=results.rope,
        phases=[
            (
                phase.started_at.astimezone(zone),
                "Decided" if phase.kind == "holdback" else f"Phase {phase.number}",
            )
            for phase in results.phases[1:]
        ],
        has_drift=position < len(readings) and readings[position].drift,
        zone=zone,
    )


def zone_of(experiment: Experiment) -> tzinfo:
    """The time zone in which the test's days are told."""
    try:
        return ZoneInfo(experiment.time_zone)
    except (KeyError, ValueError):
        return UTC


def _shares(results: Results) -> Sequence[float]:
    current = [phase for phase in results.phases if phase.ended_at is None]
    return current[-1].weights if current else ()


def _quotes(experiment: Experiment, arms: Sequence[Arm]) -> dict[int, list[Evidence]]:
    """By variant: customers' own words that its sentences stand on, each once."""
    rows: Any = (
        VariantSource.objects.filter(
            workspace_id=experiment.workspace_id,
            variant__in=[arm.variant_id for arm in arms],
            evidence__isnull=False,
        )
        .select_related("evidence")
        .order_by("id")
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        quotes = found[row.variant_id]
        if row.evidence not in quotes and len(quotes) < MOST_QUOTES:
            quotes.append(row.evidence)
    return _of_pains(experiment, arms, found)


def _of_pains(
    experiment: Experiment, arms: Sequence[Arm], found: dict[int, list[Evidence]]
) -> dict[int, list[Evidence]]:
    """Beside texts that quote nobody, the strongest words of whoever has their pain."""
    bare = {arm.variant.pain_id for arm in arms if arm.variant_id not in found} - {None}
    if not bare:
        return found
    links = (
        EvidenceLink.objects.filter(workspace_id=experiment.workspace_id, pain__in=bare)
        .filter(state=EvidenceLink.State.CONFIRMED)
        .select_related("evidence")
        .order_by("-confidence", "id")
    )
    words: dict[int | None, list[Evidence]] = defaultdict(list)
    for link in links[:MOST_LINKS]:
        words[link.pain_id].append(link.evidence)
    for arm in arms:
        if arm.variant_id not in found and words.get(arm.variant.pain_id):
            found[arm.variant_id] = words[arm.variant.pain_id][:1]
    return found
