"""Count a report that was looked at, take it out again, and say what a row is about.

A report is counted once: the same bytes never twice, nor the same rows saved again in another
form. What belongs to no test that takes counts stays as what a text did elsewhere, apart from what
tests have taught.
"""

from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from experiments.models import Arm, Experiment, ResultReport, ResultRow
from experiments.refusals import ExperimentRefusedError
from experiments.results_home_count import held_now, is_ours, phase_began_after, settle
from experiments.results_home_match import place_rows
from experiments.results_home_sheet import columns_of, remember
from experiments.results_home_take import State, locked_report, summary, taken_of
from experiments.transitions import want_recount
from messaging.models import InUse, Variant
from messaging.using_elsewhere import WHERE, mark_in_use
from workspaces.access import EDIT, Access
from workspaces.changes import one_record, record
from workspaces.models import Workspace

ROWS_AT_ONCE = 500
BY_HAND = "“{name}” has counts that were brought on its own page since: kept beside it."
ARCHIVED = "It counts for a test that is archived, whose counts are final."
NO_NUMBER = "No number that can be counted stands in this row."


def assign_rows(
    *,
    access: Access,
    report: ResultReport,
    rows: Collection[int],
    variant: Variant | None = None,
    left_out: bool = False,
) -> int:
    """Say which text rows (ids) of a waiting report are about, or leave them out; how many changed.

    With neither a text nor ``left_out`` they are about no text of ours. ExperimentRefusedError if
    the report does not wait, or a row holds nothing to count.
    """
    access.require(EDIT)
    with transaction.atomic():
        stored = locked_report(access, report, State.OPEN)
        if variant is not None:
            variant = Variant.objects.for_workspace(access.workspace).get(pk=variant.pk)
        everything = _rows_of(access, stored)
        wanted = [row for row in everything if row.pk in set(rows)]
        changed = []
        for row in wanted:
            if not left_out and row.left_out and not row.shown:
                raise ExperimentRefusedError("no_number", NO_NUMBER)
            target = None if variant is None or left_out else variant.pk
            if (row.variant_id, row.left_out) == (target, left_out):
                continue
            row.variant_id, row.left_out = target, left_out
            row.note = "Left out by hand." if left_out else ""
            changed.append(row)
        if not changed:
            return 0
        place_rows(access.workspace, changed, taken_of(stored))
        _save(changed)
        stored.counted = summary(everything)
        stored.save(update_fields=["counted"])
        after: dict[str, Any] = {
            "rows": [row.number for row in changed[:20]],
            "number": len(changed),
            "variant": variant.key if variant and not left_out else None,
            "left_out": left_out,
        }
        record(access=access, action="rows assigned", target=stored, after=after)
    return len(changed)


def apply_report(
    *, access: Access, report: ResultReport, in_use: bool = False, place: str = ""
) -> ResultReport:
    """Count a report. ``in_use`` says that its texts stand there now, at ``place``.

    ExperimentRefusedError if it does not wait, cannot be read without columns, holds nothing of
    ours, or was counted before under another name.
    """
    access.require(EDIT)
    try:
        with one_record(access=access, action="report counted", target=report):
            # One at a time: two files with the same rows are told apart by nothing else.
            Workspace.objects.select_for_update(of=("self",)).get(pk=access.workspace.pk)
            stored = locked_report(access, report, State.OPEN)
            _check_new(access, stored)
            rows = _rows_of(access, stored)
            place_rows(access.workspace, rows, taken_of(stored))
            tests = _take_tests(access, rows)
            if not any(row.variant_id and not row.left_out for row in rows):
                raise ExperimentRefusedError(
                    "nothing_of_ours", "No row of it is about a text of ours: say so by hand first."
                )
            before = {pk: held_now(access.workspace, pk) for pk in tests}
            _save(rows)
            stored.state, stored.applied_at = State.APPLIED, timezone.now()
            stored.counted = summary(rows)
            stored.save(update_fields=["state", "applied_at", "counted"])
            for pk in tests:
                settle(access=access, experiment=pk, before=before[pk])
            remember(stored)
            after = {"file_name": stored.file_name, "platform": stored.platform} | stored.counted
            record(access=access, action="report counted", target=stored, after=after)
            if in_use:
                _mark(access, stored, rows, place)
    except IntegrityError as error:  # the same file, counted at the same moment
        raise ExperimentRefusedError("counted_already", "This file was counted already.") from error
    return stored


