from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from home.data_rights.constants import SHORTEST_WORDS
from home.data_rights.erase_person import TermsRefusedError, parse_terms
from workspaces.models import Workspace


class EraseForm(forms.Form):
    terms = forms.CharField(
        label="Who is it?",
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        help_text=(
            "One a line: how your imports named the person, their e-mail address, visitor ids, or "
            f"words that only they said. At least {SHORTEST_WORDS} characters each."
        ),
        max_length=30_000,
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_terms(self) -> tuple[str, ...]:
        try:
            return parse_terms(self.workspace, self.cleaned_data["terms"])
        except TermsRefusedError as error:
            raise ValidationError(str(error)) from error


class UploadArchiveForm(forms.Form):
    file = forms.FileField(
        label="The zip file",
        help_text="As you got it under Settings, Data, Take everything with you.",
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.WORKSPACE_UPLOAD_LIMIT_BYTES:
            limit = settings.WORKSPACE_UPLOAD_LIMIT_BYTES // 1024**2
            raise ValidationError(
                f"This file is larger than {limit} MB. Whoever runs this site can allow more."
            )
        return file


class BringForm(forms.ModelForm[Workspace]):
    class Meta:
        model = Workspace
        fields = ("name",)
        labels = {"name": "What it is called here"}
