"""The editor: words on the left, what the lens makes of them on the right, as one types."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.channels import Channel, Parts
from messaging.channels_here import channel_for
from messaging.conflicts import EditConflictError
from messaging.judgement import judge
from messaging.models import Message, Variant
from messaging.web.merging import MergeView, merge_form
from messaging.web.parts_form import PartsForm
from messaging.web.reading_view import lay_out
from messaging.web.studio_drafts import copy_extras
from messaging.web.variants import variants_with_all
from messaging.wording import Wording, edit_variant, write_variant
from messaging.writing.compose_brief import compose_brief
from personas.models import PainPoint
from workspaces.access import EDIT, VIEW, Access, access_object
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page


@workspace_page(permission=EDIT)
def write_by_hand(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A new variant in a person's own words."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    channel = channel_for(access=access, key=message.placement.channel)
    form = PartsForm(
        request.POST if request.method == "POST" else None,
        access=access,
        channel=channel,
        parts={},
        initial={"pain": request.GET.get("pain")},
    )
    if request.method == "POST" and "straighten" not in request.POST and form.is_valid():
        if form.parts():
            said = form.cleaned_data
            wording = Wording(form.parts(), said["pain"], said["proof"], pins=form.pins() or {})
            row = write_variant(access=access, message=message, wording=wording)
            messages.success(request, "Your draft is kept.")
            return redirect("write-variant", access.workspace.slug, row.pk)
        form.add_error(None, "There are no words yet.")
    return _editor(request, access, message, form)


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Change a draft; of what was submitted, make a new draft."""
    row = access_object(variants_with_all(), access, pk=pk)
    channel = channel_for(access=access, key=row.message.placement.channel)
    initial = {"pain": row.pain_id, "proof": row.proof_id, "revision": row.revision}
    form = PartsForm(
        request.POST if request.method == "POST" else None,
        access=access,
        channel=channel,
        parts=row.parts,
        pins=row.pins,
        initial=initial,
    )
    if request.method == "POST" and "straighten" not in request.POST and form.is_valid():
        if "theirs" in request.POST and row.is_editable:
            return _conflict(request, access, row, form, EditConflictError(row.revision))
        try:
            saved = edit_variant(
                access=access,
                variant=row,
                parts=form.parts(),
                revision=form.cleaned_data["revision"] or 0,
                pain=form.cleaned_data["pain"],
                proof=form.cleaned_data["proof"],
                pins=form.pins(),
            )
        except EditConflictError as error:
            return _conflict(request, access, row, form, error)
        said = "Saved." if saved.pk == row.pk else "Saved as a new draft; the old words stay."
        messages.success(request, said)
        return redirect("write-variant", access.workspace.slug, saved.pk)
    return _editor(request, access, row.message, form, row)


def _conflict(
    request: HttpRequest,
    access: Access,
    row: Variant,
    form: PartsForm,
    error: EditConflictError,
) -> HttpResponse:
    """Both texts on one page: what could be joined is, and the rest is for the person to say."""
    form, merge = merge_form(request=request, access=access, form=form, row=row, error=error)
    status = 200 if "theirs" in request.POST else 409
    return _editor(request, access, row.message, form, row, status=status, merge=merge)


def _editor(
    request: HttpRequest,
    access: Access,
    message: Message,
    form: PartsForm,
    row: Variant | None = None,
    *,
    status: int = 200,
    merge: MergeView | None = None,
) -> HttpResponse:
    parts: Parts = form.typed() if form.is_bound else (row.parts if row else {})
    pain = row.pain if row else None
    given = form["pain"].value()
    if given and (pain is None or str(pain.pk) != str(given)):
        rows = PainPoint.objects.for_workspace(access.workspace).select_related("persona")
        wanted = row_id(str(given))
        pain = rows.filter(pk=wanted).first() if wanted is not None else None
    context = {
        "message": message,
        "variant": row,
        "channel": form.channel,
        "form": form,
        "merge": merge,
        "pins": form.shown_pins() if form.is_bound else row.pins if row else {},
        "pain": pain,
        **_lens(access, message, form.channel, pain, parts),
    }
    return render(request, "write/editor.html", context, status=status)


@require_POST
@workspace_page(change=VIEW)
def lens_of_message(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What the lens makes of words that are still being typed; nothing is stored."""
    message = access_object(Message.objects.with_aims(), access, pk=pk)
    channel = channel_for(access=access, key=message.placement.channel)
    form = PartsForm(request.POST, access=access, channel=channel, parts={})
    parts = form.typed()
    pain = form.cleaned_data.get("pain")
    context = {
        "message": message,
        "channel": channel,
        "counted": True,
        "pins": form.shown_pins(),
        **_lens(access, message, channel, pain, parts),
    }
    return render(request, "write/_lens.html", context)


def _lens(
    access: Access, message: Message, channel: Channel, pain: PainPoint | None, parts: Parts
) -> dict[str, Any]:
    brief = compose_brief(access=access, message=message, pain=pain)
    reading = lay_out(judge(brief, parts))
    return {
        "reading": reading,
        "parts": parts,
        "brief": brief,
        "segments": copy_extras(channel.key, dict(parts)).get("segments"),
    }
