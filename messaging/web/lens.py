"""The lens for any text or page: see what it talks about. Nothing is stored."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from messaging.fetch_page import PageRefusedError, decoded_upload, fetch_page
from messaging.lens import CLASSES, Reading, read
from messaging.lens.page_text import is_html
from messaging.page_reading import PageReading, read_page
from messaging.web.forms import TextForm
from messaging.web.lens_forms import PageForm
from messaging.web.reading_view import mark, meters_of
from messaging.web.remarks import remarks_of
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import brief_of_pain, muted_of
from personas.models import PainPoint
from workspaces.access import VIEW, Access
from workspaces.throttle import Throttle
from workspaces.web.views import workspace_page

FETCHES_A_SECOND = 0.2
FETCHES_AT_ONCE = 10
"""Pages are fetched for people, not for programs that walk through sites."""
_fetches = Throttle()


def brief_for(access: Access, pain: PainPoint | None) -> Brief | None:
    return brief_of_pain(access=access, pain=pain) if pain else None


def whole_text(access: Access, text: str, pain: PainPoint | None) -> dict[str, Any]:
    """What _reading.html shows of one text."""
    reading = read(text, brief_for(access, pain), muted_of(access))
    return {
        "reading": reading,
        "meters": meters_of(reading.components),
        "segments": mark(text, reading.findings),
        "remarks": remarks_of(text, reading.findings),
    }


@workspace_page(change=VIEW)
def lens(request: HttpRequest, access: Access) -> HttpResponse:
    """One text; with htmx only the reading is answered. The source of a page is read as a page."""
    form = TextForm(request.POST if request.method == "POST" else None, access=access)
    context: dict[str, Any] = {"form": form, "tab": "lens", "kind": "text"}
    if request.method == "POST" and form.is_valid():
        text, pain = form.cleaned_data["text"].replace("\r\n", "\n"), form.cleaned_data["pain"]
        if is_html(text):
            context |= page_context(access, text, pain, "worst")
        else:
            context |= whole_text(access, text, pain)
    return _answer(request, context)


@workspace_page(change=VIEW)
def lens_page(request: HttpRequest, access: Access) -> HttpResponse:
    """A whole page, block by block: by its address, as a file or pasted."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PageForm(*given, access=access)
    context: dict[str, Any] = {"form": form, "tab": "lens", "kind": "page"}
    if request.method == "POST" and form.is_valid():
        try:
            html = _html(access, form.cleaned_data)
        except PageRefusedError as error:
            form.add_error("url", str(error))
        else:
            order = form.cleaned_data["order"] or "worst"
            context |= page_context(access, html, form.cleaned_data["pain"], order)
    return render(request, "write/lens_page.html", context)


def _html(access: Access, said: dict[str, Any]) -> str:
    if said["url"]:
        wait = _fetches.take(access.workspace.pk, rate=FETCHES_A_SECOND, burst=FETCHES_AT_ONCE)
        if wait:
            raise PageRefusedError("That was many pages at once. Try again in a minute.")
        return fetch_page(said["url"])
    if said["file"]:
        return decoded_upload(said["file"].read())
    text: str = said["text"]
    return text


def page_context(access: Access, html: str, pain: PainPoint | None, order: str) -> dict[str, Any]:
    """What _page_reading.html shows of a page."""
    found = read_page(html, brief_for(access, pain), muted_of(access))
    blocks = found.blocks if order == "page" else found.worst_first()
    return {
        "page": found.page,
        "blocks": [
            (each, mark(each.block.text, each.reading.findings),
             remarks_of(each.block.text, each.reading.findings))
            for each in blocks
        ],
        "reading": found.whole,
        "meters": meters_of(found.whole.components),
        "shares": shares_of(found.whole, found),
    }  # fmt: skip


def shares_of(whole: Reading, found: PageReading) -> list[tuple[str, int]]:
    """How many of the page's sentences are of each class, the most first."""
    classes = [sentence.cls for sentence in whole.sentences]
    counts = [(name, classes.count(name)) for name in CLASSES]
    return sorted(((name, count) for name, count in counts if count), key=lambda each: -each[1])


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """While one types, the reading alone."""
    if not (getattr(request, "htmx", False) and request.method == "POST"):
        return render(request, "write/lens.html", context)
    part = "write/_page_reading.html" if "blocks" in context else "write/_reading.html"
    return render(request, part, context)
