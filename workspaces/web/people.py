"""Who belongs to a workspace, and who is asked to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from workspaces.access import APPROVE, EDIT, MANAGE, ROLE_PERMISSIONS, SHARE, VIEW, Access
from workspaces.invitations import InvitationError, invite
from workspaces.membership import (
    LastOwnerError,
    add_member,
    remove_member,
    transfer_ownership,
)
from workspaces.models import Invitation, Membership, Role
from workspaces.web.forms import InviteForm, RoleForm
from workspaces.web.given import row_id
from workspaces.web.invitations import post_letter
from workspaces.web.views import workspace_page
from workspaces.weekly_letter import wants_letter

WHAT_FOR = {
    Role.OWNER: "Invites people, makes keys, reads who did what.",
    Role.APPROVER: "Says yes or no to what customers will see.",
    Role.EDITOR: "Listens, writes and plans; somebody else says yes.",
    Role.VIEWER: "Reads along, and takes files with them.",
    Role.AGENCY: "Fetches approved copy of the campaigns you share with it, and sees nothing else.",
}
ABILITIES = {
    SHARE: "Fetch approved copy",
    VIEW: "See everything",
    EDIT: "Listen, write, plan",
    APPROVE: "Approve, publish, decide",
    MANAGE: "People, keys, log",
}
ROLES = [
    (
        role.label,
        WHAT_FOR[role],
        [(what, ability in ROLE_PERMISSIONS[role]) for ability, what in ABILITIES.items()],
    )
    for role in Role
]
"""What the page says of each role: its name, what it is for, and what of the abilities it has."""


@workspace_page(change=MANAGE)
def people(request: HttpRequest, access: Access) -> HttpResponse:
    """Who belongs here, with which role; a form that invites somebody."""
    form = InviteForm(request.POST or None, access=access)
    if request.method == "POST" and form.is_valid():
        try:
            letter = invite(access=access, **form.cleaned_data)
        except InvitationError as error:
            form.add_error("email", str(error))
        else:
            post_letter(request, letter)
            return redirect("settings-people", access.workspace.slug)
    return render(request, "settings/people.html", _shown(access, form))


def _shown(access: Access, form: forms.Form) -> dict[str, Any]:
    members = (
        Membership.objects.filter(workspace=access.workspace)
        .select_related("user")
        .order_by("user__email")
    )
    invitations = Invitation.objects.for_workspace(access.workspace).open()
    may_manage = access.may(MANAGE)
    return {
        "form": form,
        "members": members,
        "role_choices": Role.choices,
        "others": members.exclude(user=access.user) if may_manage else [],
        "invitations": invitations.select_related("invited_by") if may_manage else [],
        "roles": ROLES,
        "abilities": ABILITIES.values(),
        "has_agencies": members.filter(role=Role.AGENCY).exists(),
        "wants_letter": wants_letter(access),
        "tab": "people",
    }


def _member(access: Access, pk: int) -> Membership:
    return get_object_or_404(
        Membership.objects.select_related("user"), workspace=access.workspace, pk=pk
    )


@require_POST
@workspace_page(change=MANAGE)
def member(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Give a member another role."""
    membership = _member(access, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            add_member(access=access, user=membership.user, role=form.cleaned_data["role"])
        except LastOwnerError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{membership.user.email} has another role now.")
    else:
        messages.error(request, "That is no role we know.")
    return redirect("settings-people", access.workspace.slug)


@require_POST
@workspace_page(change=MANAGE)
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    membership = _member(access, pk)
    try:
        remove_member(access=access, membership=membership)
    except LastOwnerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{membership.user.email} no longer belongs here.")
        if membership.user == access.user:
            return redirect("start")
    return redirect("settings-people", access.workspace.slug)


@require_POST
@workspace_page(change=SHARE)
def leave(request: HttpRequest, access: Access) -> HttpResponse:
    """Anybody may leave, except the last owner."""
    membership = get_object_or_404(Membership, workspace=access.workspace, user=access.user)
    try:
        remove_member(access=access, membership=membership)
    except LastOwnerError as error:
        messages.error(request, str(error))
        return redirect("settings-people", access.workspace.slug)
    messages.success(request, f"You have left {access.workspace}.")
    return redirect("start")


@require_POST
@workspace_page(change=MANAGE)
def hand_over(request: HttpRequest, access: Access) -> HttpResponse:
    """Make another person the owner in one's place."""
    membership = _member(access, row_id(request.POST.get("member", "")) or 0)
    stays = request.POST.get("then") != "leave"
    try:
        transfer_ownership(access=access, to=membership, stay=stays)
    except LastOwnerError as error:
        messages.error(request, str(error))
        return redirect("settings-people", access.workspace.slug)
    messages.success(request, f"{membership.user.email} owns {access.workspace} now.")
    return redirect("settings-people", access.workspace.slug) if stays else redirect("start")
