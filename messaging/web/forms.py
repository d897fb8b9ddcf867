"""The forms of the write pages. Choices hold rows of the workspace only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from messaging.channels_here import channels_of
from messaging.conflicts import TwoTimesError
from messaging.models import Campaign, Claim, Offer, Placement, Proof
from messaging.voice_terms import faults_of
from messaging.writing.frameworks import frameworks
from personas.grammar.slot_shape import check_slot
from personas.models import JourneyStage, PainPoint, Persona, Transition
from workspaces.access import Access
from workspaces.models.tenancy import validate_key
from workspaces.web.lines_field import LinesField

SEEDS = 1_000_000


class PlacementForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="Where people read it: “Pricing page, top”.")
    key = forms.CharField(
        max_length=80,
        validators=[validate_key],
        help_text="What the site or app asks for, such as <code>pricing-hero</code>.",
    )
    channel = forms.ChoiceField(label="What kind of place")
    description = forms.CharField(max_length=300, required=False, label="What happens there")
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, empty_label="No campaign"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(each.key, each.name) for each in channels_of(access).values()]
        _rows(self, "campaign", Campaign.objects.for_workspace(access.workspace))
        if not Campaign.objects.for_workspace(access.workspace).exists():
            del self.fields["campaign"]


class MomentField(forms.ModelChoiceField[Transition]):
    """A moment of decision, named by its event and the way it leads."""

    def label_from_instance(self, obj: Transition) -> str:
        return f"{obj.event} ({obj.from_stage} → {obj.to_stage})"


class MessageForm(forms.Form):
    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, empty_label="Everybody"
    )
    stage = forms.ModelChoiceField(
        JourneyStage.objects.none(), required=False, empty_label="Any moment"
    )
    transition = MomentField(
        Transition.objects.none(),
        required=False,
        empty_label="No event in particular",
        label="Or when something happens",
        help_text="A moment of decision: the text then answers that event and not a stage.",
    )
    language = forms.CharField(max_length=12, required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "persona", Persona.objects.for_workspace(access.workspace))
        _rows(self, "stage", JourneyStage.objects.for_workspace(access.workspace))
        moments = Transition.objects.for_workspace(access.workspace)
        _rows(self, "transition", moments.select_related("from_stage", "to_stage"))
        self.fields["language"].widget.attrs["placeholder"] = access.workspace.language

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("stage") and said.get("transition"):
            self.add_error("transition", TwoTimesError().message)
        return said


class MomentPlaceForm(forms.Form):
    """Where an answer to a moment is read, and by whom."""

    placement = forms.ModelChoiceField(
        Placement.objects.none(), empty_label=None, label="Where they read it"
    )
    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, empty_label="Everybody", label="For whom"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Placement.objects.for_workspace(access.workspace).filter(archived_at=None)
        _rows(self, "placement", places)
        personas = Persona.objects.for_workspace(access.workspace).filter(archived_at=None)
        _rows(self, "persona", personas)


class OrderForm(forms.Form):
    """What to write about: read from the address, so that a page of drafts can be shared."""

    pain = forms.ModelChoiceField(PainPoint.objects.none(), empty_label=None)
    stage = forms.ModelChoiceField(
        JourneyStage.objects.none(), required=False, empty_label="Any moment"
    )
    framework = forms.ChoiceField(required=False, label="Order of thought")
    count = forms.IntegerField(min_value=1, max_value=30, required=False, label="How many")
    seed = forms.IntegerField(
        min_value=1, max_value=SEEDS, required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, access: Access, persona: Persona | None, fixed_stage: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        pains = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
        if persona is not None:
            pains = pains.filter(persona=persona)
        _rows(self, "pain", pains.select_related("persona"))
        _rows(self, "stage", JourneyStage.objects.for_workspace(access.workspace))
        if fixed_stage:
            del self.fields["stage"]
        framework = self.fields["framework"]
        assert isinstance(framework, forms.ChoiceField)
        named = [(each.key, each.name) for each in frameworks().values()]
        framework.choices = [("", "Whatever fits"), *named]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label="Why not",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Its writer sees this. Say what the reader would miss.",
    )


class VoiceForm(forms.Form):
    tone = forms.CharField(
        max_length=120, required=False, help_text="Two or three words: “plain, warm, dry”."
    )
    banned_words = LinesField(
        required=False, label="Words we never use", help_text="One a line. No draft holds them."
    )
    preferred_terms = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Say this, not that",
        help_text="One a line: <code>users = people</code> says “people” where “users” stood.",
    )

    def clean_preferred_terms(self) -> dict[str, str]:
        terms: dict[str, str] = {}
        for line in str(self.cleaned_data["preferred_terms"]).splitlines():
            if not line.strip():
                continue
            avoid, equals, use = (piece.strip() for piece in line.partition("="))
            if not (avoid and equals and use):
                raise ValidationError(f"“{line.strip()}” needs the form: avoid = use.")
            terms[avoid] = use
        return terms

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            for fault in faults_of(said["banned_words"], said["preferred_terms"]):
                self.add_error("preferred_terms", fault)
        return said


class ClaimForm(forms.ModelForm[Claim]):
    class Meta:
        model = Claim
        fields = ("text", "proof", "proof_text", "expires_on")
        labels = {"text": "We say", "proof": "Because", "proof_text": "Or, in words"}
        widgets = {"expires_on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "proof", Proof.objects.for_workspace(access.workspace))


class OfferForm(forms.ModelForm[Offer]):
    features = LinesField(
        required=False, help_text="One a line. They back what is claimed; they never open a text."
    )

    class Meta:
        model = Offer
        fields = ("name", "what_it_is", "features")
        labels = {"what_it_is": "What it is"}
        help_texts = {"what_it_is": "A noun phrase: “a bookkeeping service for small studios”."}


class ReliefForm(forms.Form):
    pain = forms.ModelChoiceField(PainPoint.objects.none(), empty_label=None, label="Eases")
    text = forms.CharField(
        max_length=200,
        label="How",
        help_text="What they can then do, from the verb on: “have every receipt asked for”.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pains = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
        _rows(self, "pain", pains.select_related("persona"))

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        advice = check_slot("relief", text)
        if not advice.ok:
            raise ValidationError(advice.message)
        return text


class ProofForm(forms.ModelForm[Proof]):
    link = forms.URLField(
        required=False, assume_scheme="https", label="Where it can be checked", max_length=500
    )

    class Meta:
        model = Proof
        fields = ("text", "link", "expires_on")
        labels = {
            "text": "The fact",
            "expires_on": "Holds until",
        }
        widgets = {"expires_on": forms.DateInput(attrs={"type": "date"})}


class TextForm(forms.Form):
    text = forms.CharField(
        max_length=20_000,
        label="Your text",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    pain = forms.ModelChoiceField(
        PainPoint.objects.none(), required=False, empty_label="No pain in particular"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pains = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
        _rows(self, "pain", pains.select_related("persona"))


def _rows(form: forms.BaseForm, name: str, rows: Any) -> None:
    """Offer only ``rows`` in the field ``name``."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
