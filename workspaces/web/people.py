from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from workspaces.access import MANAGE, Access
from workspaces.membership import LastOwnerError, add_member, remove_member
from workspaces.models import Membership, User
from workspaces.web.forms import AddMemberForm, RoleForm
from workspaces.web.views import workspace_page


@workspace_page(change=MANAGE)
def people(request: HttpRequest, access: Access) -> HttpResponse:
    """Who belongs here, with which role."""
    form = AddMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.get(email__iexact=form.cleaned_data["email"])
        try:
            add_member(access=access, user=user, role=form.cleaned_data["role"])
        except LastOwnerError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"{user.email} belongs to {access.workspace} now.")
            return redirect("settings-people", access.workspace.slug)
    members = (
        Membership.objects.filter(workspace=access.workspace)
        .select_related("user")
        .order_by("user__email")
    )
    rows = [(member, RoleForm(initial={"role": member.role})) for member in members]
    return render(request, "settings/people.html", {"form": form, "rows": rows, "tab": "people"})


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
