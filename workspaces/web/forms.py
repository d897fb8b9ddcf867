from django import forms

from workspaces.models import Role, Workspace
from workspaces.web.pick_lists import languages, time_zones


class WorkspaceForm(forms.ModelForm[Workspace]):
    class Meta:
        model = Workspace
        fields = ("name", "time_zone", "language", "audit_days")
        widgets = {"time_zone": time_zones(), "language": languages()}
        labels = {
            "name": "Name of the brand or client",
            "time_zone": "Time zone",
            "audit_days": "Keep “who did what” for so many days",
        }
        help_texts = {
            "time_zone": "Days in results begin at midnight here. For example Europe/London.",
            "language": "The language copy is written in unless a message says otherwise.",
            "audit_days": "Older records are deleted for good, once a day. Empty keeps them for "
            "ever; 30 days are the least, so that nobody’s mistake is gone before it is seen.",
        }
        error_messages = {"audit_days": {"min_value": "Keep at least 30 days."}}


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="They get a link. Whether they have an account here makes no difference.",
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.EDITOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
