"""Forms of the pages that turn quotes into pains."""

from typing import Any

from django import forms

from personas.models import Candidate, PainPoint, Persona
from personas.slot_sources import MARKED_SLOTS, SLOT_NAMES
from personas.web.evidence_forms import PainChoiceField, pains_of, personas_of
from workspaces.access import Access


class StartForm(forms.Form):
    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, empty_label="All quotes", label="Look through"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Whose pain a candidate is and what it is called; or a pain there is."""

    title = forms.CharField(required=False, max_length=120, label="Called")
    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, label="Whose pain", empty_label="Choose a persona"
    )
    new_persona = forms.CharField(
        required=False, max_length=120, label="or a new persona", help_text="Only a name for now."
    )
    pain = PainChoiceField(
        PainPoint.objects.none(),
        required=False,
        label="or a pain you have",
        empty_label="Make it a new pain",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        personas = personas_of(access)
        self.personas = list(personas)
        self.fields["persona"].queryset = personas  # type: ignore[attr-defined]
        self.fields["pain"].queryset = pains_of(access)  # type: ignore[attr-defined]
        self.pains = list(pains_of(access))
        given = self.initial.get("persona")
        self.chosen = given or (self.personas[0].pk if len(self.personas) == 1 else None)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("persona") or said.get("pain") or said.get("new_persona")):
            raise forms.ValidationError("Say whose pain it is.")
        return said


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Candidate.objects.none(), empty_label="Choose a candidate")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Candidate.objects.for_workspace(access.workspace)
        self.fields["into"].queryset = rows  # type: ignore[attr-defined]


class MarkForm(forms.Form):
    """Words of a quote and the slot they fill; ``text`` is what the person made of them."""

    slot = forms.ChoiceField(choices=[(slot, SLOT_NAMES[slot]) for slot in MARKED_SLOTS])
    words = forms.CharField(max_length=300)
    text = forms.CharField(max_length=300, required=False)
