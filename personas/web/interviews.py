"""A guide for a talk with a customer, and a form for what they said."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html

from personas.keep_evidence import masked_row
from personas.keep_interview import NothingNewError, keep_interview
from personas.listening.interview_guide import (
    ADVICE,
    ELSE,
    GUIDES,
    Guide,
    LongNoteError,
    Noted,
    quotes_noted,
)
from personas.listening.personal_data import mask
from personas.listening.rows import ParsedRow
from personas.models import CustomerStatus, EvidenceImport, Persona
from personas.web.evidence_forms import personas_of
from personas.web.inbox import waiting_suggestions
from workspaces.access import Access
from workspaces.web.views import workspace_page

LONGEST_NOTES = 50_000
USUAL = "interview"


class NotesForm(forms.Form):
    """A text for each question of the guide, and what holds for the whole talk."""

    kind = forms.CharField(widget=forms.HiddenInput)
    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, empty_label="Nobody in particular yet"
    )
    customer_status = forms.ChoiceField(choices=CustomerStatus.choices, label="Who said it")
    said_on = forms.DateField(
        required=False, label="Said on", widget=forms.DateInput(attrs={"type": "date"})
    )
    person = forms.CharField(
        required=False,
        max_length=200,
        help_text="An e-mail address or an id. Only a fingerprint of it is kept.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_quote = forms.BooleanField(required=False, label="They agreed to be quoted word for word")
    may_contact = forms.BooleanField(
        required=False,
        label="They agreed to be written to about this",
        help_text="Then their e-mail address is kept, sealed, to tell them once it is solved.",
    )

    def __init__(self, *args: Any, access: Access, guide: Guide, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guide = guide
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]
        for question in guide.questions:
            self._ask(question.key, question.ask, question.listen)
        self._ask(ELSE, "What else did they say?", "A word at the door is often the truest.")
        if kinds := self._personal():
            self.fields["masking"] = forms.ChoiceField(
                label="Personal data in these notes",
                choices=EvidenceImport.Masking.choices,
                widget=forms.RadioSelect,
                help_text=format_html("Taken out, it reads: “{}”", kinds[0]),
                error_messages={"required": f"We found: {kinds[1]}. Say what to do."},
            )

    def _ask(self, key: str, label: str, help_text: str) -> None:
        self.fields[f"said_{key}"] = forms.CharField(
            required=False,
            label=label,
            help_text=help_text,
            max_length=LONGEST_NOTES,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _personal(self) -> tuple[str, str] | None:
        """The first line with personal data, masked, and all kinds of it; None where none is."""
        first, kinds = "", dict[str, None]()
        for name in self.fields:
            for line in str(self.data.get(name, "")).splitlines() if name[:5] == "said_" else ():
                masked, found = mask(line[:LONGEST_NOTES])
                first = first or (masked if found else "")
                kinds |= dict.fromkeys(found)
        return (first, ", ".join(kinds)) if kinds else None

    def notes(self) -> list[tuple[str, forms.BoundField]]:
        """The questions, each with the part it begins (empty where it goes on)."""
        shown: list[tuple[str, forms.BoundField]] = []
        part = ""
        for question in self.guide.questions:
            begins = question.part if question.part != part else ""
            shown.append((begins, self[f"said_{question.key}"]))
            part = question.part
        return [*shown, ("At the end", self[f"said_{ELSE}"])]

    def circumstances(self) -> list[forms.BoundField]:
        names = ("persona", "customer_status", "said_on", "person", "may_quote", "may_contact")
        return [self[name] for name in names]

    def clean_said_on(self) -> date | None:
        day: date | None = self.cleaned_data["said_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("This day lies in the future.")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        notes = {name[5:]: text for name, text in said.items() if name[:5] == "said_"}
        try:
            self.quotes: list[Noted] = list(quotes_noted(self.guide, notes))
        except LongNoteError as error:
            self.add_error(f"said_{error.key}", str(error))
        else:
            if not self.quotes:
                raise forms.ValidationError("Write down at least one thing they said.")
        return said

    def rows(self) -> list[ParsedRow]:
        said = self.cleaned_data
        rows = [
            ParsedRow(
                number=number,
                text=quote.text,
                source=self.guide.source,
                customer_status=said["customer_status"],
                asked=quote.asked,
                question=quote.question,
                said_on=said["said_on"],
                person=said["person"],
                may_quote=said["may_quote"],
            )
            for number, quote in enumerate(self.quotes, start=1)
        ]
        wants_mask = said.get("masking", EvidenceImport.Masking.MASK) == EvidenceImport.Masking.MASK
        return [masked_row(row) for row in rows] if wants_mask else rows


@workspace_page()
def interviews(request: HttpRequest, access: Access) -> HttpResponse:
    """What to ask, in an order that works; what they said is kept as quotes."""
    guide = GUIDES.get(str((request.POST or request.GET).get("kind", USUAL)), GUIDES[USUAL])
    form = NotesForm(
        request.POST or None,
        access=access,
        guide=guide,
        initial={
            "kind": guide.key,
            "customer_status": guide.status,
            "said_on": timezone.localdate(),
            "persona": request.GET.get("persona"),
        },
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["said_on"]
        try:
            batch = keep_interview(
                access=access,
                name=guide.label + (f", {day.isoformat()}" if day else ""),
                rows=form.rows(),
                persona=form.cleaned_data["persona"],
                may_contact=form.cleaned_data["may_contact"],
            )
        except NothingNewError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The notes are kept. Tie them to pains next.")
            return redirect("listen-import-check", access.workspace.slug, batch.pk)
    context = {
        "form": form,
        "guide": guide,
        "guides": GUIDES.values(),
        "advice": ADVICE,
        "waiting": waiting_suggestions(access),
        "tab": "interviews",
    }
    return render(request, "listen/interviews.html", context)
