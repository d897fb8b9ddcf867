"""The pages of a translation: the source on the left, the same text in another language beside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.channels import Channel
from messaging.channels_here import channel_for
from messaging.conflicts import EditConflictError, RefusedError
from messaging.judgement import PlacedText, judge, place_texts
from messaging.models import Message, Variant
from messaging.translations import (
    UnevenError,
    confirm_translation,
    edit_translation,
    open_translation,
    translate_variant,
    why_older,
)
from messaging.web.parts_form import PartField, PartsForm, field_name
from messaging.web.reading_view import lay_out
from messaging.writing.compose_brief import compose_brief
from personas.grammar.languages import language_code, name_of, same_language
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

SOURCE = "translation_of__message__live_variant"
MEANWHILE = (
    "Somebody saved other words meanwhile. Your words are in the fields, theirs stand below them;"
    " what you save now takes their place."
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One part: what the source says, and the field for the other language."""

    told: tuple[PlacedText, ...]
    target: PartField
    same: bool
    theirs: str = ""


def _variants() -> Any:
    return Variant.objects.select_related(
        "message__placement__campaign__offer",
        "message__persona",
        "message__stage",
        "message__transition__to_stage",
        "pain__persona",
        "proof",
        SOURCE,
        "translation_of__pain",
        "translation_of__proof",
    )


@workspace_page(permission=EDIT)
def translate(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say a text in another language; where it has been begun, go on with that."""
    source = access_object(_variants(), access, pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    try:
        language = language_code(given.get("into", ""))
    except ValueError:
        messages.error(request, "Choose the language to translate into.")
        return redirect("write-variant", access.workspace.slug, pk)
    if same_language(language, source.language):
        messages.error(request, f"This text is in {name_of(language)} already.")
        return redirect("write-variant", access.workspace.slug, pk)
    begun = open_translation(access=access, source=source, language=language)
    if request.method != "POST" and begun is not None:
        return redirect("write-translation", access.workspace.slug, begun.pk)
    form = _form(request, access, source.message, {})
    same = _same(request)
    if request.method == "POST" and form.is_valid():
        if not form.parts():
            form.add_error(None, "There are no words yet.")
        else:
            try:
                made = translate_variant(
                    access=access,
                    source=source,
                    language=language,
                    parts=form.parts(),
                    same=same,
                )
            except UnevenError as error:
                _add_uneven(form, error)
            except RefusedError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, f"Your {name_of(language)} draft is kept.")
                return redirect("write-variant", access.workspace.slug, made.pk)
    return _page(request, access, source, source.message, form, language, same)


@workspace_page(permission=EDIT)
def translation(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A translation beside its source as that is now."""
    row = access_object(_variants(), access, pk=pk)
    source = row.translation_of
    if source is None:
        messages.info(request, "This text is no translation of another.")
        return redirect("write-variant", access.workspace.slug, pk)
    form = _form(request, access, row.message, row.parts, {"revision": row.revision})
    same = _same(request)
    theirs: Mapping[str, Any] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = edit_translation(
                access=access,
                translation=row,
                parts=form.parts(),
                revision=form.cleaned_data["revision"] or 0,
                same=same,
            )
        except UnevenError as error:
            _add_uneven(form, error)
        except EditConflictError:
            theirs, status = _theirs(form, row), 409
        except RefusedError as error:
            form.add_error(None, error.message)
        else:
            said = "Saved." if saved.pk == row.pk else "Saved as a new draft; the old words stay."
            messages.success(request, said)
            return redirect("write-variant", access.workspace.slug, saved.pk)
    more = {"row": row, "theirs": theirs, "status": status}
    return _page(request, access, source, row.message, form, row.language, same, **more)


def _theirs(form: PartsForm, row: Variant) -> Mapping[str, Any]:
    """What a colleague saved meanwhile; sending the form once more saves over that."""
    row.refresh_from_db()
    assert isinstance(form.data, QueryDict)
    form.data["revision"] = str(row.revision)
    form.add_error(None, MEANWHILE)
    parts: Mapping[str, Any] = row.parts
    return parts


@require_POST
@workspace_page()
def still_right(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say that a translation still says what its source says."""
    row = access_object(_variants(), access, pk=pk)
    try:
        confirm_translation(access=access, translation=row)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Noted: it says what its source says now.")
    return redirect("write-variant", access.workspace.slug, pk)


def _form(
    request: HttpRequest,
    access: Access,
    message: Message,
    parts: Mapping[str, Any],
    initial: dict[str, Any] | None = None,
) -> PartsForm:
    channel = channel_for(access=access, key=message.placement.channel)
    form = PartsForm(
        request.POST.copy() if request.method == "POST" else None,
        access=access,
        channel=channel,
        parts=parts,
        initial=initial,
    )
    # Pain and proof are those of the source.
    del form.fields["pain"], form.fields["proof"]
    return form


def _same(request: HttpRequest) -> list[str]:
    return request.POST.getlist("same")


def _add_uneven(form: PartsForm, error: UnevenError) -> None:
    for part in form.channel.parts:
        if part.key in error.parts:
            form.add_error(field_name(part), error.parts[part.key])


def _page(
    request: HttpRequest,
    access: Access,
    source: Variant,
    message: Message,
    form: PartsForm,
    language: str,
    same: Collection[str],
    *,
    row: Variant | None = None,
    theirs: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    channel = form.channel
    parts = form.typed() if form.is_bound else (row.parts if row else {})
    brief = compose_brief(access=access, message=message, pain=source.pain)
    context = {
        "source": source,
        "variant": row,
        "message": message,
        "channel": channel,
        "form": form,
        "into": language,
        "language": name_of(language),
        "source_language": name_of(source.language),
        "older": why_older(row) if row else "",
        "beside": _beside(channel, source, form, same, theirs or {}),
        "reading": lay_out(judge(brief, parts)),
        "parts": parts,
    }
    return render(request, "write/translate.html", context, status=status)


def _beside(
    channel: Channel,
    source: Variant,
    form: PartsForm,
    same: Collection[str],
    theirs: Mapping[str, Any],
) -> list[Beside]:
    """Each part of the channel that the source has, and those one could add."""
    placed = place_texts(channel, source.parts)
    return [
        Beside(
            tuple(each for each in placed if each.part.key == target.part.key),
            target,
            target.part.key in same,
            _in_lines(theirs.get(target.part.key)),
        )
        for target in form.part_fields()
    ]


def _in_lines(value: object) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value or "")
