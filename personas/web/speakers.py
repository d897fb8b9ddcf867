"""Of a transcript: whose words are quotes."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from personas.import_speakers import choose_speakers, speakers_heard
from personas.listening.dates import parse_date
from personas.listening.speakers import Speaker
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from personas.web.evidence_forms import CircumstancesForm
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page


class SpeakersForm(CircumstancesForm):
    """Whose turns are quotes, and when and where it was."""

    asked = None  # type: ignore[assignment] # the transcript tells it of each turn
    said_on = forms.DateField(
        required=False,
        label="Said on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="What is said today weighs more than what was said years ago.",
    )
    speakers = forms.MultipleChoiceField(
        label="Whose words are quotes?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one of those who speak."},
    )
    field_order = ["speakers", "source", "customer_status", "persona", "said_on", "may_quote"]

    def __init__(self, *args: Any, heard: list[Speaker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.name, one.name) for one in heard if one.turns]
        self.fields["speakers"].choices = names  # type: ignore[attr-defined]

    def clean_said_on(self) -> date | None:
        day: date | None = self.cleaned_data["said_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("This day lies in the future.")
        return day

    def defaults(self) -> dict[str, str]:
        """As an import keeps them: field -> text."""
        said = self.cleaned_data
        day = said["said_on"]
        return {
            "source": said["source"],
            "customer_status": said["customer_status"],
            "may_quote": "yes" if said["may_quote"] else "",
            "said_on": day.isoformat() if day else "",
        }

    def circumstances(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "speakers"]


@workspace_page()
def speakers(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Who speaks how much and who asks; the customers are chosen."""
    batch = access_object(EvidenceImport.objects.select_related("job", "persona"), access, pk=pk)
    try:
        heard = speakers_heard(batch) if batch.state == EvidenceImport.State.OPEN else []
    except (UnreadableFileError, FileNotFoundError):
        heard = []
    if not heard:
        return redirect("listen-import-check", access.workspace.slug, pk)
    form = SpeakersForm(
        request.POST or None, access=access, heard=heard, initial=_said_before(batch)
    )
    if request.method == "POST" and form.is_valid():
        choose_speakers(
            access=access,
            batch=batch,
            speakers=form.cleaned_data["speakers"],
            defaults=form.defaults(),
            persona=form.cleaned_data["persona"],
        )
        return redirect("listen-import-check", access.workspace.slug, pk)
    chosen = form["speakers"].value() or []
    context = {
        "batch": batch,
        "form": form,
        "heard": [(one, one.name in chosen) for one in heard],
        "listening": sum(one.listening for one in heard),
    }
    return render(request, "listen/import_speakers.html", context)


def _said_before(batch: EvidenceImport) -> dict[str, object]:
    return {
        "speakers": batch.speakers,
        "source": batch.defaults.get("source", "interview"),
        "customer_status": batch.defaults.get("customer_status", "unknown"),
        "persona": batch.persona_id,
        "may_quote": batch.defaults.get("may_quote") == "yes",
        "said_on": parse_date(batch.defaults.get("said_on", "")),
    }
