"""Forms of an import: the file, its columns, the mended rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from personas.listening.known_columns import COLUMNS
from personas.web.evidence_forms import CircumstancesForm

SEVERAL = ("text",)
"""What more than one column may hold: a survey sheet has a question a column."""
ACCEPTED = ".csv,.tsv,.txt,.md,.xlsx,.jsonl,.json,.vtt,.srt,.docx"
LEFT_OUT = [("", "Leave out")]
CHOICES = [*LEFT_OUT, *((key, column.label) for key, column in COLUMNS.items())]


def check_size(file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
    """ValidationError where a file is larger than this site takes."""
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // 2**20
        raise forms.ValidationError(
            f"This file is larger than {limit} MB. Split it, or leave out other columns."
        )
    return file


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="A table (CSV, TSV, Excel, JSON Lines) in any usual encoding, or the transcript "
        "of a talk (VTT, SRT, Word, text with names). You say next what is what.",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        return check_size(self.cleaned_data["file"])


class MendedForm(UploadForm):
    """The rows that had faults, mended in a spreadsheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "The mended rows"
        self.fields["file"].help_text = "Only those rows. The columns are taken as they were."


class ColumnsForm(CircumstancesForm):
    """A choice per column of the file, named ``column_0``, ``column_1`` ..."""

    def __init__(
        self, *args: Any, header: Sequence[str], mapping: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.column_names = [f"column_{index}" for index in range(len(header))]
        for index, name in enumerate(header):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                choices=CHOICES,
                required=False,
                label=f"What “{name}” holds",
                initial=mapping.get(str(index), ""),
            )

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.column_names]

    def circumstances(self) -> list[forms.BoundField]:
        return [self[name] for name in CircumstancesForm.base_fields]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = [said.get(name) for name in self.column_names if said.get(name)]
        if "text" not in chosen:
            raise forms.ValidationError("Say which column holds the quote.")
        for field in chosen:
            if chosen.count(field) > 1 and field not in SEVERAL:
                label = COLUMNS[str(field)].label
                raise forms.ValidationError(f"Two columns are chosen as “{label}”. Keep one.")
        return said

    def mapping(self) -> dict[str, str]:
        return {
            str(index): self.cleaned_data[name]
            for index, name in enumerate(self.column_names)
            if self.cleaned_data[name]
        }
