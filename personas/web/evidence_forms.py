"""Forms of the listen pages."""

from typing import Any

from django import forms
from django.utils.html import format_html

from personas.find_evidence import ATTACHMENTS, EvidenceFilter
from personas.keep_evidence import masked_row
from personas.listening.personal_data import mask
from personas.listening.rows import ParsedRow
from personas.models import (
    CustomerStatus,
    Evidence,
    EvidenceImport,
    EvidenceSource,
    PainPoint,
    Persona,
)
from workspaces.access import Access

ANY = [("", "Any")]
NOT_SAID = [("", "Not known")]
ASKED = [*NOT_SAID, ("no", "Unprompted"), ("yes", "Asked, for example in a survey")]


def personas_of(access: Access) -> Any:
    return Persona.objects.for_workspace(access.workspace).filter(archived_at=None)


def pains_of(access: Access) -> Any:
    return (
        PainPoint.objects.for_workspace(access.workspace)
        .filter(archived_at=None, persona__archived_at=None)
        .select_related("persona")
        .order_by("persona__name", "title")
    )


class PainChoiceField(forms.ModelChoiceField[PainPoint]):
    """Pains under the name of their persona."""

    def label_from_instance(self, pain: PainPoint) -> str:
        return f"{pain.persona.name}: {pain.title}"


class EvidenceFilterForm(forms.Form):
    q = forms.CharField(required=False, label="Search", max_length=200)
    persona = forms.ModelChoiceField(Persona.objects.none(), required=False, empty_label="Any")
    source = forms.ChoiceField(required=False, choices=[*ANY, *EvidenceSource.choices])
    status = forms.ChoiceField(required=False, choices=[*ANY, *CustomerStatus.choices])
    attached = forms.ChoiceField(required=False, label="Pain", choices=[*ANY, *ATTACHMENTS.items()])
    batch = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["type"] = "search"

    def wanted(self) -> EvidenceFilter:
        """What was asked for; a part that makes no sense is passed over."""
        self.is_valid()
        said = self.cleaned_data
        return EvidenceFilter(
            text=said.get("q") or "",
            persona=said.get("persona"),
            source=said.get("source") or "",
            customer_status=said.get("status") or "",
            attachment=said.get("attached") or "",
            batch=said.get("batch"),
        )


class CircumstancesForm(forms.Form):
    """What holds for every quote of an import that does not say it itself."""

    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, empty_label="Nobody in particular yet"
    )
    source = forms.ChoiceField(choices=EvidenceSource.choices, label="Where it was said")
    customer_status = forms.ChoiceField(
        choices=CustomerStatus.choices,
        label="Who said it",
        initial=CustomerStatus.UNKNOWN,
        help_text="Words of people who left, or did not buy, count more.",
    )
    asked = forms.ChoiceField(
        required=False,
        choices=ASKED,
        label="Asked or unprompted",
        help_text="What people say without being asked weighs more than an answer to our question.",
    )
    may_quote = forms.BooleanField(
        required=False,
        label="They agreed to be quoted word for word",
        help_text="Without it their words are read and counted here, and no copy repeats them.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]

    def defaults(self) -> dict[str, str]:
        """As an import keeps them: field -> text."""
        said = self.cleaned_data
        return {
            "source": said["source"],
            "customer_status": said["customer_status"],
            "asked": said["asked"],
            "may_quote": "yes" if said["may_quote"] else "",
        }


class PasteForm(CircumstancesForm):
    text = forms.CharField(
        label="Quotes",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=2_000_000,
        help_text="One a line, or blocks with an empty line between them.",
    )
    field_order = ["text", "source", "customer_status", "persona", "asked", "may_quote"]


class EvidenceForm(CircumstancesForm):
    """One quote, new or kept."""

    text = forms.CharField(
        label="Quote", widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000
    )
    said_on = forms.DateField(
        required=False, label="Said on", widget=forms.DateInput(attrs={"type": "date"})
    )
    person = forms.CharField(
        required=False,
        max_length=200,
        help_text="An e-mail address or an id. Only a fingerprint of it is kept.",
    )
    link = forms.URLField(required=False, max_length=500, assume_scheme="https")
    field_order = [
        "text",
        "source",
        "customer_status",
        "persona",
        "asked",
        "said_on",
        "may_quote",
        "person",
        "link",
        "masking",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where the words typed hold personal data, the form comes back once with a choice."""
        super().__init__(*args, **kwargs)
        text = str(self.data.get("text", "")).strip()
        masked, kinds = mask(text) if text != self.initial.get("text") else (text, ())
        if kinds:
            self.fields["masking"] = forms.ChoiceField(
                label="Personal data in this quote",
                choices=EvidenceImport.Masking.choices,
                widget=forms.RadioSelect,
                help_text=format_html("Without it the quote reads: “{}”", masked),
                error_messages={"required": f"We found: {', '.join(kinds)}. Say what to do."},
            )

    @staticmethod
    def initial_of(evidence: Evidence) -> dict[str, Any]:
        asked = {None: "", True: "yes", False: "no"}[evidence.asked]
        return {
            "text": evidence.text,
            "source": evidence.source,
            "customer_status": evidence.customer_status,
            "persona": evidence.persona_id,
            "asked": asked,
            "said_on": evidence.said_on,
            "may_quote": evidence.may_quote,
            "link": evidence.link,
        }

    def _asked(self) -> bool | None:
        return {"": None, "yes": True, "no": False}[self.cleaned_data["asked"]]

    def row(self) -> ParsedRow:
        said = self.cleaned_data
        row = ParsedRow(
            number=1,
            asked=self._asked(),
            **{
                name: said[name]
                for name in (
                    "text",
                    "source",
                    "customer_status",
                    "said_on",
                    "may_quote",
                    "person",
                    "link",
                )
            },
        )
        return masked_row(row) if self._is_masked() else row

    def _is_masked(self) -> bool:
        return bool(self.cleaned_data.get("masking") == EvidenceImport.Masking.MASK)

    def changes(self) -> dict[str, Any]:
        """What to set on a kept quote; an empty person leaves the person as it was."""
        said = dict(self.cleaned_data) | {"asked": self._asked()}
        said.pop("masking", None)
        if self._is_masked():
            row = self.row()
            said |= {"text": row.text, "masked": row.masked}
        if not said["person"]:
            del said["person"]
        return said


class AttachForm(forms.Form):
    """Chosen quotes, and the pain they speak of: one that is there, or a new one."""

    pain = PainChoiceField(PainPoint.objects.none(), required=False, empty_label="Choose a pain")
    title = forms.CharField(required=False, max_length=120, label="or a new pain")
    persona = forms.ModelChoiceField(
        Persona.objects.none(), required=False, label="of", empty_label="Choose a persona"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pain"].queryset = pains_of(access)  # type: ignore[attr-defined]
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("pain") and not said.get("title"):
            raise forms.ValidationError("Choose a pain, or name a new one.")
        if said.get("title") and not said.get("pain") and not said.get("persona"):
            raise forms.ValidationError("Say whose pain the new one is.")
        return said
