"""The form in which a channel of one's own is written down: itself, and one form for each part."""

from collections.abc import Mapping
from typing import Any

from django import forms

from messaging.channels import Channel
from messaging.channels.document import (
    LONGEST_APPENDED,
    LONGEST_LIMIT,
    LONGEST_NAME,
    LONGEST_NOTES,
    MOST_PARTS,
    MOST_TEXTS,
    DocumentError,
    document_of,
)

EMPTY_ROWS = 2
COUNTED = (
    ("characters", "Characters"),
    ("double_width", "Characters, wide ones twice (Google, X)"),
    ("sms", "Units of a text message"),
)
CARRIED = ("hard_octets", "pins", "seen_on")
"""What a part of ours knows beyond the form; changing a limit must not lose it."""


class ChannelForm(forms.Form):
    name = forms.CharField(
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"placeholder": "Customer letter"}),
        help_text="What people here call it.",
    )
    key = forms.CharField(
        max_length=40,
        label="Short name for programs",
        widget=forms.TextInput(attrs={"placeholder": "customer_letter"}),
        help_text="Small letters, digits and underscores. It stays as it is.",
    )
    merge_tags = forms.BooleanField(
        required=False, label="The tool that sends it fills in names and the like"
    )
    utm_source = forms.CharField(
        max_length=LONGEST_NAME, required=False, label="Links from it: utm_source"
    )
    utm_medium = forms.CharField(
        max_length=LONGEST_NAME, required=False, label="Links from it: utm_medium"
    )
    source = forms.CharField(
        max_length=300,
        required=False,
        label="Who says how much fits",
        help_text="A page, a person.",
    )
    checked_on = forms.DateField(
        required=False,
        label="Looked up on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    notes = forms.CharField(
        max_length=LONGEST_NOTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What a writer should know of this place.",
    )

    def __init__(self, *args: Any, fixed_key: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_key:
            del self.fields["key"]


class PartForm(forms.Form):
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"placeholder": "Headline"})
    )
    hard = forms.IntegerField(
        min_value=1, max_value=LONGEST_LIMIT, required=False, label="Refused above"
    )
    truncation = forms.IntegerField(
        min_value=1, max_value=LONGEST_LIMIT, required=False, label="Seen up to"
    )
    minimum = forms.IntegerField(min_value=0, max_value=MOST_TEXTS, initial=1, label="At least")
    maximum = forms.IntegerField(min_value=1, max_value=MOST_TEXTS, initial=1, label="At most")
    counting = forms.ChoiceField(choices=COUNTED, label="Counted in")
    multiline = forms.BooleanField(required=False, label="Takes several lines")
    appended = forms.CharField(
        max_length=LONGEST_APPENDED,
        required=False,
        label="Always added at the end",
        widget=forms.TextInput(attrs={"placeholder": "Reply STOP to end"}),
    )


PartForms = forms.formset_factory(
    PartForm, extra=EMPTY_ROWS, max_num=MOST_PARTS, validate_max=True, can_delete=True
)


def start(channel: Channel | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form and its parts show of ``channel`` before anybody typed."""
    if channel is None:
        return {}, []
    document = document_of(channel)
    utm = {f"utm_{name}": value for name, value in document["utm"].items()}
    return document | utm, document["parts"]


def document_from(
    form: ChannelForm, parts: "forms.BaseFormSet[PartForm]", before: Channel | None
) -> dict[str, Any]:
    """The document that was typed; what the form does not show stays as ``before`` has it."""
    old = document_of(before) if before else {}
    known = {part["key"]: part for part in old.get("parts", ())}
    said = form.cleaned_data
    rows = []
    for row in _filled(parts):
        values = {name: row.cleaned_data[name] for name in PartForm.base_fields}
        carried = {name: known.get(values["key"], {}).get(name) for name in CARRIED}
        rows.append(values | carried)
    utm: Mapping[str, str] = old.get("utm", {})
    typed = {name: said[f"utm_{name}"] for name in ("source", "medium")}
    checked = said["checked_on"]
    return {
        "name": said["name"],
        "source": said["source"],
        "checked_on": checked.isoformat() if checked else "",
        "notes": said["notes"],
        "merge_tags": said["merge_tags"],
        "payload_octets": old.get("payload_octets"),
        "like": old.get("like", ""),
        "utm": {**utm, **typed},
        "parts": rows,
    }


def show_faults(
    form: ChannelForm, parts: "forms.BaseFormSet[PartForm]", error: DocumentError
) -> None:
    """Put each fault beside the field it is about."""
    rows = _filled(parts)
    for fault in error.faults:
        place, _, field = fault.place.partition(".")
        if place.startswith("parts[") and field:
            row = rows[int(place[len("parts[") : -1])]
            row.add_error(field if field in row.fields else None, fault.message)
        else:
            form.add_error(place if place in form.fields else None, fault.message)


def _filled(parts: "forms.BaseFormSet[PartForm]") -> list[PartForm]:
    """The parts that stay: empty rows and those marked to go are left out."""
    return [
        row
        for row in parts.forms
        if row.has_changed() | bool(row.initial)
        and row.cleaned_data
        and not row.cleaned_data.get("DELETE")
    ]
