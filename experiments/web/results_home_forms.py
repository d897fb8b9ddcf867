"""Forms of reports that come home: the file, its columns, and which text a row is about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from experiments.draft_rules import UNITS
from experiments.models import ResultReport
from experiments.results_home_columns import MOST_KEYS, Columns, platform_names
from experiments.results_home_sheet import columns_of, header_of
from experiments.results_home_take import LARGEST_BYTES, today_of
from workspaces.models import Workspace

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NO_COLUMN = ("", "None")


class TakenOnMixin(forms.Form):
    """A form that knows which day it is in the workspace."""

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data.get("taken_on")
        if day and day > today_of(self.workspace):
            raise forms.ValidationError("This day is still to come.")
        return day


class ReportForm(TakenOnMixin):
    file = forms.FileField(
        label="Report",
        help_text="CSV or Excel, as Google Ads, Meta, Mailchimp, HubSpot or another tool gives it. "
        "One row for each ad or e-mail; days in rows are fine.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    taken_on = forms.DateField(
        label="It counts up to",
        required=False,
        widget=DATE,
        help_text="Left empty: the last day in the file, or today.",
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError("Reports of up to 5 MB are read: choose fewer columns.")
        return file


class ColumnsForm(TakenOnMixin):
    """Which column holds what; every field but the keys is one column by its place."""

    platform = forms.ChoiceField(label="From", choices=list(platform_names().items()))
    keys = forms.MultipleChoiceField(
        label="Where the key of a text may stand",
        help_text="The name or label of the ad, its link, or the name of the e-mail. Looked "
        "through from left to right.",
        widget=forms.CheckboxSelectMultiple,
    )
    unit = forms.ChoiceField(label="What is counted", choices=list(UNITS.items()))
    shown = forms.ChoiceField(label="Column of how many")
    did = forms.ChoiceField(label="Column of how many did what you hoped for")
    value = forms.ChoiceField(label="Column of what it was worth", required=False)
    day = forms.ChoiceField(
        label="Column of the day",
        required=False,
        help_text="None: each row counts everything up to the day below.",
    )
    taken_on = forms.DateField(label="It counts up to", widget=DATE)

    def __init__(self, *args: Any, report: ResultReport, **kwargs: Any) -> None:
        columns = columns_of(report)
        kwargs["initial"] = {
            "platform": report.platform,
            "keys": [str(place) for place in columns.keys],
            "unit": columns.unit,
            "taken_on": report.taken_on,
        } | {name: _text(getattr(columns, name)) for name in ("shown", "did", "value", "day")}
        super().__init__(*args, workspace=report.workspace, **kwargs)
        choices = [(str(at), name) for at, name in enumerate(header_of(report))]
        for name in ("keys", "shown", "did", "value", "day"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices if name == "keys" else [NO_COLUMN, *choices]
        self.before = columns.keys

    def clean_keys(self) -> list[int]:
        given = [int(place) for place in self.cleaned_data["keys"]]
        if len(given) > MOST_KEYS:
            raise forms.ValidationError(f"Choose at most {MOST_KEYS} columns.")
        # What was found by itself goes first, by how much it is to be trusted.
        known = [place for place in self.before if place in given]
        return [*known, *(place for place in given if place not in known)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("shown") and said.get("shown") == said.get("did"):
            self.add_error("did", "This is the column of how many: choose another.")
        return said

    def columns(self) -> Columns:
        """The columns as they were chosen."""
        said = self.cleaned_data
        return Columns(
            keys=tuple(said["keys"]),
            shown=_place(said["shown"]),
            did=_place(said["did"]),
            value=_place(said["value"]),
            day=_place(said["day"]),
            unit=said["unit"],
        )


class CountForm(forms.Form):
    in_use = forms.BooleanField(
        required=False,
        label="These texts are in use there now",
        help_text="They then count as live: for coverage, consent and the checks of words.",
    )
    place = forms.CharField(required=False, max_length=120, label="What you call the spot there")


class AssignForm(forms.Form):
    """Which text the ticked rows are about."""

    key = forms.CharField(
        required=False,
        max_length=80,
        label="Key of the text",
        widget=forms.TextInput(attrs={"list": "known-keys", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, keys: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = keys


def _text(place: int | None) -> str:
    return "" if place is None else str(place)


def _place(text: str) -> int | None:
    return int(text) if text else None
