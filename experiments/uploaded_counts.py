"""Counts from elsewhere, such as an agency's report, read by the same statistics as our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from experiments.counts_table import Counted, UploadedCount, read_counts_table
from experiments.models import Arm, DailyCount, Event, Experiment, ExperimentGoal, Phase
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import NOT_STARTED
from personas.listening.apart import convert_apart
from personas.listening.stored_rows import read_stored
from workspaces.access import EDIT, Access
from workspaces.changes import record

WAITS_SALT = "experiments.uploaded_counts"
WAITS_FOR = 24 * 3600
"""Seconds for which a table that was looked at can be applied."""
GONE = "This look is too old, or was changed on the way. Send the file once more."


@dataclass(frozen=True)
class LookedAt:
    """A table before it is applied. ``token`` carries its counts to the next step; per arm how
    many days, units and conversions it brings."""

    counted: Counted
    token: str
    arms: tuple[tuple[str, int, int, int], ...]


def look_at_counts(
    *, access: Access, experiment: Experiment, file: "UploadedFile[bytes]"
) -> LookedAt:
    """Read a table (CSV or Excel) and say what it would do; nothing is kept.

    UnreadableFileError or NoSuchColumnsError, with a sentence for whoever sent it, if it cannot be
    read; ExperimentRefusedError if this experiment takes no counts.
    """
    access.require(EDIT)
    stored = Experiment.objects.for_workspace(access.workspace).get(pk=experiment.pk)
    _check_takes_counts(stored)
    with TemporaryDirectory() as folder:
        uploaded, read = Path(folder, "uploaded"), Path(folder, "read")
        with uploaded.open("wb") as to:
            for chunk in file.chunks():
                to.write(chunk)
        convert_apart(uploaded, (file.name or "file")[:120], read)
        with read.open("rb") as rows_file:
            facts, rows = read_stored(rows_file)
            counted = read_counts_table(
                facts.header,
                rows,
                arms=_called(stored),
                unit=stored.unit,
                today=timezone.now().astimezone(ZoneInfo(stored.time_zone)).date(),
                month_first=facts.month_first,
            )
    return LookedAt(counted, token_of(stored, counted), _by_arm(counted))


def apply_counts(*, access: Access, experiment: Experiment, token: str) -> int:
    """Upload what was looked at; how many rows. ExperimentRefusedError if it waited too long."""
    access.require(EDIT)
    try:
        told = signing.loads(token, salt=WAITS_SALT, max_age=WAITS_FOR)
    except signing.BadSignature as error:
        raise ExperimentRefusedError("look_gone", GONE) from error
    if told["experiment"] != experiment.pk:
        raise ExperimentRefusedError("look_gone", GONE)
    counts = [
        UploadedCount(arm, date.fromisoformat(day), n, x) for arm, day, n, x in told["counts"]
    ]
    return upload_counts(access=access, experiment=experiment, counts=counts)


def upload_counts(
    *,
    access: Access,
    experiment: Experiment,
    counts: Sequence[UploadedCount],
    removed: Sequence[tuple[str, date]] = (),
) -> int:
    """Set the counts of the days given, for the newest phase and the primary goal; how many rows.

    A day sent again replaces what was sent before; ``removed`` are arms (keys) and days that no
    longer count. ExperimentRefusedError if the experiment counts
    its own events (one experiment never has both), was not started, is archived, or a count names
    an unknown arm, comes twice, or has more conversions than visitors over all days.
    """
    access.require(EDIT)
    with transaction.atomic():
        stored: Experiment = (
            Experiment.objects.for_workspace(access.workspace)
            .select_for_update()
            .get(pk=experiment.pk)
        )
        _check(stored, counts, removed)
        phase = Phase.objects.filter(workspace=access.workspace, experiment=stored).last()
        if phase is None:
            raise ExperimentRefusedError("wrong_state", "Start the experiment before its counts.")
        arms = {
            arm.key: arm
            for arm in Arm.objects.filter(
                workspace=access.workspace, experiment=stored
            ).select_related("variant")
        }
        unknown = sorted({count.arm for count in counts} - set(arms))
        gone = [(arms[key].pk, day) for key, day in removed if key in arms]
        if unknown:
            raise ExperimentRefusedError("unknown_arm", f"There is no arm “{unknown[0]}”.")
        goal_id = (
            ExperimentGoal.objects.filter(
                workspace=access.workspace,
                experiment=stored,
                role=ExperimentGoal.Role.PRIMARY,
            )
            .values_list("goal_id", flat=True)
            .get()
        )
        before = _stored(stored, phase)
        _replace(stored, phase, goal_id, {(arms[c.arm].pk, c.day): c for c in counts}, gone)
        _check_sums(stored, phase)
        if _stored(stored, phase) == before:
            return len(counts)
        Experiment.objects.filter(pk=stored.pk, workspace=access.workspace).update(
            recount_wanted_at=timezone.now()
        )
        record(access=access, action="counts uploaded", target=stored, after={"rows": len(counts)})
    return len(counts)


def _replace(
    experiment: Experiment,
    phase: Phase,
    goal_id: int,
    cells: Mapping[tuple[int, date], UploadedCount],
    gone: Sequence[tuple[int, date]] = (),
) -> None:
    """Put the counts of these arms and days in place of what stands there, and nothing in place of
    what is ``gone``. Three queries."""
    rows = DailyCount.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, phase=phase
    )
    replaced = {*cells, *gone}
    old = [pk for pk, arm, day in rows.values_list("pk", "arm_id", "day") if (arm, day) in replaced]
    rows.filter(pk__in=old).delete()
    DailyCount.objects.bulk_create(
        (
            DailyCount(
                workspace_id=experiment.workspace_id,
                experiment=experiment,
                phase=phase,
                arm_id=arm,
                goal_id=goal,
                day=day,
                source=DailyCount.Source.UPLOADED,
                n=n,
                x=x,
            )
            for (arm, day), count in cells.items()
            for goal, n, x in ((None, count.n, 0), (goal_id, 0, count.x))
        ),
        batch_size=500,
    )


def _stored(experiment: Experiment, phase: Phase) -> set[tuple[Any, ...]]:
    rows = DailyCount.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, phase=phase
    )
    return set(rows.values_list("arm", "goal", "day", "source", "n", "x"))


def _check(
    experiment: Experiment,
    counts: Sequence[UploadedCount],
    removed: Sequence[tuple[str, date]] = (),
) -> None:
    _check_takes_counts(experiment)
    if not counts and not removed:
        raise ExperimentRefusedError("no_counts", "There is no row to count.")
    if len({(count.arm, count.day) for count in counts}) < len(counts):
        raise ExperimentRefusedError("day_twice", "Send each arm and day once.")


def _check_takes_counts(experiment: Experiment) -> None:
    if experiment.state in NOT_STARTED:
        raise ExperimentRefusedError("wrong_state", "Start the experiment before its counts.")
    if experiment.frozen_at is not None:
        raise ExperimentRefusedError(
            "archived", "This experiment is archived; its counts are final."
        )
    if Event.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment).exists():
        raise ExperimentRefusedError(
            "counts_events", "This experiment counts its own events; the two are never mixed."
        )


def _check_sums(experiment: Experiment, phase: Phase) -> None:
    """Conversions can come on later days than their visitors, so only the sums must fit."""
    totals: dict[int, list[int]] = {}
    rows = DailyCount.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, phase=phase
    )
    for arm, n, x in rows.values_list("arm_id", "n", "x"):
        total = totals.setdefault(arm, [0, 0])
        total[0] += n
        total[1] += x
    if any(x > n for n, x in totals.values()):
        raise ExperimentRefusedError(
            "more_than_all", "An arm has more conversions than visitors: is it clicks per view?"
        )


def _called(experiment: Experiment) -> dict[str, str]:
    """What a table may call an arm, in small letters: its key, its letter, and its first words
    where no other arm begins with the same."""
    arms = list(
        Arm.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        ).select_related("variant")
    )
    words = [
        next((text for _, text in arm.variant.sentences()), "").strip().casefold() for arm in arms
    ]
    called = {
        first: arm.key
        for arm, first in zip(arms, words, strict=True)
        if first and words.count(first) == 1
    }
    for arm in arms:
        called[ascii_uppercase[arm.position].casefold()] = arm.key
        if not arm.position:
            called["control"] = arm.key
    return called | {arm.key.casefold(): arm.key for arm in arms}


def token_of(experiment: Experiment, counted: Counted) -> str:
    """The counts of a table, signed, as the next step takes them."""
    told = [[c.arm, c.day.isoformat(), c.n, c.x] for c in counted.counts]
    return signing.dumps(
        {"experiment": experiment.pk, "counts": told}, salt=WAITS_SALT, compress=True
    )


def _by_arm(counted: Counted) -> tuple[tuple[str, int, int, int], ...]:
    sums: dict[str, list[int]] = {}
    for count in counted.counts:
        total = sums.setdefault(count.arm, [0, 0, 0])
        for place, more in enumerate((1, count.n, count.x)):
            total[place] += more
    return tuple((arm, days, n, x) for arm, (days, n, x) in sorted(sums.items()))
