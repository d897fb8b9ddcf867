from typing import Any

from django import forms

from workspaces.access import WAYS
from workspaces.find_audit import AuditFilter
from workspaces.web.audit_links import kind_in_words

DATE = {"type": "date"}
VIA_LABELS = {
    "site": "Site",
    "api": "API",
    "job": "Job",
    "command": "Command",
    "admin": "Operators’ admin",
    "import": "Import",
    "survey": "Survey",
    "review": "Review link",
    "link": "Share link",
}


class AuditFilterForm(forms.Form):
    q = forms.CharField(required=False, label="Search", max_length=200)
    who = forms.CharField(required=False, label="Who", max_length=200)
    action = forms.ChoiceField(required=False, label="Did")
    kind = forms.ChoiceField(required=False, label="To what")
    via = forms.ChoiceField(
        required=False,
        label="By way of",
        choices=[("", "Any"), *((way, VIA_LABELS[way]) for way in WAYS)],
    )
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, actions: list[str], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["type"] = "search"
        self._choose("action", [(action, action.capitalize()) for action in actions])
        words = [(kind, kind_in_words(kind).capitalize()) for kind in kinds]
        self._choose("kind", sorted(words, key=lambda pair: pair[1]))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "This day lies before the other one.")
        return cleaned

    def wanted(self) -> AuditFilter:
        """What was asked for; a field with a mistake in it asks for nothing."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return AuditFilter(**({"words": said.pop("q")} if "q" in said else {}), **said)
