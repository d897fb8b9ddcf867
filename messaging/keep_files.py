"""How long files that left or came are kept: the rows stay for ever, their files do not.

Every export, and every file that came back or was brought in, is kept as it was for as many days as
the workspace says. Exports of a whole workspace and reports of erasures have rules of their own
(home/data_rights), and so have uploads of quotes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from messaging.fill_template import FORGOTTEN_AFTER, forget_templates
from messaging.models import BroughtIn, ShareLink, ShareSettings, SheetImport
from messaging.models.share_links import KEEP_FILES_DAYS
from workspaces.job_files import forget_file
from workspaces.models import Job, Workspace

ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
OTHER_RULES = "home."
"""How the kinds of jobs begin whose files are kept by other rules."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of row with files. Those in a ``busy`` state stay while their job goes on."""

    model: Any
    columns: tuple[str, ...]
    busy: tuple[str, ...] = ()


_kept = [
    Kept(SheetImport, ("file", "marked_file"), ("reading", "applying")),
    Kept(BroughtIn, ("file", "rows_file"), ("reading", "applying")),
]


def keep_files_of(kept: Kept) -> None:
    """Have the files of another app's rows kept, and deleted, in the same way."""
    if kept not in _kept:
        _kept.append(kept)


def delete_old_files(*, now: datetime | None = None) -> int:
    """Delete the files that were kept as long as their workspace wants; how many rows had one.

    Safe to run twice, and at once with itself: a file that is gone is gone.
    """
    now = now or timezone.now()
    every = Workspace.objects.order_by("pk")
    said = dict(
        ShareSettings.objects.filter(workspace__in=every).values_list(
            "workspace", "keep_files_days"
        )
    )
    count = 0
    for workspace in every.iterator():
        old = now - timedelta(days=said.get(workspace.pk, KEEP_FILES_DAYS))
        count += _delete_of_jobs(workspace, old, now)
        count += forget_templates(workspace, older_than=FORGOTTEN_AFTER)
        for kept in _kept:
            count += _delete_of_rows(workspace, kept, old)
    return count


def _delete_of_jobs(workspace: Workspace, old: datetime, now: datetime) -> int:
    """A file that an open link hands out stays as long as the link is open."""
    links = ShareLink.objects.for_workspace(workspace).filter(revoked_at=None, expires_at__gt=now)
    in_use = links.exclude(job=None).order_by().values("job")
    rows: QuerySet[Job] = Job.objects.for_workspace(workspace).filter(finished_at__lt=old)
    rows = rows.exclude(result_file="").exclude(kind__startswith=OTHER_RULES)
    count = 0
    for job in rows.exclude(pk__in=in_use).order_by("pk"):
        forget_file(job, on=now.date())
        count += 1
    return count


def _delete_of_rows(workspace: Workspace, kept: Kept, old: datetime) -> int:
    without = Q(**dict.fromkeys(kept.columns, ""))
    rows = kept.model.objects.for_workspace(workspace).filter(created_at__lt=old)
    count = 0
    # Whose job ended otherwise than it should waits for nobody.
    busy = Q(state__in=kept.busy) & ~Q(job__state__in=ENDED)
    for row in rows.exclude(without).exclude(busy).order_by("pk"):
        for name in kept.columns:
            file = getattr(row, name)
            if file:
                file.delete(save=False)
        kept.model.objects.for_workspace(workspace).filter(pk=row.pk).update(
            **dict.fromkeys(kept.columns, "")
        )
        count += 1
    return count
