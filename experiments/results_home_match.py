"""To which text a row of a report belongs, and for which test it counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from experiments.models import (
    Arm,
    DailyCount,
    Event,
    Experiment,
    ExperimentGoal,
    Goal,
    ResultReport,
    ResultRow,
)
from experiments.results_home_columns import platform_names
from experiments.results_home_rows import ReadRow, is_telling
from experiments.transitions import NOT_STARTED
from messaging.models import Variant
from workspaces.models import Workspace

AT_ONCE = 500
MOST_ASKED_FOR = 20_000
"""Of more words all keys of the workspace are read: quicker than so many queries."""
NO_KEY = "No key of a text of ours stands in it."
Placed = tuple[int | None, str]
"""An id, or None and the reason why there is none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the counts of a report are of, and where they come from."""

    unit: str
    platform: str
    report: int | None = None


def variants_by_key(workspace: Workspace, rows: Iterable[ReadRow]) -> dict[str, int]:
    """The texts whose keys could stand in these rows: key in small letters -> id."""
    named = {token for row in rows for cell in row.tokens for token, _ in cell}
    if len(named) > MOST_ASKED_FOR:
        every = Variant.objects.for_workspace(workspace).order_by().values_list("key", "pk")
        return {key: pk for key, pk in every.iterator(chunk_size=AT_ONCE) if key in named}
    wanted = sorted(named)
    found: dict[str, int] = {}
    for at in range(0, len(wanted), AT_ONCE):
        known = Variant.objects.for_workspace(workspace).filter(key__in=wanted[at : at + AT_ONCE])
        found.update(known.order_by().values_list("key", "pk"))
    return found


def find_variant(row: ReadRow, known: Mapping[str, int]) -> Placed:
    """The text that a row names, and else why none was found.

    The columns are looked through in their order, and in each the longest key counts. A key that
    could be any word, such as "sunday", counts only where it stands alone.
    """
    unsure = ""
    for cell in row.tokens:
        found = [(token, alone) for token, alone in cell if token in known]
        sure = [token for token, alone in found if alone or is_telling(token)]
        if not sure:
            unsure = unsure or (found[0][0] if found else "")
            continue
        others = [token for token in sure[1:] if token not in sure[0]]
        if others:
            return None, f"Two keys stand in it: “{sure[0]}” and “{others[0]}”."
        return known[sure[0]], ""
    if unsure:
        return None, f"Perhaps “{unsure}”: it is a word that may stand in any ad."
    return None, NO_KEY


def find_arms(workspace: Workspace, variants: Collection[int], taken: Taken) -> dict[int, Placed]:
    """For each text that is in a test the arm its numbers count for, or why they do not.

    The newest test that takes them is chosen. Texts in no test are not told. Six queries.
    """
    arms = list(
        Arm.objects.for_workspace(workspace)
        .filter(variant__in=sorted(set(variants)))
        .select_related("experiment")
        .order_by("variant_id", "-experiment__started_at", "-experiment_id")
    )
    reasons = _reasons(workspace, {arm.experiment_id: arm.experiment for arm in arms}, taken)
    found: dict[int, Placed] = {}
    newest_first = sorted(arms, key=_newest_first)
    for arm in newest_first:
        reason = reasons[arm.experiment_id]
        if arm.variant_id not in found:
            found[arm.variant_id] = (None, reason) if reason else (arm.pk, "")
        elif not reason and found[arm.variant_id][0] is None:
            found[arm.variant_id] = (arm.pk, "")
    return found


def _newest_first(arm: Arm) -> tuple[float, int]:
    started = arm.experiment.started_at
    return (-started.timestamp() if started else 0.0, -arm.experiment_id)


def _reasons(
    workspace: Workspace, experiments: Mapping[int, Experiment], taken: Taken
) -> dict[int, str]:
    """Why a test does not take these counts; empty where it does."""
    ids = sorted(experiments)
    of_values = set(
        ExperimentGoal.objects.for_workspace(workspace)
        .filter(
            experiment__in=ids,
            role=ExperimentGoal.Role.PRIMARY,
            goal__kind=Goal.Kind.VALUE,
        )
        .values_list("experiment_id", flat=True)
    )
    counted = _ids(Event.objects.for_workspace(workspace).filter(experiment__in=ids))
    uploads = DailyCount.objects.for_workspace(workspace).filter(
        experiment__in=ids, source=DailyCount.Source.UPLOADED
    )
    uploaded = _ids(uploads)
    platforms: dict[int, set[str]] = {}
    rows = ResultRow.objects.for_workspace(workspace).filter(
        arm__experiment__in=ids, report__state=ResultReport.State.APPLIED, left_out=False
    )
    if taken.report is not None:
        rows = rows.exclude(report=taken.report)
    pairs = rows.order_by().values_list("arm__experiment_id", "report__platform").distinct()
    for experiment, platform in pairs:
        platforms.setdefault(experiment, set()).add(platform)
    found = {}
    for pk, test in experiments.items():
        others = sorted(platforms.get(pk, set()) - {taken.platform})
        if pk in of_values:
            why = "is decided by an amount, which a report of counts does not tell"
        elif others:
            name = platform_names().get(others[0], others[0])
            why = f"has its counts from {name}; two platforms are never added up"
        elif pk in uploaded and not platforms.get(pk):
            why = "has its counts from a table brought on its own page"
        else:
            why = _reason(test, taken, pk in counted)
        found[pk] = f"“{test.name}” {why}: kept beside it." if why else ""
    return found


def _reason(experiment: Experiment, taken: Taken, has_events: bool) -> str:
    if experiment.split_by == Experiment.SplitBy.CUPPA or has_events:
        return "counts its own events, and the two are never mixed"
    if experiment.state in NOT_STARTED:
        return "has not started"
    if experiment.frozen_at is not None:
        return "is archived, and its counts are final"
    if experiment.unit != taken.unit:
        return f"counts {experiment.unit}s, this report {taken.unit}s"
    return ""


def _ids(rows: "QuerySet[Any]") -> set[int]:
    return set(rows.order_by().values_list("experiment_id", flat=True).distinct())


def place_rows(workspace: Workspace, rows: Sequence[ResultRow], taken: Taken) -> None:
    """Set the arm of each row that has a text, and say beside it why there is none. Unsaved."""
    variants = {row.variant_id for row in rows if row.variant_id is not None and not row.left_out}
    arms = find_arms(workspace, variants, taken)
    for row in rows:
        row.arm_id = None
        if row.variant_id is None or row.left_out:
            continue
        row.arm_id, reason = arms.get(row.variant_id, (None, ""))
        row.note = reason[:300] or (row.note if row.note.endswith("rounded.") else "")
