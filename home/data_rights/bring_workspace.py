"""A workspace that was exported elsewhere comes in: always as a new one, never into another.

An upload waits, with a preview, until its person says yes. Then a job takes it into a workspace
that nobody can open before it is whole. What does not fit is refused with file and line, and
nothing of it stays.
"""

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from experiments.delivery.compile import compile_snapshot
from experiments.models import Arm, DailyCount, Event, Experiment, Look
from experiments.results import results_of
from experiments.totals import counts_of
from home.data_rights.archive import ArchiveReader, Manifest, UnusableArchiveError, open_archive
from home.data_rights.constants import KEEP_UPLOAD_HOURS
from home.data_rights.portable import PORTABLES, brought
from home.data_rights.take_in import TakeIn, Taken, clear
from messaging.channels_here import channels_in, forget
from messaging.models import Campaign, Destination, Message, Placement, Variant
from workspaces.changes import record
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.membership import create_workspace
from workspaces.models import DeliveryVersion, Job, Membership, Role, User, Workspace

KIND = "home.bring_workspace"
FOLDER = "brought"
TOKEN = re.compile(r"[0-9a-f]{32}")
NOT_AS_WRITTEN = "The results of the test “{test}” are not as any site writes them."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds: ``comes`` and ``stays`` are (what, how many[, why it stays])."""

    manifest: Manifest
    comes: tuple[tuple[str, int], ...]
    stays: tuple[tuple[str, int, str], ...]

    @property
    def rows(self) -> int:
        return sum(many for _, many in self.comes)


def keep_upload(*, user: User, upload: UploadedFile[Any]) -> str:
    """Keep an uploaded zip until its person has looked at what is in it; a token to find it by.

    UnusableArchiveError says why a file is refused.
    """
    with open_archive(upload):  # type: ignore[arg-type]
        pass
    if brought_by(user).filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).exists():
        raise UnusableArchiveError("You are bringing a workspace right now. One after the other.")
    shutil.rmtree(_path(user, "0" * 32).parent, ignore_errors=True)  # what was not gone on with
    token = secrets.token_hex(16)
    upload.seek(0)
    default_storage.save(_stored(user, token), upload)
    return token


def preview_upload(*, user: User, token: str) -> Preview:
    """What the uploaded file holds. FileNotFoundError if this person has no such upload."""
    with _opened(_path(user, token)) as reader:
        manifest = reader.manifest
    return Preview(
        manifest,
        tuple((each.title, many) for each in brought() if (many := manifest.rows(each.label))),
        tuple(
            (each.title, many, each.stays)
            for each in PORTABLES
            if each.stays and (many := manifest.rows(each.label))
        ),
    )


def forget_upload(*, user: User, token: str) -> None:
    default_storage.delete(_stored(user, token))


@transaction.atomic
def request_bring(*, user: User, token: str, name: str, address: str | None = None) -> Job:
    """Make a new workspace of this name, which opens once a job has filled it from the upload.

    Until then nobody belongs to it, so nobody can see or open it half full; where that never
    happens it is deleted in a day. Asked twice for one upload, it is the same job.
    """
    User.objects.select_for_update().get(pk=user.pk)
    stored = _stored(user, token)
    asked = brought_by(user).filter(arguments__file=stored)
    known: Job | None = asked.exclude(state__in=(Job.State.FAILED, Job.State.CANCELLED)).first()
    if known is not None:
        return known
    if not _path(user, token).exists():
        raise FileNotFoundError(token)
    access = create_workspace(user=user, name=name, address=address)
    Membership.objects.filter(workspace=access.workspace).delete()
    now = timezone.now()
    Workspace.objects.filter(pk=access.workspace.pk).update(
        archived_at=now, delete_after=now + timedelta(hours=KEEP_UPLOAD_HOURS)
    )
    return enqueue(access=access, kind=KIND, arguments={"file": stored})


def brought_by(user: User) -> Any:
    """The jobs by which this person brought workspaces, newest first."""
    theirs = Job.objects.filter(workspace__in=Workspace.objects.all(), kind=KIND, created_by=user)
    return theirs.select_related("workspace")


def bring_workspace(run: JobRun) -> dict[str, Any]:
    """The job that fills the new workspace."""
    workspace = run.access.workspace
    if workspace.archived_at is None:  # it was filled and opened by an attempt that was cut short
        return {"title": f"Bringing {workspace.name}", "workspace": workspace.slug}
    _clear(run, workspace)
    try:
        with _opened(Path(default_storage.path(run.arguments["file"]))) as reader:
            _check_sums(run, reader)
            take = TakeIn(run, workspace, reader)
            values = take.settings_of_workspace()
            taken = take.everything()
            _check_whole(workspace)
            _open(run, workspace, values, reader.manifest, taken)
    except FileNotFoundError as error:
        _give_up(run, workspace)
        raise JobFailed("The uploaded file is not there any more. Upload it again.") from error
    except UnusableArchiveError as error:
        _give_up(run, workspace)
        raise JobFailed(f"Nothing was brought. {error}") from error
    default_storage.delete(run.arguments["file"])
    return {
        "title": f"Bringing {workspace.name}",
        "workspace": workspace.slug,
        "rows": sum(taken.counts.values()),
        "paused": taken.paused,
        "undated": taken.undated,
    }


def forget_old_uploads() -> int:
    """Delete uploads that nobody said yes or no to; how many."""
    folder = Path(default_storage.path(FOLDER))
    old = time.time() - timedelta(hours=KEEP_UPLOAD_HOURS).total_seconds()
    count = 0
    for path in folder.glob("*/*.zip"):
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _stored(user: User, token: str) -> str:
    if not TOKEN.fullmatch(token):
        raise FileNotFoundError(token)
    return f"{FOLDER}/{user.pk}/{token}.zip"


def _path(user: User, token: str) -> Path:
    return Path(default_storage.path(_stored(user, token)))


@contextmanager
def _opened(path: Path) -> Iterator[ArchiveReader]:
    with path.open("rb") as file, open_archive(file) as reader:
        yield reader


def _check_sums(run: JobRun, reader: ArchiveReader) -> None:
    names = list(reader.manifest.members)
    for count, name in enumerate(names, start=1):
        run.progress(min(count, len(names) - 1), len(names), "Comparing checksums")
        reader.check(name)


def _clear(run: JobRun, workspace: Workspace) -> None:
    for title in clear(run, workspace):
        run.progress(0, 1, f"Making room: {title.lower()}")
    shutil.rmtree(Path(default_storage.path(f"evidence/{workspace.pk}")), ignore_errors=True)


def _give_up(run: JobRun, workspace: Workspace) -> None:
    """Nothing stays but the row of the workspace, for as long as somebody may read why."""
    _clear(run, workspace)
    until = timezone.now() + timedelta(hours=KEEP_UPLOAD_HOURS)
    Workspace.objects.filter(pk=workspace.pk).update(delete_after=until)


def _check_whole(workspace: Workspace) -> None:
    """What no single row shows: rows that belong together do, and what is stored can be read."""
    mine = {"workspace": workspace}
    torn = (
        (Message.objects.filter(live_variant__isnull=False), {"live_variant__message": F("pk")}),
        (
            Message.objects.filter(live_variant__isnull=False),
            {"live_variant__state": Variant.State.APPROVED},
        ),
        (Arm.objects.all(), {"variant__message": F("experiment__message")}),
        (DailyCount.objects.all(), {"arm__experiment": F("experiment")}),
        (DailyCount.objects.all(), {"phase__experiment": F("experiment")}),
        (Event.objects.filter(arm__isnull=False), {"arm__experiment": F("experiment")}),
        (Event.objects.filter(phase__isnull=False), {"phase__experiment": F("experiment")}),
    )
    for rows, rule in torn:
        if rows.filter(**mine).exclude(**rule).exists():
            what = str(rows.model._meta.verbose_name_plural)
            raise UnusableArchiveError(f"Some {what} belong to rows that are not theirs.")
    forget(workspace)
    known = set(channels_in(workspace))
    used = set(Placement.objects.filter(**mine).values_list("channel", flat=True))
    used |= set(Destination.objects.filter(**mine).values_list("channel", flat=True))
    for channels in Campaign.objects.filter(**mine).values_list("channels", flat=True):
        used |= set(channels)
    if used - known:
        named = ", ".join(sorted(used - known)[:3])
        raise UnusableArchiveError(f"“{named}” is a channel this site does not have.")
    try:
        compile_snapshot(workspace_id=workspace.pk, version=0)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UnusableArchiveError("What is live in this file could not be shown.") from error
    for experiment in Experiment.objects.filter(**mine):
        looks = Look.objects.filter(experiment=experiment, **mine).order_by("pk")
        try:
            results_of(experiment)
            for totals, analysis in looks.values_list("totals", "analysis"):
                for goal in analysis["goals"]:
                    counts_of(totals, goal)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise UnusableArchiveError(NOT_AS_WRITTEN.format(test=experiment.name)) from error


@transaction.atomic
def _open(
    run: JobRun, workspace: Workspace, values: dict[str, Any], manifest: Manifest, taken: Taken
) -> None:
    """Let people in, in one write with the record of where it all came from."""
    run.hold()
    person = run.job.created_by
    if person is None:
        raise UnusableArchiveError("Whoever brought it has no account here any more.")
    Membership.objects.get_or_create(workspace=workspace, user=person, role=Role.OWNER)
    del values["name"]  # the person gave it one
    Workspace.objects.filter(pk=workspace.pk).update(**values, archived_at=None, delete_after=None)
    DeliveryVersion.objects.bump(workspace.pk)
    record(
        access=run.access,
        action="brought from elsewhere",
        target=workspace,
        after={
            "workspace": manifest.workspace,
            "exported_at": manifest.made_at,
            "site_version": manifest.site,
            "rows": sum(taken.counts.values()),
            "tests_paused": taken.paused,
            "starts_taken_away": taken.undated,
        },
    )
