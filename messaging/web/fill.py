"""Filling copy into somebody's own file: upload it, say what goes where, take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from messaging.channels_here import channels_of
from messaging.fill_export import FillChoice, FillError, Filling, ask_to_fill, prepare, texts_for
from messaging.fill_guess import guess_for_template
from messaging.fill_template import FileToFill, TemplateGoneError, take_template, template_of
from messaging.sharing.collect_lines import Selection, selected_variants
from messaging.sharing.filling.assigning import BY_KEY, IN_ORDER
from messaging.web.fill_forms import FileForm, FillForm, initial_of
from personas.listening.tables import UnreadableFileError
from workspaces.access import SHARE, Access
from workspaces.models import Job
from workspaces.web.views import workspace_page

ROWS_SHOWN = 5


@workspace_page(permission=SHARE, change=SHARE)
def fill(request: HttpRequest, access: Access) -> HttpResponse:
    """Take the file."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*given)
    if request.method == "POST" and form.is_valid():
        try:
            template = take_template(access=access, file=form.cleaned_data["file"])
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            address = reverse("share-fill-columns", args=[access.workspace.slug])
            return redirect(f"{address}?file={template.token}")
    return render(request, "share/fill.html", {"form": form, "tab": "out", "part": "fill"})


@workspace_page(permission=SHARE, change=SHARE)
def fill_columns(request: HttpRequest, access: Access) -> HttpResponse:
    """Which column holds what, and which text goes into which row; then the job."""
    token = request.POST.get("file") or request.GET.get("file") or ""
    try:
        template = template_of(access=access, token=token)
    except TemplateGoneError as error:
        messages.error(request, str(error))
        return redirect("share-fill", access.workspace.slug)
    form, is_asked = _form(request, access, template)
    found: Filling | None = None
    if form.is_valid():
        done = _look_or_ask(form, access, template, looking=not is_asked)
        if isinstance(done, Job):
            messages.success(request, "Your file is being filled. You can leave this page.")
            return redirect("job", access.workspace.slug, done.pk)
        found = done
    context = {
        "form": form,
        "template": template,
        "found": found,
        "told": found.told if found else None,
        "rows": _shown(template, found) if found else [],
        "keys": _keys(access, form.of.key),
        "tab": "out",
        "part": "fill",
    }
    return render(request, "share/fill_columns.html", context)


def _form(request: HttpRequest, access: Access, template: FileToFill) -> tuple[FillForm, bool]:
    """The form as it was posted, or as we guess; and whether the file is asked for by it.

    Whoever chooses another channel gets its columns guessed first.
    """
    channels = channels_of(access)
    posted = request.POST.get("channel", "")
    if request.method == "POST" and posted in channels and posted == request.POST.get("mapped_for"):
        form = FillForm(request.POST, access=access, template=template, channel=posted)
        return form, "look" not in request.POST
    guessed = guess_for_template(access, template, posted)
    channel = guessed.channel or next(iter(channels))
    values: dict[str, Any] = initial_of(template, guessed.mapping)
    values |= {"channel": channel, "mapped_for": channel, "which": "approved", "write_key": "on"}
    values["how"] = _how(access, template, channel, guessed.mapping)
    return FillForm(values, access=access, template=template, channel=channel), False


def _how(access: Access, template: FileToFill, channel: str, mapping: Any) -> str:
    """By key where a row carries one, else in order."""
    try:
        selection = texts_for(access=access, channel=channel, selection=Selection())
        choice = FillChoice(channel, mapping)
        found = prepare(access.workspace, template, choice, selection)
    except FillError:
        return BY_KEY
    return BY_KEY if found.assigned.texts else IN_ORDER


def _look_or_ask(
    form: FillForm, access: Access, template: FileToFill, *, looking: bool
) -> "Job | Filling | None":
    """What would be written, or the job; None where the form has a fault now."""
    choice, selection = form.choice(), form.selection()
    try:
        if not looking:
            return ask_to_fill(access=access, template=template, choice=choice, selection=selection)
        chosen = texts_for(access=access, channel=choice.channel, selection=selection)
        return prepare(access.workspace, template, choice, chosen)
    except FillError as error:
        known = (error.field, f"to_{error.field}")
        form.add_error(next((name for name in known if name in form.fields), None), str(error))
        return None


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    key: str
    cells: Sequence[tuple[str, str]]


def _shown(template: FileToFill, found: Filling) -> list[ShownRow]:
    """The first rows that would be written, with what goes into which column."""
    rows = []
    for row in template.rows:
        key = found.assigned.texts.get(row.place, "")
        if not key or row.number not in found.new.rows:
            continue
        cells = [
            (template.header[column], value)
            for (place, column), value in found.new.cells.items()
            if place == row.place
        ]
        rows.append(ShownRow(row.number, key, cells))
        if len(rows) == ROWS_SHOWN:
            break
    below = zip(found.keys, found.added[:ROWS_SHOWN], strict=False)
    for number, (key, values) in enumerate(below, start=template.header_at + 2):
        cells = [(name, said) for name, said in zip(template.header, values, strict=True) if said]
        rows.append(ShownRow(number, key, cells))
    return rows


def _keys(access: Access, channel: str) -> list[str]:
    """The keys of the texts that can be chosen by hand."""
    try:
        selection = texts_for(access=access, channel=channel, selection=Selection())
    except FillError:
        return []
    rows = selected_variants(access.workspace, selection).order_by("key")
    return list(rows.values_list("key", flat=True))
