"""Forms of the map pages."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from personas.grammar.languages import NAMES
from personas.models import JourneyStage, PainPoint, Persona, StagePain
from personas.web.evidence_forms import PainChoiceField, pains_of, personas_of
from workspaces.access import Access
from workspaces.web.lines_field import LinesField

LONGEST_LINE = 200
MOST_LINES = 40
LIST_HELP = {
    "goals": "What they want to get done. One a line: “close the month without a weekend”.",
    "motivations": "Why it matters to them, in their words. One a line.",
    "interests": "What else they care about, read or watch. One a line.",
    "objections": "What they say when they hesitate. One a line: “my team will never use it”.",
    "choice_criteria": "What they compare ways by. One a line.",
    "alternatives": "What they would use instead, doing nothing included. One a line.",
    "vocabulary": "Words they use and you might not. One a line.",
}
SLOT_HELP = {
    "title": "A short name for it, in their words: “Chasing receipts”.",
    "statement": "The problem as they say it: “I spend my Sundays chasing people for receipts.”",
    "struggle": "What they keep having to do, as a verb: “chase people for receipts”.",
    "trigger": "What follows “when”: “the month ends”.",
    "cost": "What it costs them, as a thing: “every last Sunday of the month”.",
    "feeling": "How it leaves them: “worn out”.",
    "workaround": "What they do about it today: “a spreadsheet nobody trusts”.",
    "function": "The lowest step of why, as a verb: what the thing does: “collect receipts”.",
    "job": "What they use it for: “close the books”.",
    "desired_outcome": "What they want instead, as a verb: “close the books by the third”.",
    "why": "Why that matters to them, as a verb: “have my Sundays back”.",
}


def _lines(help_text: str) -> LinesField:
    return LinesField(required=False, help_text=help_text, most=MOST_LINES, longest=LONGEST_LINE)


class PersonaForm(forms.ModelForm[Persona]):
    goals = _lines(LIST_HELP["goals"])
    motivations = _lines(LIST_HELP["motivations"])
    interests = _lines(LIST_HELP["interests"])
    objections = _lines(LIST_HELP["objections"])
    choice_criteria = _lines(LIST_HELP["choice_criteria"])
    alternatives = _lines(LIST_HELP["alternatives"])
    vocabulary = _lines(LIST_HELP["vocabulary"])

    class Meta:
        model = Persona
        fields = ("name", "role", "situation", *Persona.LIST_FIELDS)
        widgets = {"situation": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "A first name makes them easier to think of: “Ines”.",
            "role": "Who they are in half a line: “runs a design studio of four”.",
            "situation": "What surrounds the problem: their week, their people, their tools.",
        }


class PainForm(forms.ModelForm[PainPoint]):
    class Meta:
        model = PainPoint
        fields = (
            "persona",
            "title",
            "statement",
            "struggle",
            "trigger",
            "cost",
            "feeling",
            "workaround",
            "function",
            "job",
            "desired_outcome",
            "why",
            "level",
            "severity",
            "frequency",
            "satisfaction",
            "language",
        )
        help_texts = SLOT_HELP | {
            "severity": "1 (hardly) to 5 (very).",
            "frequency": "1 (rarely) to 5 (always).",
            "satisfaction": "1 (badly) to 5 (well).",
            "language": "The one its phrases are told in. Copy is written in the same.",
        }
        widgets = {
            name: forms.Select(choices=[(number, str(number)) for number in range(1, 6)])
            for name in ("severity", "frequency", "satisfaction")
        } | {"language": forms.Select(choices=list(NAMES.items()))}
        labels = {
            "persona": "Whose problem",
            "statement": "In their words",
            "desired_outcome": "What they want instead",
            "why": "Why that matters",
            "severity": "How much it matters to them",
            "frequency": "How often it happens",
            "satisfaction": "How well they cope today",
            "language": "Told in",
        }

    ESSENTIALS = (
        "persona",
        "title",
        "statement",
        "severity",
        "satisfaction",
        "frequency",
        "language",
    )
    SLOTS = ("trigger", "struggle", "cost", "feeling", "workaround")
    LADDER = ("function", "job", "desired_outcome", "why", "level")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self._offer_languages()
        persona = self.fields["persona"]
        assert isinstance(persona, forms.ModelChoiceField)
        persona.queryset = personas_of(access)
        if self.instance.pk:
            persona.queryset = Persona.objects.for_workspace(access.workspace).filter(
                pk=self.instance.persona_id
            )
            persona.empty_label = None

    def _offer_languages(self) -> None:
        """The languages we have names for, and the one this pain is told in."""
        field = self.fields["language"]
        if not self.instance.pk:
            self.initial["language"] = self.access.workspace.language
        told = str(self.initial["language"])
        if told not in NAMES:
            field.widget.choices = [(told, told), *NAMES.items()]
        field.required = False

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"]) or str(self.initial["language"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "title" not in self.fields:
            return said
        persona = said.get("persona", self.instance.persona_id)
        same = PainPoint.objects.for_workspace(self.access.workspace).filter(
            persona=persona, title=said.get("title")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("title", "This persona has a pain of that name already.")
        return said

    def essentials(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ESSENTIALS]

    def slots(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SLOTS]

    def ladder(self) -> list[forms.BoundField]:
        return [self[name] for name in self.LADDER]


class StagePainForm(forms.ModelForm[StagePain]):
    pain = PainChoiceField(PainPoint.objects.none(), empty_label="Choose a pain")

    class Meta:
        model = StagePain
        fields = ("stage", "pain", "intensity", "shows_as")
        widgets = {
            "intensity": forms.Select(choices=[(number, str(number)) for number in range(1, 6)])
        }
        labels = {"shows_as": "How it shows there"}
        error_messages = {
            NON_FIELD_ERRORS: {
                "unique_together": "This pain is at that stage already. Change it there."
            }
        }
        help_texts = {
            "intensity": "1 (hardly felt) to 5 (all they think of).",
            "shows_as": "What one would see or hear: “asks twice about the notice period”.",
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage, pain = self.fields["stage"], self.fields["pain"]
        assert isinstance(stage, forms.ModelChoiceField)
        assert isinstance(pain, forms.ModelChoiceField)
        stage.queryset = JourneyStage.objects.for_workspace(access.workspace)
        pain.queryset = pains_of(access)
