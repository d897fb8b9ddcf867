"""The forms of the lens: a text, a page, a sheet."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from messaging.fetch_page import MOST_BYTES
from messaging.web.forms import TextForm
from personas.models import PainPoint
from personas.web.import_forms import check_size
from workspaces.access import Access
from workspaces.web.lines_field import LinesField

ORDERS = [("worst", "The weakest first"), ("page", "As they stand on the page")]


class PageForm(TextForm):
    """A page by its address, as a file, or pasted: one of the three."""

    url = forms.CharField(
        max_length=2000,
        required=False,
        label="Address of the page",
        widget=forms.TextInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )
    file = forms.FileField(
        required=False,
        label="Or a saved page",
        widget=forms.ClearableFileInput(attrs={"accept": ".html,.htm"}),
    )
    order = forms.ChoiceField(
        choices=ORDERS, initial="worst", required=False, label="In which order"
    )
    field_order = ("url", "file", "text", "pain", "order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = forms.CharField(
            max_length=MOST_BYTES,
            required=False,
            label="Or its HTML, pasted",
            widget=forms.Textarea(attrs={"rows": 5, "class": "mono"}),
        )
        self.order_fields(self.field_order)

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(f"This page is larger than {MOST_BYTES // 10**6} MB.")
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            given = [name for name in ("url", "file", "text") if said.get(name)]
            if not given:
                self.add_error("url", "Say which page: its address, a file, or its HTML.")
            elif len(given) > 1:
                self.add_error(
                    given[1], "One page at a time, please: leave the other fields empty."
                )
        return said


class SheetForm(forms.Form):
    file = forms.FileField(
        label="Sheet",
        help_text="CSV, TSV, Excel or JSON Lines. Its first row names the columns.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx,.jsonl"}),
    )
    columns = LinesField(
        required=False,
        label="Columns to read",
        help_text="One a line, as the sheet names them. Left empty: every column that holds texts.",
    )
    pain = forms.ModelChoiceField(
        PainPoint.objects.none(), required=False, empty_label="No pain in particular"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pain"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            PainPoint.objects.for_workspace(access.workspace)
            .filter(archived_at=None)
            .select_related("persona")
        )

    def clean_file(self) -> "UploadedFile[bytes]":
        return check_size(self.cleaned_data["file"])
