from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from workspaces.models import ApiKey, Role, User, Workspace


class WorkspaceForm(forms.ModelForm[Workspace]):
    class Meta:
        model = Workspace
        fields = ("name", "time_zone", "language")
        labels = {"name": "Name of the brand or client", "time_zone": "Time zone"}
        help_texts = {
            "time_zone": "Days in results begin at midnight here. For example Europe/London.",
            "language": "The language copy is written in unless a message says otherwise.",
        }


class AddMemberForm(forms.Form):
    email = forms.EmailField(label="E-mail address", help_text="They need an account here already.")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.EDITOR)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if not User.objects.filter(email__iexact=email, is_active=True).exists():
            raise ValidationError(
                "Nobody here has this address yet. Ask them to sign up first, then add them."
            )
        return email


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class KeyForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="Where it will be used: “shop website”.")
    kind = forms.ChoiceField(choices=ApiKey.Kind.choices, widget=forms.RadioSelect)
    read_only = forms.BooleanField(
        required=False, label="Only read", help_text="For a secret key that changes nothing."
    )
    expires_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave empty for a key that works until it is revoked.",
    )

    def scopes(self) -> list[str]:
        return ["read"] if self.cleaned_data["read_only"] else ["read", "write"]


class AuditFilterForm(forms.Form):
    q = forms.CharField(required=False, label="Search")
    action = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Anything"), *((action, action.capitalize()) for action in actions)]
