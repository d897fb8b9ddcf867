"""The observed journey as a page, a file and a program read it: over the planned one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from experiments.constants import JOURNEY_DAYS
from experiments.models import ObservedJourney, SignalRule
from experiments.results import wilson
from messaging.models import Variant
from personas.models import JourneyStage, Transition
from workspaces.access import VIEW, Access


@dataclass(frozen=True, slots=True)
class WaySeen:
    """From one stage to another. ``events`` are the planned moments of it, none if unplanned."""

    source: JourneyStage
    target: JourneyStage
    visitors: int
    moves: int
    median_seconds: int | None
    events: tuple[str, ...]

    @property
    def is_planned(self) -> bool:
        return bool(self.events)

    @property
    def is_back(self) -> bool:
        """Whether it leads to a stage that stands earlier in the list of stages."""
        return (self.target.position, self.target.pk) < (self.source.position, self.source.pk)


@dataclass(frozen=True, slots=True)
class StageSeen:
    """``left_stays`` of ``ended_stays`` ended in leaving: ``share`` with its 95 % interval."""

    stage: JourneyStage
    visitors: int
    entries: int
    exits: int
    came_back: int
    left_stays: int
    ended_stays: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class CopySeen:
    """Of the stays at a stage in which this text was seen, the share that ended in leaving."""

    stage: JourneyStage
    variant_key: str
    placement_key: str
    variant: Variant | None
    left: int
    ended: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Observed:
    """``taken_at`` None: never drawn yet. ``is_wanted``: the worker has been asked. ``signs``: the
    id of each stage that a rule knows, with the names of the signals that mean it."""

    days: int
    taken_at: datetime | None
    is_wanted: bool
    signs: Mapping[int, tuple[str, ...]]
    visitors: int
    simulated: int
    plan: tuple[JourneyStage, ...]
    ways: tuple[WaySeen, ...]
    stages: tuple[StageSeen, ...]
    copy: tuple[CopySeen, ...]

    @property
    def has_rules(self) -> bool:
        return bool(self.signs)


def read_observed(*, access: Access, days: int = max(JOURNEY_DAYS)) -> Observed:
    """What is known of the last ``days`` days, one of JOURNEY_DAYS. At most five queries."""
    access.require(VIEW)
    row = ObservedJourney.objects.for_workspace(access.workspace).first()
    body: Mapping[str, Any] = {}
    if row is not None:
        body = row.body.get("stretches", {}).get(str(days), {})
    stages = tuple(JourneyStage.objects.for_workspace(access.workspace))
    by_key = {stage.key: stage for stage in stages}
    back: dict[str, int] = defaultdict(int)
    for way in body.get("came_back", ()):
        back[way["to"]] += way["visitors"]
    at = body.get("stages", {})
    return Observed(
        days=days,
        taken_at=row.taken_at if row is not None and "stretches" in row.body else None,
        is_wanted=row is not None and row.wanted_at is not None,
        signs=_signs(access),
        visitors=body.get("visitors", 0),
        simulated=body.get("simulated", 0),
        plan=stages,
        ways=_ways(access, body.get("flows", ()), by_key),
        stages=tuple(_stage(stage, at.get(stage.key, {}), back[stage.key]) for stage in stages),
        copy=_copy(access, body.get("copy", ()), by_key),
    )


def _signs(access: Access) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rules = SignalRule.objects.for_workspace(access.workspace)
    for stage, name in rules.values_list("stage_id", "name"):
        found[stage] = (*found.get(stage, ()), name)
    return found


def _ways(
    access: Access, flows: Iterable[Mapping[str, Any]], by_key: Mapping[str, JourneyStage]
) -> tuple[WaySeen, ...]:
    """Ways people took, the busiest first, then planned ones that nobody took."""
    events: dict[tuple[int, int], list[str]] = defaultdict(list)
    planned = Transition.objects.for_workspace(access.workspace).values_list(
        "from_stage_id", "to_stage_id", "event"
    )
    for source, target, event in planned:
        events[source, target].append(event)
    ways = []
    for flow in flows:
        start, end = by_key.get(flow["from"]), by_key.get(flow["to"])
        if start is None or end is None:
            continue  # a stage that was removed since
        said = tuple(events.pop((start.pk, end.pk), ()))
        counts = (flow["visitors"], flow["moves"], flow.get("median_seconds"))
        ways.append(WaySeen(start, end, *counts, said))
    ways.sort(key=lambda way: (-way.visitors, way.source.position, way.target.position))
    by_id = {stage.pk: stage for stage in by_key.values()}
    unseen = [
        WaySeen(by_id[source], by_id[target], 0, 0, None, tuple(said))
        for (source, target), said in events.items()
    ]
    return (*ways, *unseen)


def _stage(stage: JourneyStage, told: Mapping[str, int], came_back: int) -> StageSeen:
    left, went_on = told.get("left", 0), told.get("went_on", 0)
    return StageSeen(
        stage=stage,
        visitors=told.get("visitors", 0),
        entries=told.get("entries", 0),
        exits=told.get("exits", 0),
        came_back=came_back,
        left_stays=left,
        ended_stays=left + went_on,
        share=_share(left, left + went_on),
        low=wilson(left, left + went_on)[0],
        high=wilson(left, left + went_on)[1],
    )


def _copy(
    access: Access, rows: Sequence[Mapping[str, Any]], by_key: Mapping[str, JourneyStage]
) -> tuple[CopySeen, ...]:
    """Texts seen at stages where people left; of each stage what most left after comes first."""
    known = [row for row in rows if row["stage"] in by_key]
    leaving = {row["stage"] for row in known if row["left"]}
    shown = [row for row in known if row["stage"] in leaving]
    texts: dict[str, Variant] = {}
    if shown:
        found = Variant.objects.for_workspace(access.workspace).filter(
            key__in={row["variant"] for row in shown}
        )
        texts = {text.key: text for text in found.select_related("pain", "message__placement")}
    seen = []
    for row in shown:
        left, ended = row["left"], row["left"] + row["went_on"]
        names = (row["variant"], row["placement"], texts.get(row["variant"]))
        seen.append(
            CopySeen(
                by_key[row["stage"]], *names, left, ended, _share(left, ended), *wilson(left, ended)
            )
        )
    seen.sort(key=lambda each: (each.stage.position, each.stage.pk, -(each.share or 0.0)))
    return tuple(seen)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
