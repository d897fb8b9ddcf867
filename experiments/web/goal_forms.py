"""What a person fills in to name a goal, and to tell of goals reached long after."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from experiments.models import Goal
from personas.web.import_forms import check_size
from workspaces.models import Workspace
from workspaces.models.tenancy import validate_key


class GoalForm(forms.ModelForm[Goal]):
    key = forms.CharField(
        max_length=80,
        validators=[validate_key],
        help_text="What your site reports: small letters, digits, dashes.",
    )

    class Meta:
        model = Goal
        fields = (
            "name",
            "key",
            "kind",
            "direction",
            "window_days",
            "worth",
            "secret_only",
        )
        labels = {
            "window_days": "Days after the first view that count",
            "worth": "What one is worth",
            "secret_only": "Take it only from our servers and files, never from a page",
        }
        help_texts = {
            "window_days": "A renewal after a year needs 400.",
            "worth": "In your currency. With it, results say what a text earns.",
            "secret_only": "For money and anything else a visitor should not be able to invent.",
        }


class LateGoalsForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="CSV or Excel. Columns: visitor or email, date, and where you have them value, "
        "goal and id. Addresses are hashed while the file is read; the file is not kept.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx"}),
    )
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        required=False,
        label="What happened",
        empty_label="A column of the file says it",
        help_text="For all rows that name no goal.",
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["goal"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Goal.objects.for_workspace(workspace)

    def clean_file(self) -> "UploadedFile[bytes]":
        return check_size(self.cleaned_data["file"])
