"""Rewrite around this pain: a pasted text beside drafts that keep what we can back of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.channels import Channel
from messaging.channels_here import channel_for
from messaging.conflicts import RefusedError
from messaging.drafting import fingerprint
from messaging.models import Message
from messaging.rewriting import Rewriting, Rewritten, keep_rewritten, rewrite
from messaging.web.forms import SEEDS, TextForm
from messaging.web.reading_view import mark, meters_of
from messaging.web.remarks import remarks_of
from messaging.writing.draft import Draft
from personas.models import JourneyStage
from workspaces.access import EDIT, Access
from workspaces.web.views import workspace_page

LONGEST = 8_000


class PlacedMessageField(forms.ModelChoiceField[Message]):
    def label_from_instance(self, obj: Message) -> str:
        whom = "everybody" if obj.is_default else obj.aimed_at
        return f"{obj.placement.name}: {whom}"


class RewriteForm(TextForm):
    text = forms.CharField(
        max_length=LONGEST,
        label="Your text as it is now",
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    message = PlacedMessageField(
        Message.objects.none(),
        label="For which place",
        empty_label=None,
        help_text="It brings the channel with its lengths, and for whom the text is.",
    )
    stage = forms.ModelChoiceField(
        JourneyStage.objects.none(),
        required=False,
        empty_label="As the place says",
        label="At which moment",
    )
    seed = forms.IntegerField(
        min_value=1, max_value=SEEDS, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        pain = self.fields["pain"]
        assert isinstance(pain, forms.ModelChoiceField)
        pain.required, pain.empty_label, pain.label = True, "Choose a pain", "Around which pain"
        for name, rows in (
            ("message", Message.objects.with_aims().for_workspace(access.workspace)),
            ("stage", JourneyStage.objects.for_workspace(access.workspace)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def asked(self) -> Rewriting:
        said = self.cleaned_data
        text = said["text"].replace("\r\n", "\n")
        return Rewriting(text, said["pain"], said["stage"], said["seed"] or 1)


@workspace_page(permission=EDIT)
def rewrite_page(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the drafts, and keep those that are ticked. Until then nothing is stored."""
    initial = {name: request.GET.get(name) for name in ("pain", "message", "text")}
    form = RewriteForm(
        request.POST if request.method == "POST" else None, access=access, initial=initial
    )
    context: dict[str, Any] = {"form": form, "tab": "lens", "kind": "rewrite"}
    context["places"] = Message.objects.for_workspace(access.workspace).exists()
    if request.method == "POST" and form.is_valid():
        message, asked = form.cleaned_data["message"], form.asked()
        if "keep" in request.POST:
            kept = _keep(request, access, message, asked)
            if kept is not None:
                return kept
        found = rewrite(access=access, message=message, asked=asked)
        channel = channel_for(access=access, key=message.placement.channel)
        context |= _shown(found, asked.text, channel) | {
            "message": message,
            "next_seed": asked.seed % SEEDS + 1,
        }
    return render(request, "write/rewrite.html", context)


def _keep(
    request: HttpRequest, access: Access, message: Message, asked: Rewriting
) -> HttpResponse | None:
    """Keep what is ticked; None, with the reason said, where there is nothing to lead on to."""
    chosen = request.POST.getlist("pick")
    if not chosen:
        messages.error(request, "Tick a draft first.")
        return None
    try:
        kept = keep_rewritten(access=access, message=message, asked=asked, fingerprints=chosen)
    except RefusedError as error:
        messages.error(request, error.message)
        return None
    many = len(kept)
    messages.success(request, f"{many} draft{'s are' if many > 1 else ' is'} kept.")
    if many == 1:
        return redirect("write-variant", access.workspace.slug, kept[0].pk)
    return redirect("write-studio", access.workspace.slug, message.pk)


def _shown(found: Rewritten, text: str, channel: Channel) -> dict[str, Any]:
    return {
        "found": found,
        "reading": found.pasted,
        "meters": meters_of(found.pasted.components),
        "segments": mark(text, found.pasted.findings),
        "remarks": remarks_of(text, found.pasted.findings),
        "drafts": [(draft, fingerprint(draft), _parts(draft, channel)) for draft in found.drafts],
    }


def _parts(draft: Draft, channel: Channel) -> list[tuple[str, list[str]]]:
    shown = []
    for part in channel.parts:
        value = draft.parts.get(part.key)
        if value:
            shown.append((part.name, value if isinstance(value, list) else [value]))
    return shown
