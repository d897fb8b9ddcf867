"""Who wants to read every week what customers began to say: a switch of each member.

The link in a letter switches it off for that one membership and does nothing else, so it takes no
signing in.
"""

from django.core.signing import BadSignature, Signer
from django.db import transaction

from workspaces.access import ROLE_PERMISSIONS, SITE, VIEW, Access
from workspaces.changes import record
from workspaces.models import Membership, Workspace

_signer = Signer(salt="workspaces.weekly_letter")


def switch_letter(*, access: Access, on: bool) -> bool:
    """Switch one's own letter on or off; True if it was the other way before."""
    access.require(VIEW)
    mine = Membership.objects.filter(workspace=access.workspace, user=access.user)
    with transaction.atomic():
        if not mine.filter(weekly_letter=not on).update(weekly_letter=on):
            return False
        record(
            access=access,
            action="letter switched on" if on else "letter switched off",
            target=mine.get(),
            after={"weekly_letter": on},
        )
    return True


def wants_letter(access: Access) -> bool:
    """Whether whoever acts reads the letter."""
    if access.user is None:
        return False
    mine = Membership.objects.filter(workspace=access.workspace, user=access.user)
    return mine.filter(weekly_letter=True).exists()


def readers(workspace: Workspace) -> list[Membership]:
    """Members who want the letter and may see what it tells."""
    rows = Membership.objects.filter(
        workspace=workspace, weekly_letter=True, user__is_active=True
    ).select_related("user", "workspace")
    return [row for row in rows.order_by("pk") if VIEW in ROLE_PERMISSIONS[row.role]]


def token_of(membership: Membership) -> str:
    return _signer.sign(f"{membership.workspace_id}-{membership.pk}")


def membership_of(token: str) -> Membership | None:
    """The membership whose letter this token stops, or None."""
    try:
        workspace, number = _signer.unsign(token).split("-")
    except BadSignature:
        return None
    mine = Membership.objects.filter(workspace=int(workspace), pk=int(number))
    return mine.select_related("workspace", "user").first()


def stop_letter(membership: Membership, *, address: str | None = None) -> None:
    """What the link in a letter does, in the name of whom it was sent to."""
    access = Access(
        workspace=membership.workspace,
        permissions=ROLE_PERMISSIONS[membership.role] | {VIEW},
        user=membership.user,
        role=membership.role,
        address=address,
        via=SITE,
    )
    switch_letter(access=access, on=False)
