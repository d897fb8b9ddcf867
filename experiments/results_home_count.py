"""Put what reports say into the counts of a test, and take it out again.

The counts of a test by day follow from all its counted reports (``results_home_series``), so a
report that goes takes only its own part with it.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Sum

from experiments.counts_table import UploadedCount
from experiments.models import Arm, DailyCount, Experiment, Phase, ResultReport, ResultRow
from experiments.refusals import ExperimentRefusedError
from experiments.results_home_numbers import LARGEST
from experiments.results_home_series import Pair, Told, counts_by_day
from experiments.uploaded_counts import upload_counts
from workspaces.access import Access
from workspaces.models import Workspace

Cells = dict[tuple[int, date], Pair]
COLUMNS = ("arm_id", "report_id", "report__taken_on", "report__applied_at", "day", "shown", "did")


def rows_told(
    workspace: Workspace, experiments: Iterable[int], since: Phase | None = None
) -> list[Told[int]]:
    """What the counted reports say of the arms of these tests; ``since`` a phase began."""
    rows = ResultRow.objects.for_workspace(workspace).filter(
        arm__experiment__in=sorted(experiments),
        report__state=ResultReport.State.APPLIED,
        left_out=False,
    )
    if since is not None:
        rows = rows.filter(report__applied_at__gte=since.started_at)
    found = []
    for arm, report, taken_on, at, day, n, x in rows.order_by("pk").values_list(*COLUMNS):
        order = int(at.timestamp() * 1_000_000)
        found.append(Told(arm, report, taken_on, order, day, n, x))
    return found


def is_ours(workspace: Workspace, experiment: int) -> bool:
    """Whether all that was brought for the newest phase of a test came from reports."""
    phase = _phase(workspace, experiment)
    if phase is None:
        return True
    derived = _derived(workspace, experiment, phase)
    return all(derived.get(cell) == pair for cell, pair in _stored(workspace, phase).items())


def held_now(workspace: Workspace, experiment: int) -> Cells:
    """What the reports that count now make of the newest phase of a test."""
    phase = _phase(workspace, experiment)
    return {} if phase is None else _derived(workspace, experiment, phase)


def settle(*, access: Access, experiment: int, before: Cells) -> int:
    """Bring the counts of a test to what its counted reports say now; ``before`` is what they said
    until now. Of how many cells it made a difference. Days that somebody has since set by hand
    stay as they are. ExperimentRefusedError as ``upload_counts`` has it."""
    phase = _phase(access.workspace, experiment)
    if phase is None:
        return 0
    after = _derived(access.workspace, experiment, phase)
    stored = _stored(access.workspace, phase)
    by_hand = {cell for cell, pair in stored.items() if before.get(cell) != pair}
    put = {
        cell: pair
        for cell, pair in after.items()
        if stored.get(cell) != pair and cell not in by_hand
    }
    removed = {cell for cell in stored if cell not in after and cell not in by_hand}
    if not put and not removed:
        return 0
    if any(n > LARGEST for n, _ in put.values()):
        raise ExperimentRefusedError("too_many", "These are more than can be counted on one day.")
    rows = Arm.objects.for_workspace(access.workspace).filter(experiment=experiment)
    keys = dict(rows.values_list("pk", "variant__key"))
    upload_counts(
        access=access,
        experiment=Experiment.objects.for_workspace(access.workspace).get(pk=experiment),
        counts=[UploadedCount(keys[arm], day, n, x) for (arm, day), (n, x) in sorted(put.items())],
        removed=sorted((keys[arm], day) for arm, day in removed),
    )
    return len(put) + len(removed)


def phase_began_after(workspace: Workspace, report: ResultReport) -> Experiment | None:
    """A test whose split was changed since the report was counted: its counts stay."""
    tests = Experiment.objects.for_workspace(workspace).filter(
        arms__result_rows__report=report, phases__started_at__gt=report.applied_at
    )
    found: Experiment | None = tests.order_by("pk").first()
    return found


def _derived(workspace: Workspace, experiment: int, phase: Phase) -> Cells:
    since = phase if phase.number > 1 else None
    told = rows_told(workspace, [experiment], since)
    if since is not None:
        first = since.started_at.date()
        told = [row for row in told if row.day is None or row.day >= first]
    return counts_by_day(told, _earlier(workspace, experiment, phase))


def _earlier(workspace: Workspace, experiment: int, phase: Phase) -> dict[int, Pair]:
    """What was counted in the phases before, which totals hold, too."""
    if phase.number == 1:
        return {}
    rows = (
        DailyCount.objects.for_workspace(workspace)
        .filter(experiment=experiment, phase__number__lt=phase.number)
        .order_by()
        .values_list("arm_id")
        .annotate(Sum("n"), Sum("x"))
    )
    return {arm: (n, x) for arm, n, x in rows}


def _stored(workspace: Workspace, phase: Phase) -> Cells:
    rows = (
        DailyCount.objects.for_workspace(workspace)
        .filter(phase=phase, source=DailyCount.Source.UPLOADED)
        .order_by()
        .values_list("arm_id", "day")
        .annotate(Sum("n"), Sum("x"))
    )
    return {(arm, day): (n, x) for arm, day, n, x in rows}


def _phase(workspace: Workspace, experiment: int) -> Phase | None:
    rows = Phase.objects.for_workspace(workspace).filter(experiment=experiment)
    found: Phase | None = rows.order_by("number").last()
    return found
