"""Take a person who leaves for good out of what workspaces keep about them.

Copy, quotes and experiments belong to the workspace and stay. What names the person goes:
their e-mail and network addresses in the audit log, invitations to their addresses, memberships.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Lower

from workspaces.access import ROLE_PERMISSIONS, SITE, Access
from workspaces.changes import record
from workspaces.models import AuditRecord, Invitation, Membership, User, Workspace


@transaction.atomic
def forget_member(*, user: User, emails: Iterable[str], address: str | None = None) -> int:
    """Forget ``user`` in every workspace; the number of audit records that named them.

    ``emails`` are all addresses the person ever signed in with here, as far as is known. Whether
    a workspace is left without an owner is for the caller to have asked.
    """
    known = {email.strip().lower() for email in (*emails, user.email) if email.strip()}
    memberships = Membership.objects.select_related("workspace").filter(user=user)
    for membership in memberships:
        access = Access(
            workspace=membership.workspace,
            permissions=ROLE_PERMISSIONS[membership.role],
            user=user,
            role=membership.role,
            address=address,
            via=SITE,
        )
        record(access=access, action="left", target=membership, before={"role": membership.role})
    invitations = Invitation.objects.filter(workspace__in=Workspace.objects.all())
    invitations.alias(lower=Lower("email")).filter(lower__in=known).delete()
    memberships.delete()
    named: int = AuditRecord.objects.forget_person(user=user, emails=known)
    return named
