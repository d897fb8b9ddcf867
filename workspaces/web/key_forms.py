"""Making, changing and replacing a key."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from workspaces.models import ApiKey, Workspace
from workspaces.origins import OriginError, read_origin
from workspaces.web.lines_field import LinesField

SCOPES = (
    ("read", "Read: see everything in the workspace, download copy, fetch it for visitors"),
    ("write", "Write: all of that, change it, and send events"),
    ("approve", "Approve: let drafts go live; start, pause, stop and decide tests"),
)
"""What each scope lets a key do, as SCOPE_PERMISSIONS of workspaces/access.py has it."""
LONGEST_LIFE = timedelta(days=3_653)
MOST_ORIGINS = 50
OVERLAPS = (
    ("0", "Now: it is refused within a second"),
    ("1", "In 1 day"),
    ("7", "In 7 days"),
    ("30", "In 30 days"),
)


class OriginsField(LinesField):
    """Origins, one a line, as browsers write them."""

    def to_python(self, value: Any) -> Any:
        faults, origins = [], []
        for line in super().to_python(value):
            try:
                origins.append(read_origin(line))
            except OriginError as error:
                faults.append(str(error))
        if faults:
            raise ValidationError([ValidationError(fault) for fault in faults])
        return list(dict.fromkeys(origins))


class KeyFields(forms.Form):
    """What a key has for as long as it lives."""

    name = forms.CharField(max_length=80, help_text="Where it will be used: “shop website”.")
    scopes = forms.MultipleChoiceField(
        choices=SCOPES,
        error_messages={"required": "Tick what this key may do."},
        widget=forms.CheckboxSelectMultiple,
        label="What it may do",
        help_text="For a secret key. Give it no more than it needs.",
    )
    allowed_origins = OriginsField(
        required=False,
        most=MOST_ORIGINS,
        label="Sites it may be used on",
        help_text="For a publishable key: one a line, such as https://shop.example. Browsers on "
        "other sites are refused. Empty: any site.",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://shop.example"}),
    )
    expires_on = forms.DateField(
        required=False,
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, workspace: Workspace, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(workspace.time_zone)
        self.fixed_kind = kind
        self.fields["expires_on"].help_text = (
            f"It works until the end of this day in {workspace.time_zone}. "
            "Empty: until it is revoked."
        )

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        today = timezone.now().astimezone(self.zone).date()
        if day is not None and day < today:
            raise ValidationError("This day is over. Choose today or later.")
        if day is not None and day > today + LONGEST_LIFE:
            raise ValidationError("Choose a day within ten years, or none.")
        return day

    def rights(self) -> dict[str, Any]:
        """What to give to the use case; what does not belong to the kind is left out."""
        given = self.cleaned_data
        is_secret = (self.fixed_kind or given.get("kind")) == ApiKey.Kind.SECRET
        day = given["expires_on"]
        return {
            "name": given["name"],
            "scopes": given.get("scopes", []) if is_secret else [],
            "allowed_origins": [] if is_secret else given.get("allowed_origins", []),
            "expires_at": datetime.combine(day, time.max, tzinfo=self.zone) if day else None,
        }


class NewKeyForm(KeyFields):
    kind = forms.ChoiceField(
        choices=ApiKey.Kind.choices, widget=forms.RadioSelect, initial=ApiKey.Kind.PUBLISHABLE
    )
    field_order = ("name", "kind", "scopes", "allowed_origins", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].required = self.data.get("kind") != ApiKey.Kind.PUBLISHABLE


class ChangeKeyForm(KeyFields):
    """A key's kind stays what it is, and so does what belongs to the other kind."""

    def __init__(self, *args: Any, key: ApiKey, **kwargs: Any) -> None:
        super().__init__(
            *args,
            workspace=key.workspace,
            kind=key.kind,
            initial={
                "name": key.name,
                "scopes": key.scopes,
                "allowed_origins": key.allowed_origins,
                "expires_on": (
                    key.expires_at.astimezone(ZoneInfo(key.workspace.time_zone)).date()
                    if key.expires_at
                    else None
                ),
            },
            **kwargs,
        )
        self.key = key
        self.foreign = "allowed_origins" if key.kind == ApiKey.Kind.SECRET else "scopes"
        """What only keys of the other kind have."""
        del self.fields[self.foreign]

    def rights(self) -> dict[str, Any]:
        """What this key has; an end whose day was not touched keeps its time of day."""
        rights = super().rights()
        del rights[self.foreign]
        if "expires_on" not in self.changed_data:
            rights["expires_at"] = self.key.expires_at
        return rights


class ReplaceKeyForm(forms.Form):
    overlap = forms.ChoiceField(
        choices=OVERLAPS,
        initial="7",
        widget=forms.RadioSelect,
        label="When the old key ends",
        help_text="Both work until then, so that nothing stops while you exchange them.",
    )

    def duration(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["overlap"]))
