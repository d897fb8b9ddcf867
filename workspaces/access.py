"""Who may do what: the only way from a request to a workspace's rows.

An ``Access`` says which workspace, who acts and what they may do. Views get one from
``access_workspace`` or from an API key, and rows only through ``access_object``, which answers 404
for another workspace's row exactly as for one that does not exist.
"""

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

from workspaces.models import ApiKey, Membership, Role, User, Workspace

VIEW = "view"
EDIT = "edit"
APPROVE = "approve"
SHARE = "share"
MANAGE = "manage"
DELIVER = "deliver"
REPORT = "report"

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.AGENCY: frozenset({SHARE}),
    Role.VIEWER: frozenset({VIEW, SHARE}),
    Role.EDITOR: frozenset({VIEW, SHARE, EDIT}),
    Role.APPROVER: frozenset({VIEW, SHARE, EDIT, APPROVE}),
    Role.OWNER: frozenset({VIEW, SHARE, EDIT, APPROVE, MANAGE}),
}
SCOPE_PERMISSIONS: dict[str, frozenset[str]] = {
    "read": frozenset({VIEW, SHARE, DELIVER}),
    "write": frozenset({VIEW, SHARE, EDIT, DELIVER, REPORT}),
    "approve": frozenset({VIEW, APPROVE}),
}
SCOPES = tuple(SCOPE_PERMISSIONS)
PUBLISHABLE_PERMISSIONS = frozenset({DELIVER, REPORT})
SITE = "site"
API = "api"
JOB = "job"
COMMAND = "command"
ADMIN = "admin"
IMPORT = "import"
SURVEY = "survey"
REVIEW = "review"
LINK = "link"
WAYS = (SITE, API, JOB, COMMAND, ADMIN, IMPORT, SURVEY, REVIEW, LINK)
"""The ways in, by which the audit log says where a change came from."""
REFUSALS = {
    VIEW: "Your role here fetches approved copy, under Share. An owner can give you another.",
    EDIT: "Your role lets you look, not change. Ask an owner of this workspace.",
    APPROVE: "Your role does not let you approve or publish. An approver or owner can.",
    SHARE: "You may not download copy of this workspace.",
    MANAGE: "Only an owner of this workspace may do this.",
    DELIVER: "This key may not fetch copy.",
    REPORT: "This key may not send events.",
}

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Access:
    """One actor in one workspace. ``user`` is None where a key or a job acts.

    ``via`` is one of WAYS, ``address`` the sender's, where a request was sent.
    """

    workspace: Workspace
    permissions: frozenset[str]
    user: User | None = None
    key: ApiKey | None = None
    role: str = ""
    address: str | None = None
    via: str = ""
    actor: str = field(default="")

    @property
    def actor_name(self) -> str:
        """How the audit log names who acts."""
        if self.actor:
            return self.actor
        if self.key is not None:
            return f"key {self.key.name} ({self.key.prefix}…)"
        return self.user.email if self.user is not None else "system"

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """PermissionDenied with a sentence a person can act on, unless allowed."""
        if not self.may(permission):
            raise PermissionDenied(self.refusal(permission))

    def refusal(self, permission: str) -> str:
        """Why this may not be done, and what would help: another role, or another key."""
        if self.key is None:
            return REFUSALS[permission]
        scopes = [scope for scope, given in SCOPE_PERMISSIONS.items() if permission in given]
        if not scopes:
            return "No key may do this. Sign in, and do it on the site."
        named = " or ".join(f"“{scope}”" for scope in scopes)
        if self.key.kind == ApiKey.Kind.PUBLISHABLE:
            return (
                "A publishable key fetches copy and sends events, nothing else. "
                f"This takes a secret key with the scope {named}."
            )
        return f"This key may not do this: it takes the scope {named}."


def access_workspace(
    *, user: User, slug: str, permission: str = VIEW, address: str | None = None
) -> Access:
    """The access of ``user`` to this workspace: 404 for a stranger, 403 for too small a role."""
    membership = (
        Membership.objects.select_related("workspace")
        .filter(user=user, workspace__slug=slug, workspace__archived_at=None)
        .first()
    )
    if membership is None:
        raise Http404("There is no such workspace.")
    access = Access(
        workspace=membership.workspace,
        permissions=ROLE_PERMISSIONS[membership.role],
        user=user,
        role=membership.role,
        address=address,
        via=SITE,
    )
    access.require(permission)
    return access


def access_by_key(key: ApiKey, *, address: str | None = None) -> Access:
    """What a key may do: publishable keys fetch and report, secret keys what their scopes say."""
    permissions = PUBLISHABLE_PERMISSIONS
    if key.kind == ApiKey.Kind.SECRET:
        granted = [SCOPE_PERMISSIONS[scope] for scope in key.scopes if scope in SCOPE_PERMISSIONS]
        permissions = frozenset().union(*granted)
    return Access(
        workspace=key.workspace, permissions=permissions, key=key, address=address, via=API
    )


def system_access(workspace: Workspace, *, actor: str = "system", via: str = JOB) -> Access:
    """What a job or a command may do in one workspace: everything, under its own name."""
    return Access(
        workspace=workspace,
        permissions=ROLE_PERMISSIONS[Role.OWNER] | PUBLISHABLE_PERMISSIONS,
        role=Role.OWNER,
        actor=actor,
        via=via,
    )


def public_access(workspace: Workspace) -> Access:
    """Whoever answers a survey under its public address: somebody of whom we know nothing.

    It may do nothing at all. The use case that takes an answer asks for no permission, since the
    address that nobody can guess is the permission; what it writes down is told under this name,
    and without the network address the answer was sent from.
    """
    return Access(
        workspace=workspace, permissions=frozenset(), actor="somebody who was asked", via=SURVEY
    )


def client_access(workspace: Workspace, *, name: str) -> Access:
    """Whoever answers under a review link, by the name they gave; nothing proves it.

    As in ``public_access`` the address is the permission, and the network address is not kept.
    """
    return Access(
        workspace=workspace,
        permissions=frozenset(),
        actor=f"client {name} by review link",
        via=REVIEW,
    )


def link_access(workspace: Workspace, who: str) -> Access:
    """Whoever opened an address they were sent, without an account: they may do nothing but what
    the use cases of that address let them. ``who`` is how the audit log names them; the network
    address they sent from is not written down."""
    return Access(workspace=workspace, permissions=frozenset(), actor=who, via=LINK)


def from_file(access: Access) -> Access:
    """The same access, where a person had a file read: its changes came by import."""
    return replace(access, via=IMPORT)


def access_object(rows: "QuerySet[Row]", access: Access, **lookup: Any) -> Row:
    """The one row of this workspace that ``lookup`` names, else 404."""
    try:
        row = rows.filter(workspace=access.workspace, **lookup).first()
    except (ValueError, TypeError) as error:
        raise Http404("There is no such thing here.") from error
    if row is None:
        raise Http404("There is no such thing here.")
    return row
