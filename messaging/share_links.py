"""Share links: an address under which people without an account fetch a file of approved copy.

What leaves by a link never holds a customer's words that were not given for others to read, whoever
makes it. The file is made once, when the link is, and anew when somebody of the workspace asks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from messaging.conflicts import RefusedError
from messaging.models import Campaign, ShareLink
from messaging.sharing.collect_lines import Selection
from messaging.sharing.export import NothingToExportError, request_export
from workspaces.access import EDIT, SHARE, Access
from workspaces.changes import change_row, create_row, one_record
from workspaces.models import Job
from workspaces.public_tokens import new_public_token

OPEN_DAYS, MOST_OPEN_DAYS = 14, 90
"""A hand-over takes a week or two; what is open for longer, nobody remembers having opened."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 100
OPEN, EXPIRED, REVOKED = "open", "expired", "revoked"
STATES = {OPEN: "Open", EXPIRED: "Expired", REVOKED: "Revoked"}


class ShareLinkError(RefusedError):
    """This cannot be done with the link; the message says why, and what can."""

    code = "share_link"


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is shared. Without ``campaign``: all approved copy. ``days`` is how long it is open."""

    name: str
    campaign: Campaign | None = None
    file_format: str = "workbook"
    password: str = ""
    days: int = OPEN_DAYS
    may_upload: bool = True


def links_of(access: Access) -> "QuerySet[ShareLink]":
    """The links of a workspace, newest first."""
    rows: QuerySet[ShareLink] = ShareLink.objects.for_workspace(access.workspace)
    return rows.select_related("campaign", "job", "created_by", "workspace")


def link_address(link: ShareLink) -> str:
    """The address that is sent to people."""
    return str(settings.SITE_URL + reverse("shared", args=[link.token]))


def state_of(link: ShareLink, now: datetime | None = None) -> str:
    """OPEN, EXPIRED or REVOKED. In the archive nothing is open."""
    if link.revoked_at is not None or link.workspace.archived_at is not None:
        return REVOKED
    return OPEN if (now or timezone.now()) < link.expires_at else EXPIRED


def make_link(*, access: Access, sharing: Sharing) -> ShareLink:
    """A new link, and the job that makes its file. ShareLinkError where there is nothing in it."""
    _require(access)
    _check(sharing.password, sharing.days)
    link = ShareLink(
        workspace=access.workspace,
        name=sharing.name,
        campaign=sharing.campaign,
        file_format=sharing.file_format,
        token=new_public_token(),
        password=make_password(sharing.password) if sharing.password else "",
        may_upload=sharing.may_upload,
        expires_at=timezone.now() + timedelta(days=sharing.days),
        created_by=access.user,
    )
    with one_record(access=access, action="created", target=link):
        link.job = _ask_for_file(access, link)
        create_row(access=access, instance=link)
    return link


@transaction.atomic
def make_file_anew(*, access: Access, link: ShareLink) -> None:
    """Have the file of a link made from what is approved now. ShareLinkError if it is not open."""
    _require(access)
    held = _held(access, link)
    if state_of(held) != OPEN:
        raise ShareLinkError("This link is no longer open. Extend it first, or make a new one.")
    if held.job is not None and not held.job.is_finished:
        raise ShareLinkError("Its file is being made already.")
    with one_record(access=access, action="made anew", target=held):
        job = _ask_for_file(access, held)
        change_row(access=access, instance=held, changes={"job": job}, action="made anew")
    link.job = job


@transaction.atomic
def change_link(*, access: Access, link: ShareLink, changes: dict[str, Any]) -> bool:
    """Change its ``name``, ``may_upload``, ``password`` ("" for none) or ``days`` it is open from
    now. True if anything differs. ShareLinkError where it was revoked."""
    _require(access)
    held = _held(access, link)
    if held.revoked_at is not None:
        raise ShareLinkError("This link was revoked, which is for good. Make a new one.")
    values: dict[str, Any] = {}
    values |= {name: changes[name] for name in ("name", "may_upload") if name in changes}
    if "days" in changes:
        _check("", changes["days"])
        values["expires_at"] = timezone.now() + timedelta(days=changes["days"])
    if "password" in changes:
        _check(changes["password"], OPEN_DAYS)
        if changes["password"] or held.password:
            values["password"] = make_password(changes["password"]) if changes["password"] else ""
    changed = change_row(access=access, instance=held, changes=values)
    for name in values:
        setattr(link, name, values[name])
    return changed


@transaction.atomic
def revoke_link(*, access: Access, link: ShareLink) -> bool:
    """Close a link for good; False if it was closed before."""
    _require(access)
    held = _held(access, link)
    if held.revoked_at is not None:
        return False
    change_row(
        access=access, instance=held, changes={"revoked_at": timezone.now()}, action="revoked"
    )
    link.revoked_at = held.revoked_at
    return True


def selection_of(link: ShareLink) -> Selection:
    """What is in the file of a link."""
    campaigns = (link.campaign_id,) if link.campaign_id is not None else ()
    return Selection(campaigns=campaigns, consented_only=True)


def _ask_for_file(access: Access, link: ShareLink) -> Job:
    try:
        return request_export(
            access=access, file_format=link.file_format, selection=selection_of(link)
        )
    except NothingToExportError as error:
        raise ShareLinkError(str(error)) from error


def _held(access: Access, link: ShareLink) -> ShareLink:
    rows: QuerySet[ShareLink] = ShareLink.objects.for_workspace(access.workspace)
    # Without its job: what is read along is what there was before somebody else let go.
    return rows.select_for_update(of=("self",)).select_related("workspace").get(pk=link.pk)


def _require(access: Access) -> None:
    access.require(SHARE)
    access.require(EDIT)


def _check(password: str, days: int) -> None:
    if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ShareLinkError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
        )
    if not 1 <= days <= MOST_OPEN_DAYS:
        raise ShareLinkError(f"A link is open for 1 to {MOST_OPEN_DAYS} days.")
