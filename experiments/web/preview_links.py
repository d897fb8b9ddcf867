"""A link that shows one text in its place before it is live, to whoever has it."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from experiments.delivery.preview import (
    Ticket,
    end_of_preview,
    may_be_linked,
    preview_token,
)
from messaging.models import Variant
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

PARAMETER = "cuppa_preview"
"""Where the script on the page looks for the token."""
NOT_LINKED = (
    "This text is out of use, or repeats words that a customer took back: no link shows it."
)


class PreviewForm(forms.Form):
    page = forms.URLField(
        label="Address of your page",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="The page that has this place on it. Left empty, the link leads to the API.",
    )
    days = forms.IntegerField(
        label="Days it works",
        min_value=1,
        max_value=30,
        initial=7,
        help_text="Nobody can take a link back before that, so keep it short.",
    )


@workspace_page(permission=EDIT, change=EDIT)
def preview_link(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Ask for the page and the days, and show the link. Nothing is kept of it."""
    variant = access_object(
        Variant.objects.for_workspace(access.workspace).select_related("message__placement"),
        access,
        pk=pk,
    )
    form = PreviewForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid() and not may_be_linked(variant):
        form.add_error(None, NOT_LINKED)
    elif request.method == "POST" and form.is_valid():
        ticket = Ticket(access.workspace.pk, variant.message.placement.key, variant.key)
        ends_at = end_of_preview(days=form.cleaned_data["days"])
        token = preview_token(ticket=ticket, ends_at=ends_at)
        page = form.cleaned_data["page"]
        link = with_preview(page, token) if page else _api_link(request, ticket, token)
    context = {"form": form, "variant": variant, "link": link, "tab": "tests"}
    return render(request, "test/preview_link.html", context)


def with_preview(page: str, token: str) -> str:
    """The page's address with the token, which says which text and that it may be shown."""
    parts = urlsplit(page)
    said = [pair for pair in parse_qsl(parts.query, True) if pair[0] != PARAMETER]
    return urlunsplit(parts._replace(query=urlencode([*said, (PARAMETER, token)])))


def _api_link(request: HttpRequest, ticket: Ticket, token: str) -> str:
    query = urlencode({"preview": ticket.variant, "preview_token": token})
    return request.build_absolute_uri(f"/api/v1/copy/{ticket.placement}?{query}")
