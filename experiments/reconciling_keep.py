"""Lay an export of the web analytics beside our counts of a test, and keep what came of it."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, Sum

from experiments.arm_names import arm_names
from experiments.models import (
    DailyCount,
    Event,
    EventClass,
    EventType,
    Experiment,
    ExperimentGoal,
    Reconciliation,
)
from experiments.reconciling import Counted, Setting, compare
from experiments.reconciling_file import ReadFile, read_counts_file
from personas.listening.apart import convert_apart
from personas.listening.stored_rows import read_stored
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT, Access
from workspaces.changes import record

LARGEST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 200


def reconcile(
    *,
    access: Access,
    experiment: Experiment,
    file: "UploadedFile[bytes]",
    named: Mapping[str, str] | None = None,
) -> Reconciliation:
    """Compare ``file`` with our counts and keep both. ``named`` are headers of columns that a
    person named. UnreadableFileError, with a sentence for whoever uploaded it, if it is no table
    of counts."""
    access.require(EDIT)
    if (file.size or 0) > LARGEST_BYTES:
        raise UnreadableFileError("Files of up to 5 MB are read: export fewer columns or days.")
    read = _read(experiment, file, named or {})
    summary = compare(our_counts(experiment), read.rows, setting_of(experiment))
    summary |= {
        "columns": read.columns,
        "skipped": read.skipped,
        "unknown": [name[:80] for name in read.unknown[:20]],
    }
    kept = Reconciliation(
        workspace=access.workspace,
        experiment=experiment,
        file_name=(file.name or "counts")[-LONGEST_NAME:],
        rows=[
            {
                "day": row.day.isoformat(),
                "arm": row.arm,
                "visitors": row.visitors,
                "conversions": row.conversions,
            }
            for row in read.rows
        ],
        summary=summary,
        actor=access.actor_name[:150],
    )
    with transaction.atomic():
        kept.save(force_insert=True)
        record(access=access, action="created", target=kept, after=_told(kept))
    return kept


def remove_reconciliation(*, access: Access, reconciliation: Reconciliation) -> None:
    """Forget a comparison and what the file said."""
    access.require(EDIT)
    with transaction.atomic():
        record(access=access, action="removed", target=reconciliation, before=_told(reconciliation))
        reconciliation.delete()


def _told(kept: Reconciliation) -> dict[str, Any]:
    """What the audit log says of it: not the rows, of which there may be thousands."""
    return {
        "file_name": kept.file_name,
        "experiment": kept.experiment_id,
        "rows": len(kept.rows),
        "sentence": kept.summary.get("sentence", ""),
    }


def our_counts(experiment: Experiment) -> list[Counted]:
    """What we counted by day and arm, for the goal that decides. One query."""
    primary = experiment.experiment_goals.filter(role=ExperimentGoal.Role.PRIMARY)
    rows = (
        DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .filter(Q(goal=None) | Q(goal__in=primary.values("goal")))
        .order_by("day", "arm__position")
        .values_list("day", "arm__variant__key")
        .annotate(Sum("n"), Sum("x"))
    )
    return [Counted(day, arm, n, x) for day, arm, n, x in rows]


def setting_of(experiment: Experiment) -> Setting:
    """How we counted it."""
    link = experiment.experiment_goals.filter(role=ExperimentGoal.Role.PRIMARY)
    left_out = (
        Event.objects.filter(
            workspace_id=experiment.workspace_id,
            experiment=experiment,
            type=EventType.EXPOSURE,
        )
        .exclude(event_class=EventClass.HUMAN)
        .count()
    )
    days = link.values_list("goal__window_days", flat=True).first()
    return Setting(days or 0, left_out, experiment.time_zone)


def names_of_arms(experiment: Experiment) -> dict[str, str]:
    """What a file may call an arm, in small letters -> the arm's key."""
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    found: dict[str, str] = {}
    for arm, name in zip(arms, arm_names(arms), strict=True):
        letter, number = chr(ord("a") + arm.position), arm.position
        first = next((text for _, text in arm.variant.sentences()), "")
        names = (arm.key, name.strip("“”"), first, letter, str(number), f"variant {letter}")
        more = (
            ("control", "original") if not number else (f"variant {number}", f"variation {number}")
        )
        for each in (*names, *more):
            if each:
                found.setdefault(" ".join(each.split()).casefold(), arm.key)
    return found


def _read(
    experiment: Experiment, file: "UploadedFile[bytes]", named: Mapping[str, str]
) -> ReadFile:
    with TemporaryDirectory(prefix="counts-") as folder:
        source, target = Path(folder) / "upload", Path(folder) / "rows"
        with source.open("wb") as upload:
            for chunk in file.chunks():
                upload.write(chunk)
        convert_apart(source, file.name or "counts.csv", target)
        with target.open("rb") as stored:
            facts, rows = read_stored(stored)
            return read_counts_file(facts.header, rows, names_of_arms(experiment), named)
