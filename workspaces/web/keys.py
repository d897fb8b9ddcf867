from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from workspaces.access import MANAGE, Access, access_object
from workspaces.keys import KeyStateError, change_key, create_key, revoke_key, rotate_key
from workspaces.models import ApiKey
from workspaces.web.key_forms import ChangeKeyForm, KeyFields, NewKeyForm, ReplaceKeyForm
from workspaces.web.views import workspace_page

SOON = timedelta(days=14)
"""A key that ends within two weeks is shown as such: time enough to exchange it everywhere."""


@dataclass(frozen=True)
class KeyLine:
    """A key as its list shows it. ``successor`` is the key that takes its place, if one works."""

    key: ApiKey
    successor: ApiKey | None

    @property
    def ends_soon(self) -> bool:
        """Whether somebody should see to it: it ends, and nothing takes its place."""
        ends = self.key.expires_at
        return (
            self.key.is_usable
            and self.successor is None
            and ends is not None
            and ends < timezone.now() + SOON
        )


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def keys(request: HttpRequest, access: Access) -> HttpResponse:
    """The keys of this workspace; a new one is shown on the answer to its creation, once."""
    form = NewKeyForm(request.POST or None, workspace=access.workspace)
    token = ""
    if request.method == "POST" and form.is_valid():
        _, token = create_key(access=access, kind=form.cleaned_data["kind"], **form.rights())
        form = NewKeyForm(workspace=access.workspace)
    return _list(request, access, form, token)


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def key(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One key: change what it may do, or replace it."""
    row: ApiKey = access_object(ApiKey.objects.select_related("workspace"), access, pk=pk)
    form = ChangeKeyForm(request.POST or None, key=row)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_key(access=access, key=row, changes=form.rights())
        except KeyStateError as error:
            messages.error(request, str(error))
        else:
            told = "holds everywhere within a second" if changed else "is as it was"
            messages.success(request, f"{row.name} {told}.")
            return redirect("settings-keys", access.workspace.slug)
    return render(
        request,
        "settings/key.html",
        {
            "form": form,
            "replace_form": ReplaceKeyForm(),
            "key": row,
            "line": _line(row, list(ApiKey.objects.for_workspace(access.workspace))),
            "tab": "keys",
        },
    )


@never_cache
@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def replace(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A new key in place of this one, which ends when the form says. The new one is shown once."""
    row = access_object(ApiKey.objects.all(), access, pk=pk)
    form = ReplaceKeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose when the old key ends.")
        return redirect("settings-key", access.workspace.slug, row.pk)
    try:
        _, token = rotate_key(access=access, key=row, overlap=form.duration())
    except KeyStateError as error:
        messages.error(request, str(error))
        return redirect("settings-keys", access.workspace.slug)
    return _list(request, access, NewKeyForm(workspace=access.workspace), token)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def revoke(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(ApiKey.objects.all(), access, pk=pk)
    revoke_key(access=access, key=row)
    messages.success(request, f"{row.name} is refused everywhere within a second.")
    return redirect("settings-keys", access.workspace.slug)


def _list(request: HttpRequest, access: Access, form: KeyFields, token: str) -> HttpResponse:
    rows = list(ApiKey.objects.for_workspace(access.workspace).select_related("replaces"))
    lines = [_line(row, rows) for row in rows]
    context = {
        "form": form,
        "lines": [line for line in lines if line.key.is_usable],
        "ended": [line for line in lines if not line.key.is_usable],
        "ending": [line for line in lines if line.ends_soon],
        "token": token,
        "tab": "keys",
    }
    return render(request, "settings/keys.html", context)


def _line(row: ApiKey, rows: "list[ApiKey]") -> KeyLine:
    successors = [each for each in rows if each.replaces_id == row.pk and each.is_usable]
    return KeyLine(row, successors[0] if successors else None)
