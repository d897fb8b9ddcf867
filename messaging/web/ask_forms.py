"""The form on which an ask-test is made."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from messaging.ask_tests import FEWEST, MOST, Asking, askable_variants, texts_of
from messaging.models import Variant
from personas.models import Persona
from personas.survey_words import languages, nearest_language
from workspaces.access import Access

OFFERED = 200
"""Texts to choose from, the newest."""


class VariantsField(forms.ModelMultipleChoiceField[Variant]):
    def label_from_instance(self, obj: Variant) -> str:
        texts = texts_of(obj)
        words = " / ".join(texts[:2])
        place = f"{obj.message.placement.name}, {obj.get_state_display().lower()}"
        return f"{words[:140] or obj.key} ({place})"


class AskTestForm(forms.Form):
    persona = forms.ModelChoiceField(Persona.objects.none(), label="Whom", empty_label=None)
    variants = VariantsField(
        Variant.objects.none(),
        label="Which texts",
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{FEWEST} to {MOST}, set beside each other in pairs; one person sees three.",
        error_messages={"required": f"Tick {FEWEST} to {MOST} texts."},
    )
    title = forms.CharField(
        required=False,
        max_length=120,
        help_text="Customers read it above the texts. Empty: “Which of these sounds like you?”",
    )
    question = forms.CharField(
        required=False,
        max_length=200,
        help_text="Empty: “Which of these sounds like your problem?”",
    )
    language = forms.ChoiceField(help_text="Of everything on the page that you do not write.")
    last_day = forms.DateField(
        required=False,
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Answers are taken until the end of this day. Empty: until you close it.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(access.workspace.time_zone)
        self.fields["persona"].queryset = (  # type: ignore[attr-defined]
            Persona.objects.for_workspace(access.workspace)
            .filter(archived_at=None)
            .order_by("name")
        )
        rows = askable_variants(access)
        newest = rows.values("pk").order_by("-created_at", "-pk")[:OFFERED]
        picked = self.initial.get("variants", [])
        self.fields["variants"].queryset = (  # type: ignore[attr-defined]
            rows.filter(pk__in=[row["pk"] for row in newest] + picked)
        )
        self.fields["language"].choices = list(languages().items())  # type: ignore[attr-defined]
        self.initial.setdefault("language", nearest_language(access.workspace.language))

    def asking(self) -> Asking:
        """Everything but whom and which texts; the last day as the moment it is over."""
        said = self.cleaned_data
        day, ends = said["last_day"], None
        if day is not None:
            ends = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return Asking(said["title"], said["question"], said["language"], ends)
