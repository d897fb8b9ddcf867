"""The forms by which what is live today is handed in and confirmed."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from messaging.bringing.mail import MOST_BYTES as MOST_BYTES_OF_MAIL
from messaging.bringing.sheet import fields_of
from messaging.channels import Channel
from messaging.fetch_page import MOST_BYTES as MOST_BYTES_OF_PAGE
from messaging.using_elsewhere import LONGEST_PLACE, WHERE
from personas.models import Persona
from personas.web.import_forms import check_size
from workspaces.access import Access


class BringForm(forms.Form):
    """What is common to a page, an e-mail and a sheet."""

    persona = forms.ModelChoiceField(
        Persona.objects.none(),
        required=False,
        label="For whom it is written",
        empty_label="Guess it from its words",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["persona"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = Persona.objects.for_workspace(access.workspace)
        field.queryset = rows.filter(archived_at=None)
        self.order_fields([name for name in self.fields if name != "persona"])


class PageForm(BringForm):
    url = forms.CharField(
        max_length=2000,
        required=False,
        label="Address of the page",
        widget=forms.TextInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )
    html = forms.CharField(
        max_length=MOST_BYTES_OF_PAGE,
        required=False,
        label="Or its HTML, pasted",
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("url") and not said.get("html"):
            self.add_error("url", "Say which page: its address, or its HTML.")
        return said


class MailForm(BringForm):
    subject = forms.CharField(max_length=500, required=False, label="Subject")
    preheader = forms.CharField(max_length=500, required=False, label="Preheader")
    body = forms.CharField(
        max_length=200_000,
        required=False,
        label="Body, as text or HTML",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    mail = forms.FileField(
        required=False,
        label="Or the e-mail as a file",
        help_text="An .eml file, as e-mail programs save it.",
        widget=forms.ClearableFileInput(attrs={"accept": ".eml,message/rfc822"}),
    )

    def clean_mail(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["mail"]
        if file is not None and (file.size or 0) > MOST_BYTES_OF_MAIL:
            limit = MOST_BYTES_OF_MAIL // 2**20
            raise forms.ValidationError(f"E-mails of up to {limit} MB are read.")
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in ("subject", "body", "mail")):
            self.add_error("subject", "Paste the subject and the body, or choose a file.")
        return said


class SheetForm(BringForm):
    sheet = forms.FileField(
        label="The sheet",
        help_text="An export of Google Ads Editor, Microsoft Advertising or Meta, or any deck of "
        "copy: CSV, TSV, Excel or JSON Lines. Its first row names the columns.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx,.jsonl"}),
    )

    def clean_sheet(self) -> "UploadedFile[bytes]":
        return check_size(self.cleaned_data["sheet"])


FORMS: dict[str, type[BringForm]] = {"page": PageForm, "mail": MailForm, "sheet": SheetForm}


class ColumnsForm(forms.Form):
    """Which channel the sheet is of, and what each column holds."""

    def __init__(
        self, *args: Any, channels: dict[str, Channel], header: tuple[str, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self.fields["channel"] = forms.ChoiceField(
            label="What kind of copy it is",
            choices=[("", "Choose one"), *((key, each.name) for key, each in channels.items())],
        )
        key = str((self.data if self.is_bound else self.initial).get("channel", ""))
        channel = channels.get(key)
        fields = fields_of(channel) if channel else []
        for place, title in enumerate(header):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=title or f"Column {place + 1}",
                required=False,
                choices=[("", "Leave it out"), *fields],
            )

    def columns(self) -> dict[str, str]:
        """Column number -> what it holds, of the columns that hold something."""
        told = {str(n): self.cleaned_data.get(f"column-{n}", "") for n in range(len(self.header))}
        return {place: field for place, field in told.items() if field}


class InForm(forms.Form):
    """Where it runs, to bring it in."""

    where = forms.ChoiceField(
        label="Where it runs",
        choices=[("", "Choose one"), *WHERE.items()],
        error_messages={"required": "Say where these texts run."},
    )
    place = forms.CharField(
        label="Which spot there",
        required=False,
        max_length=LONGEST_PLACE,
        help_text="A list, an ad group, the address of a page: as you call it.",
    )
    since = forms.DateField(
        label="Since",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty means today; a day that the sheet names counts more.",
    )
    go_live = forms.BooleanField(
        label="Approve them and set them live here, too",
        required=False,
        help_text="A test sets new texts against what is live here. Without it they come in as "
        "drafts that are in use elsewhere. What breaks a rule stays a draft.",
    )

    def __init__(self, *args: Any, may_approve: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_approve:
            del self.fields["go_live"]
