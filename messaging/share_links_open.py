"""What people do under a share link: open it, fetch its file, send one back.

Nobody is asked for a permission: the address that cannot be guessed, and its password, are it. All
of it is in the audit log, in the name of "somebody with the link".
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from messaging.import_sheet import take_sheet
from messaging.models import ShareLink, SheetImport
from messaging.share_links import OPEN, state_of
from messaging.sharing.sheet_cells import refuse_at_a_glance
from personas.listening.tables import UnreadableFileError
from workspaces.access import SHARE, Access, link_access
from workspaces.changes import record
from workspaces.models import Job
from workspaces.public_tokens import is_public_token

SAME_OPENING = timedelta(minutes=10)
"""Whoever loads a page without a password again within this has not opened it twice."""
MOST_WAITING = 20
"""Files that wait to be looked at, of one link: more is no hand-over, and fills the disk."""
WAITING = (SheetImport.State.READING, SheetImport.State.OPEN, SheetImport.State.REFUSED)
"""A file that could not be read is kept, too, until somebody puts it away."""


class LinkClosedError(ValueError):
    """The link expired or was revoked since the page was opened."""


class NotTakenError(ValueError):
    """A file that cannot be taken; the message says why, to whoever sent it."""


def find_link(token: str) -> ShareLink:
    """The link of an address, open or not; Http404 for any other text."""
    link = None
    if is_public_token(token):
        rows = ShareLink.objects.select_related("workspace", "campaign", "job")
        link = rows.filter(token=token).first()
    if link is None:
        raise Http404("There is no such link.")
    return link


def access_of_link(link: ShareLink) -> Access:
    """Who acts under a link, as the audit log names them."""
    return link_access(link.workspace, f"somebody with the link “{link.name}”")


@transaction.atomic
def note_opened(link: ShareLink) -> bool:
    """Write down that a link was opened; False for the same opening, a little later."""
    now = timezone.now()
    before = Q(last_opened_at=None) | Q(last_opened_at__lt=now - SAME_OPENING)
    rows = ShareLink.objects.for_workspace(link.workspace).filter(pk=link.pk)
    if not rows.filter(Q() if link.password else before).update(last_opened_at=now):
        return False
    record(access=access_of_link(link), action="opened", target=link)
    return True


def file_of(link: ShareLink) -> Job | None:
    """The job whose file the link hands out; None while it is being made, or where it is gone."""
    job = link.job
    return job if job is not None and job.state == Job.State.DONE and job.result_file else None


def note_downloaded(link: ShareLink, job: Job) -> None:
    """Write down that the file of a link was fetched."""
    after = {"file": str(job.result.get("file_name") or ""), "job": job.pk}
    record(access=access_of_link(link), action="downloaded", target=link, after=after)


def take_upload(*, link: ShareLink, file: Any, sender: str) -> SheetImport:
    """Put a file that came by a link into the review queue. LinkClosedError, NotTakenError.

    What is plainly no table is refused at once: nobody else could tell who sent it.
    """
    if state_of(link) != OPEN or not link.may_upload:
        raise LinkClosedError
    waiting = SheetImport.objects.for_workspace(link.workspace).filter(link=link, state__in=WAITING)
    if waiting.count() >= MOST_WAITING:
        raise NotTakenError(
            f"{MOST_WAITING} files wait to be looked at already. Ask whoever sent you this link "
            "to look at them; then send yours."
        )
    try:
        refuse_at_a_glance(file)
    except UnreadableFileError as error:
        raise NotTakenError(str(error)) from error
    # To hand in a sheet is all they may do; what it holds, people of the workspace look at.
    access = replace(access_of_link(link), permissions=frozenset({SHARE}))
    return take_sheet(access=access, file=file, campaign=link.campaign, link=link, sender=sender)
