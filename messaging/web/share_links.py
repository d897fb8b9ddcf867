"""Share links of a workspace: made, changed, extended, revoked, their files made anew."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from messaging.models import Campaign, ShareLink
from messaging.share_links import (
    LONGEST_PASSWORD,
    MOST_OPEN_DAYS,
    OPEN,
    OPEN_DAYS,
    SHORTEST_PASSWORD,
    STATES,
    ShareLinkError,
    Sharing,
    change_link,
    link_address,
    links_of,
    make_file_anew,
    make_link,
    revoke_link,
    state_of,
)
from messaging.sharing.export import FORMATS, WORKBOOK
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page

LINKS_A_PAGE = 20


class PasswordField(forms.CharField):
    """It is sent to people and typed by them, so it may be seen while it is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            strip=True,
            min_length=SHORTEST_PASSWORD,
            max_length=LONGEST_PASSWORD,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )


class DaysField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=1,
            max_value=MOST_OPEN_DAYS,
            help_text=f"Counted from now, {MOST_OPEN_DAYS} at most.",
            **kwargs,
        )


class LinkForm(forms.Form):
    name = forms.CharField(
        max_length=120, label="Name", help_text="They read it: “Spring texts for North & Co”."
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        required=False,
        label="What they get",
        empty_label="All approved copy",
    )
    file_format = forms.ChoiceField(
        label="Kind of file", choices=lambda: list(FORMATS.items()), initial=WORKBOOK
    )
    password = PasswordField(
        label="Password",
        help_text=(
            f"{SHORTEST_PASSWORD} characters or more. Send it by another way than the address: "
            "then a message that went astray opens nothing. Nobody can look it up here later."
        ),
    )
    days = DaysField(label="Open for how many days", initial=OPEN_DAYS)
    may_upload = forms.BooleanField(
        required=False,
        initial=True,
        label="They may send the file back",
        help_text="What they send changes nothing by itself. It waits until you look at it.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Campaign.objects.for_workspace(access.workspace).filter(archived_at=None)
        self.fields["campaign"].queryset = rows.order_by("name")  # type: ignore[attr-defined]


class ChangeLinkForm(forms.Form):
    name = forms.CharField(max_length=120, label="Name")
    days = DaysField(label="Open for how many more days", required=False)
    password = PasswordField(
        label="A new password", help_text="Empty: it stays as it is. The old one opens no more."
    )
    no_password = forms.BooleanField(required=False, label="Open it without a password")
    may_upload = forms.BooleanField(required=False, label="They may send the file back")

    def changes(self) -> dict[str, Any]:
        said = self.cleaned_data
        changes = {"name": said["name"], "may_upload": said["may_upload"]}
        if said["days"]:
            changes["days"] = said["days"]
        if said["password"] or said["no_password"]:
            changes["password"] = "" if said["no_password"] else said["password"]
        return changes


@workspace_page()
def links(request: HttpRequest, access: Access) -> HttpResponse:
    """Every link, and a form that makes one."""
    chosen = request.GET.get("campaign", "")
    initial = {"campaign": int(chosen)} if chosen.isdecimal() and len(chosen) < 10 else {}
    form = LinkForm(request.POST or None, access=access, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            link = make_link(access=access, sharing=Sharing(**form.cleaned_data))
        except ShareLinkError as error:
            form.add_error("campaign", error.message)
        else:
            messages.success(request, "The link is made; its file follows in a moment.")
            return redirect("share-link", access.workspace.slug, link.pk)
    page = Paginator(links_of(access), LINKS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(link, *_state(link)) for link in page],
        "part": "links",
        "tab": "out",
    }
    status = 422 if form.is_bound else 200
    return render(request, "share/links.html", context, status=status)


def _state(link: ShareLink) -> tuple[str, str]:
    """Key and name of its state."""
    state = state_of(link)
    return state, STATES[state]


def _row(access: Access, pk: int) -> ShareLink:
    return access_object(links_of(access), access, pk=pk)


@workspace_page()
def link_page(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One link: its address, its file, what was sent back, and a form that changes it."""
    link = _row(access, pk)
    initial = {"name": link.name, "may_upload": link.may_upload}
    form = ChangeLinkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_link(access=access, link=link, changes=form.changes())
        except ShareLinkError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Saved.")
            return redirect("share-link", access.workspace.slug, pk)
    state, state_name = _state(link)
    context = {
        "link": link,
        "state": state,
        "state_name": state_name,
        "is_open": state == OPEN,
        "address": link_address(link),
        "format": FORMATS.get(link.file_format, link.file_format),
        "uploads": link.uploads.order_by("-created_at", "-pk")[:LINKS_A_PAGE],
        "form": form,
        "now": timezone.now(),
        "part": "links",
        "tab": "out",
    }
    return render(request, "share/links_one.html", context, status=422 if form.is_bound else 200)


@require_POST
@workspace_page()
def revoke(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if revoke_link(access=access, link=_row(access, pk)):
        messages.success(request, "Revoked. Whoever opens the address is told that it is closed.")
    return redirect("share-link", access.workspace.slug, pk)


@require_POST
@workspace_page()
def new_file(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Have its file made from what is approved now."""
    try:
        make_file_anew(access=access, link=_row(access, pk))
    except ShareLinkError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The file is being made anew. Until then the link has none.")
    return redirect("share-link", access.workspace.slug, pk)