def undo_report(*, access: Access, report: ResultReport) -> ResultReport:
    """Take a counted report out of all counts again. What else was brought stays.

    Readings that were taken while it counted are kept, but stand no longer: each of its tests is
    read anew from the last reading before it. That its texts are in use there stays.
    ExperimentRefusedError if it does not count, a test was split differently since, or is archived.
    """
    access.require(EDIT)
    with one_record(access=access, action="report taken out", target=report):
        stored = locked_report(access, report, State.APPLIED)
        if test := phase_began_after(access.workspace, stored):
            raise ExperimentRefusedError(
                "split_changed",
                f"“{test.name}” was split differently since: what was counted before that stays.",
            )
        rows = [row for row in _rows_of(access, stored) if row.arm_id and not row.left_out]
        tests = _held(access, _tests(access, rows))
        if any(test.frozen_at for test in tests.values()):
            raise ExperimentRefusedError("archived", ARCHIVED)
        before = {pk: held_now(access.workspace, pk) for pk in tests}
        stored.state, stored.undone_at = State.UNDONE, timezone.now()
        stored.save(update_fields=["state", "undone_at"])
        for pk, test in tests.items():
            settle(access=access, experiment=pk, before=before[pk])
            want_recount(access, test)
        record(
            access=access,
            action="report taken out",
            target=stored,
            before={"state": State.APPLIED},
            after={"state": State.UNDONE, "file_name": stored.file_name},
        )
    return stored


def discard_report(*, access: Access, report: ResultReport) -> ResultReport:
    """Put a waiting report aside: it will not count."""
    access.require(EDIT)
    with transaction.atomic():
        stored = locked_report(access, report, State.OPEN)
        stored.state = State.DISCARDED
        stored.save(update_fields=["state"])
        record(
            access=access,
            action="discarded",
            target=stored,
            before={"state": State.OPEN},
            after={"state": State.DISCARDED},
        )
    return stored


def same_rows(report: ResultReport) -> ResultReport | None:
    """A counted report with the very same rows: this file, saved again."""
    mark = report.mapping.get("rows_hash")
    if not mark:
        return None
    rows = ResultReport.objects.for_workspace(report.workspace).filter(
        state=State.APPLIED, mapping__rows_hash=mark, platform=report.platform
    )
    found: ResultReport | None = rows.exclude(pk=report.pk).order_by("pk").first()
    return found


def _check_new(access: Access, report: ResultReport) -> None:
    if missing := columns_of(report).missing():
        raise ExperimentRefusedError("no_columns", f"Say first which column holds {missing}.")
    if again := same_rows(report):
        zone = ZoneInfo(access.workspace.time_zone)
        day = timezone.localtime(again.applied_at, zone)
        raise ExperimentRefusedError(
            "counted_already",
            f"The same rows were counted on {day:%-d %B %Y} as “{again.file_name}”.",
        )


def _rows_of(access: Access, report: ResultReport) -> list[ResultRow]:
    rows = ResultRow.objects.for_workspace(access.workspace).filter(report=report)
    return list(rows.order_by("number", "pk"))


def _tests(access: Access, rows: Sequence[ResultRow]) -> list[int]:
    arms = Arm.objects.for_workspace(access.workspace).filter(
        pk__in={row.arm_id for row in rows if row.arm_id}
    )
    return sorted(set(arms.order_by().values_list("experiment_id", flat=True)))


def _take_tests(access: Access, rows: Sequence[ResultRow]) -> list[int]:
    """The tests these rows count for, held until the end. Rows of a test whose counts somebody has
    changed by hand are put beside it."""
    tests = _held(access, _tests(access, rows))
    for pk, test in list(tests.items()):
        if is_ours(access.workspace, pk):
            continue
        del tests[pk]
        own = Arm.objects.for_workspace(access.workspace).filter(experiment=pk)
        arms = set(own.values_list("pk", flat=True))
        for row in rows:
            if row.arm_id in arms:
                row.arm_id, row.note = None, BY_HAND.format(name=test.name)[:300]
    return sorted(tests)


def _held(access: Access, tests: Collection[int]) -> dict[int, Experiment]:
    """These tests (ids), held until the end: no reading is taken meanwhile."""
    held = Experiment.objects.for_workspace(access.workspace).select_for_update(of=("self",))
    return {test.pk: test for test in held.filter(pk__in=tests).order_by("pk")}


def _save(rows: Sequence[ResultRow]) -> None:
    for at in range(0, len(rows), ROWS_AT_ONCE):
        ResultRow.objects.bulk_update(
            rows[at : at + ROWS_AT_ONCE], ["variant", "arm", "note", "left_out"]
        )


def _mark(access: Access, report: ResultReport, rows: Sequence[ResultRow], place: str) -> None:
    seen = [row for row in rows if row.variant_id and row.shown and not row.left_out]
    days = [row.day for row in seen if row.day]
    mark_in_use(
        access=access,
        variants={row.variant_id for row in seen if row.variant_id},
        where=report.platform if report.platform in WHERE else "other",
        place=place,
        how=InUse.How.PLATFORM_FILE,
        since=min(days, default=report.taken_on),
    )
