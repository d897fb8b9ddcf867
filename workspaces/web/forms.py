from typing import Any

from django import forms

from workspaces.access import Access
from workspaces.arrivals import welcomes
from workspaces.models import Role, Workspace
from workspaces.web.pick_lists import languages, time_zones

SHOWN = "shown-"
"""So the names of fields begin that say what a role sees from the start."""


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

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for welcome in welcomes():
            if choices := welcome.choices(access):
                self.fields[f"{SHOWN}{welcome.role}"] = forms.TypedMultipleChoiceField(
                    choices=choices,
                    coerce=int,
                    required=False,
                    label=welcome.label,
                    help_text=welcome.help_text,
                    widget=forms.CheckboxSelectMultiple,
                )

    def clean(self) -> dict[str, Any]:
        """With ``shown``: what the chosen role sees from the start."""
        said = super().clean() or {}
        role = said.get("role", "")
        chosen = {name: said.pop(name) for name in list(said) if name.startswith(SHOWN)}
        for name, shown in chosen.items():
            if shown and role and name != f"{SHOWN}{role}":
                self.add_error(name, "Another role sees all of them: untick these.")
        return said | {"shown": chosen.get(f"{SHOWN}{role}", [])}


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
