"""The editor's form: one field for each part of a channel, and what the words are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from messaging.channels import Channel, Part, Parts, check_parts
from messaging.channels.channel import Counting
from messaging.judgement import tidy_parts
from messaging.models import Proof
from personas.models import PainPoint
from workspaces.access import Access
from workspaces.web.lines_field import LinesField

LONG_PART = 120
UNITS: dict[Counting, str] = {
    "characters": "characters",
    "double_width": "characters (wide ones count twice)",
    "sms": "units of a text message",
}


class TextLines(LinesField):
    """Lines as they were typed: the same line twice is for the channel's check to name."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class PartsForm(forms.Form):
    """``parts()`` are the words in the channel's shape once the form is valid.

    A draft may be unfinished: nothing is required here, and limits are shown, not enforced;
    submitting is where the channel's rules hold.
    """

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    pain = forms.ModelChoiceField(
        PainPoint.objects.none(),
        required=False,
        empty_label="No pain yet",
        help_text="A test can then teach which pain moves people.",
    )
    proof = forms.ModelChoiceField(Proof.objects.none(), required=False, empty_label="None")

    def __init__(
        self, *args: Any, access: Access, channel: Channel, parts: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        pains = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
        for name, rows in (
            ("pain", pains.select_related("persona")),
            ("proof", Proof.objects.for_workspace(access.workspace)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        for part in channel.parts:
            self.fields[field_name(part)] = _part_field(part, parts.get(part.key))

    def parts(self) -> Parts:
        # A field with a fault of its own has no value; its typed text stays in the field.
        values = {part.key: self.cleaned_data.get(field_name(part)) for part in self.channel.parts}
        return tidy_parts(self.channel, {key: value for key, value in values.items() if value})

    def typed(self) -> Parts:
        """The words as they stand, whatever else is wrong with the form."""
        self.is_valid()
        return self.parts()

    def part_fields(self) -> "list[PartField]":
        return [PartField(part, self[field_name(part)]) for part in self.channel.parts]

    def faults(self) -> list[str]:
        return [fault.message for fault in check_parts(self.channel, self.parts())]


@dataclass(frozen=True, slots=True)
class PartField:
    part: Part
    field: forms.BoundField


def field_name(part: Part) -> str:
    return f"part_{part.key}"


def _part_field(part: Part, value: object) -> forms.CharField:
    length = part.hard or part.truncation or LONG_PART * 2
    attributes = {"data-part": part.key, "spellcheck": "true", "autocomplete": "off"}
    common: dict[str, Any] = {
        "required": False,
        "label": part.name,
        "initial": value,
        "help_text": limits_in_words(part),
        "strip": False,
    }
    if part.is_list:
        rows = max(part.minimum, 3)
        return TextLines(widget=forms.Textarea(attrs={**attributes, "rows": rows}), **common)
    if part.multiline or part.counting == "sms" or length > LONG_PART:
        rows = 8 if part.multiline else 3
        return forms.CharField(widget=forms.Textarea(attrs={**attributes, "rows": rows}), **common)
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **common)


def limits_in_words(part: Part) -> str:
    """What fits, with the two kinds of limit named apart."""
    said: list[str] = []
    if part.is_list:
        said.append(f"One a line, {part.minimum} to {part.maximum}.")
    if part.hard:
        said.append(f"At most {part.hard} {UNITS[part.counting]}; longer is refused.")
    if part.truncation:
        if part.counting == "sms":
            said.append("One message holds 160 units, or 70 with special characters.")
        else:
            said.append(f"About {part.truncation} {UNITS[part.counting]} are seen.")
    return " ".join(said)
