"""Whose turn it is with a text, and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from messaging.conflicts import RefusedError
from messaging.models import Variant
from personas.over_time import today_in
from workspaces.access import EDIT, ROLE_PERMISSIONS, VIEW, Access
from workspaces.changes import change_row, one_record
from workspaces.models import Membership, User

OPEN_STATES = (Variant.State.DRAFT, Variant.State.SUBMITTED)
"""A text that waits for nobody is no work."""


class NoMemberError(RefusedError):
    """Work can only be given to somebody who is in the workspace and may edit or approve."""

    code = "no_member"


@dataclass(frozen=True, slots=True)
class Work:
    """A text somebody is to do something about; ``days_late`` is 0 until its day is over."""

    variant: Variant
    days_late: int


def workers(*, access: Access) -> "QuerySet[User]":
    """Who can be given a text: members who may edit. One query."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if EDIT in may]
    members = Membership.objects.filter(workspace=access.workspace, role__in=roles)
    rows: QuerySet[User] = User.objects.filter(pk__in=members.values("user"))
    return rows.order_by("name", "email")


def assign_variant(
    *, access: Access, variant: Variant, assignee: User | None, due_on: date | None
) -> bool:
    """Give a text to somebody until a day, either of which may be open; True if that is new.

    NoMemberError for somebody who is not here or may not edit.
    """
    access.require(EDIT)
    _must_work_here(access, assignee)
    changes = {"assignee": assignee, "due_on": due_on}
    return change_row(access=access, instance=variant, changes=changes, action="assigned")


def assign_variants(
    *,
    access: Access,
    variants: Sequence[Variant],
    assignee: User | None,
    due_on: date | None,
) -> int:
    """Give several texts to somebody, as one change; how many were not with them already."""
    access.require(EDIT)
    _must_work_here(access, assignee)
    given = 0
    with one_record(access=access, action="assigned"):
        for variant in variants:
            changes = {"assignee": assignee, "due_on": due_on}
            given += change_row(access=access, instance=variant, changes=changes, action="assigned")
    return given


def work_of(*, access: Access, user: User, today: date | None = None) -> list[Work]:
    """The open texts that are with ``user``: the most urgent first, those without a day last."""
    access.require(VIEW)
    day = today or today_in(access.workspace)
    rows: Iterable[Variant] = (
        Variant.objects.for_workspace(access.workspace)
        .filter(assignee=user, state__in=OPEN_STATES)
        .select_related("message__placement", "message__persona", "message__stage", "pain")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return [Work(row, max((day - row.due_on).days, 0) if row.due_on else 0) for row in rows]


def work_waiting(*, access: Access, user: User, today: date) -> tuple[int, int]:
    """How many open texts are with ``user``, and how many of those are late. One query."""
    rows = Variant.objects.for_workspace(access.workspace).filter(
        assignee=user, state__in=OPEN_STATES
    )
    counts = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    return counts["all"], counts["late"]


def _must_work_here(access: Access, assignee: User | None) -> None:
    if assignee is not None and not workers(access=access).filter(pk=assignee.pk).exists():
        raise NoMemberError("Choose somebody of this workspace who may edit.")
