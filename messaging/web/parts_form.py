"""The editor's form: one field for each part of a channel, and what the words are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from messaging.channels import Channel, Part, Parts, check_parts
from messaging.channels.channel import Counting
from messaging.channels.sms import straighten
from messaging.judgement import tidy_parts
from messaging.models import Proof
from messaging.pins import Pins, PinsError, tidy_pins
from messaging.web.texts_field import TextsField, TextsWidget, pin_name
from personas.models import PainPoint
from workspaces.access import Access

LONG_PART = 120
UNITS: dict[Counting, str] = {
    "characters": "characters",
    "double_width": "characters (wide ones count twice)",
    "sms": "units of a text message",
}


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
        self,
        data: Any = None,
        *args: Any,
        access: Access,
        channel: Channel,
        parts: Mapping[str, Any],
        pins: Mapping[str, Mapping[str, int]] | None = None,
        **kwargs: Any,
    ) -> None:
        if data is not None and "straighten" in data:
            data = _straightened(data, channel)
        super().__init__(data, *args, **kwargs)
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
            self.fields[field_name(part)] = _part_field(
                part, parts.get(part.key), (pins or {}).get(part.key)
            )

    def parts(self) -> Parts:
        # A field with a fault of its own has no value; its typed text stays in the field.
        values = {part.key: self.cleaned_data.get(field_name(part)) for part in self.channel.parts}
        return tidy_parts(self.channel, {key: value for key, value in values.items() if value})

    def pins(self) -> Pins | None:
        """What is pinned where, for ``parts()``; None where the form said nothing of pins."""
        said = [part for part in self.channel.parts if pin_name(part) in self.data]
        if not said:
            return None
        return tidy_pins(self.channel, self._raw(said), self._raw_pins(said))

    def shown_pins(self) -> Pins:
        """What is pinned while somebody still types; nothing where a pin cannot be."""
        try:
            return self.pins() or {}
        except PinsError:
            return {}

    def clean(self) -> dict[str, Any]:
        try:
            self.pins()
        except PinsError as error:
            for place, message in error.faults.items():
                self.add_error(f"part_{place.partition('.')[0]}", message)
        return self.cleaned_data

    def _raw(self, parts: list[Part]) -> dict[str, Any]:
        return {part.key: self.cleaned_data.get(field_name(part), []) for part in parts}

    def _raw_pins(self, parts: list[Part]) -> Pins:
        found: Pins = {}
        for part in parts:
            widget = self.fields[field_name(part)].widget
            texts = self.cleaned_data.get(field_name(part), [])
            assert isinstance(widget, TextsWidget)
            # A row left empty has nothing to pin, whatever its select says.
            found[part.key] = {
                name: position
                for name, position in widget.pins.items()
                if int(name) < len(texts) and texts[int(name)]
            }
        return found

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


def _straightened(data: Any, channel: Channel) -> Any:
    """What was typed, with plain quotes and dashes where that may save a text message."""
    plain = data.copy()
    for part in channel.parts:
        if part.counting == "sms" and field_name(part) in plain:
            texts = plain.getlist(field_name(part))
            plain.setlist(field_name(part), [straighten(text) for text in texts])
    return plain


def _part_field(
    part: Part, value: object, pins: Mapping[str, int] | None
) -> forms.CharField | TextsField:
    length = part.hard or part.truncation or LONG_PART * 2
    attributes = {"data-part": part.key, "spellcheck": "true", "autocomplete": "off"}
    common: dict[str, Any] = {
        "label": part.name,
        "initial": value,
        "help_text": limits_in_words(part),
    }
    if part.is_list:
        return TextsField(part, pins, **common)
    common |= {"required": False, "strip": False}
    if part.multiline or part.counting == "sms" or length > LONG_PART:
        rows = 8 if part.multiline else 3
        return forms.CharField(widget=forms.Textarea(attrs={**attributes, "rows": rows}), **common)
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **common)


def limits_in_words(part: Part) -> str:
    """What fits, with the two kinds of limit named apart."""
    said: list[str] = []
    if part.is_list:
        said.append(f"{part.minimum} to {part.maximum} of them.")
    if part.hard:
        said.append(f"At most {part.hard} {UNITS[part.counting]}; longer is refused.")
    if part.truncation:
        if part.counting == "sms":
            said.append("One message holds 160 units, or 70 with special characters.")
        else:
            said.append(f"About {part.truncation} {UNITS[part.counting]} are seen.")
    said += [f"On {place}, {length} are seen." for place, length in part.seen_on]
    if part.appended:
        said.append(f"“{part.appended}” is added and counted.")
    return " ".join(said)
