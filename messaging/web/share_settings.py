"""Settings, Sharing: how long files are kept, whose name and logo reports carry."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.share_settings import (
    FEWEST_DAYS,
    MOST_DAYS,
    change_settings,
    logo_of,
    remove_logo,
    settings_of,
)
from messaging.share_settings_logo import MOST_BYTES, LogoRefusedError, read_logo
from workspaces.access import MANAGE, Access
from workspaces.web.views import workspace_page

INERT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
}
"""A picture that somebody uploaded does nothing by itself, whatever else its bytes are."""


class SharingForm(forms.Form):
    keep_files_days = forms.IntegerField(
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        label="Keep files for how many days",
        help_text=(
            "Every file that left or came back, as it was. Afterwards the file is deleted; "
            "who sent it, when, and how many rows it had stays under Share, History."
        ),
    )
    agency_name = forms.CharField(
        max_length=120,
        required=False,
        label="Name on reports",
        help_text="The name of your agency, if you write for clients. Empty: this workspace’s.",
    )
    logo = forms.FileField(
        required=False,
        label="Logo on reports",
        help_text="PNG or JPEG, 1 MB at most. It stands at the top of weekly reports.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def clean_logo(self) -> bytes:
        """Its bytes; empty where none was sent."""
        file = self.cleaned_data["logo"]
        content: bytes = file.read(MOST_BYTES + 1) if file else b""
        if content:
            try:
                read_logo(content)
            except LogoRefusedError as error:
                raise forms.ValidationError(str(error)) from error
        return content


@workspace_page(permission=MANAGE, change=MANAGE)
def settings_page(request: HttpRequest, access: Access) -> HttpResponse:
    row = settings_of(access.workspace)
    initial: dict[str, Any] = {
        "keep_files_days": row.keep_files_days,
        "agency_name": row.agency_name,
    }
    form = SharingForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        picture = said.pop("logo") or None
        change_settings(access=access, changes=said, logo=picture)
        messages.success(request, "Saved.")
        return redirect("settings-sharing", access.workspace.slug)
    context = {"form": form, "has_logo": logo_of(access.workspace) is not None, "tab": "sharing"}
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/sharing.html", context, status=status)


@require_safe
@workspace_page()
def logo(request: HttpRequest, access: Access) -> FileResponse:
    """The picture, and nothing a browser would run."""
    path = logo_of(access.workspace)
    if path is None:
        raise Http404("There is no logo.")
    kind = "image/png" if path.suffix == ".png" else "image/jpeg"
    answer = FileResponse(path.open("rb"), content_type=kind)
    for name, value in INERT.items():
        answer.headers[name] = value
    return answer


@require_POST
@workspace_page(change=MANAGE)
def logo_remove(request: HttpRequest, access: Access) -> HttpResponse:
    if remove_logo(access=access):
        messages.success(request, "Reports carry the name alone now.")
    return redirect("settings-sharing", access.workspace.slug)
