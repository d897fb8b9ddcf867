"""Delete an account for good."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.db import transaction

from workspaces.account_data import emails_of
from workspaces.forget_member import forget_member
from workspaces.models import Membership, Role, User, Workspace


class StillOwnerError(ValueError):
    """Workspaces would be left that nobody can manage."""

    def __init__(self, workspaces: list[Workspace]) -> None:
        self.workspaces = workspaces
        names = ", ".join(workspace.name for workspace in workspaces)
        super().__init__(f"You are the only owner of {names}.")


def owned_alone(user: User) -> list[Workspace]:
    """The workspaces that would have no owner without ``user``; those about to be deleted don't
    need one.
    """
    owners = Membership.objects.filter(role=Role.OWNER)
    owned = Workspace.objects.filter(
        pk__in=owners.filter(user=user).values("workspace"), delete_after=None
    )
    shared = owners.exclude(user=user).filter(user__is_active=True).values("workspace")
    return list(owned.exclude(pk__in=shared).order_by("name"))


@transaction.atomic
def close_account(*, user: User, address: str | None = None) -> None:
    """Forget the person everywhere, end their sessions and delete the account.

    Raises StillOwnerError, and changes nothing, while a workspace has no other owner.
    """
    theirs = Membership.objects.filter(user=user).values("workspace")
    # The lock that whoever changes who belongs takes first (membership.py), in one order: or the
    # last two owners might leave at the same moment, or wait for each other.
    list(Workspace.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    left_alone = owned_alone(user)
    if left_alone:
        raise StillOwnerError(left_alone)
    forget_member(user=user, emails=emails_of(user), address=address)
    get_adapter().end_sessions(list(UserSession.objects.filter(user=user)))
    user.delete()
