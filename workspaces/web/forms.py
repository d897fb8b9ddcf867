from typing import Any

from django import forms

from workspaces.models import ApiKey, Role, Workspace


class WorkspaceForm(forms.ModelForm[Workspace]):
    class Meta:
        model = Workspace
        fields = ("name", "time_zone", "language")
        labels = {"name": "Name of the brand or client", "time_zone": "Time zone"}
        help_texts = {
            "time_zone": "Days in results begin at midnight here. For example Europe/London.",
            "language": "The language copy is written in unless a message says otherwise.",
        }


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="They get a link. Whether they have an account here makes no difference.",
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.EDITOR)


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
