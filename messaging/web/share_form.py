"""The form by which copy leaves: what for, and which texts."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count

from messaging.campaign_guests import visible_campaigns
from messaging.channels.merge_tags import dialects
from messaging.channels_here import channels_of, tags_of
from messaging.models import Campaign, Placement
from messaging.sharing.collect_lines import Selection, only_shown, selected_variants
from messaging.sharing.export import FORMATS, NEUTRAL, UNFINISHED, WORKBOOK
from messaging.sharing.formats import ALL, GROUPS, ExportFormat
from workspaces.access import VIEW, Access

WHICH = (
    ("approved", "Everything approved, live copy included"),
    ("live", "Only what is live now"),
    ("all", "What is still being written as well; for the workbook and for developers"),
)
NO_TOOLS = ("google_keyword", "google_customizer")
"""Dialects of ad platforms, which their own files are written in anyway."""
ABOUT_GROUPS = {
    "agency": ("file-spreadsheet", "To read, edit and send back."),
    "ads": ("megaphone", "To upload. Nothing runs before you switch it on there."),
    "email": ("mail", "To copy into campaigns, with merge tags as the tool writes them."),
    "developer": ("braces", "Any channel, with keys, campaigns and links."),
}


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    icon: str
    hint: str
    formats: tuple[ExportFormat, ...]


GROUPED = tuple(
    Group(key, title, *ABOUT_GROUPS[key], tuple(one for one in ALL if one.group == key))
    for key, title in GROUPS.items()
)


def dialect_choices(access: Access) -> list[tuple[str, str]]:
    """How merge tags can be written, this workspace's usual way first."""
    usual = tags_of(access).dialect
    known = dialects()
    shown = known[usual].name if usual in known else "as we keep them"
    named = [(key, one.name) for key, one in known.items() if key not in NO_TOOLS]
    return [("", f"As usual here: {shown}"), *named, (NEUTRAL, "As we keep them: {{first_name|…}}")]


class ExportForm(forms.Form):
    file_format = forms.ChoiceField(
        label="What for",
        choices=list(FORMATS.items()),
        initial=WORKBOOK,
        widget=forms.RadioSelect,
    )
    which = forms.ChoiceField(
        label="State", choices=WHICH, initial="approved", widget=forms.RadioSelect
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, empty_label="All campaigns, and texts without one"
    )
    channels = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen means all of them.",
    )
    placements = forms.ModelMultipleChoiceField(
        Placement.objects.none(),
        required=False,
        label="Only some places",
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen means all of them.",
    )
    outside = forms.BooleanField(
        required=False,
        label="It goes to people outside",
        help_text="Leaves out quotes of customers who did not agree to be quoted, and from the "
        "workbook coverage and results.",
    )
    dialect = forms.ChoiceField(
        required=False,
        label="Merge tags",
        help_text="For e-mails, push notifications and SMS. The workbook keeps them as we do, "
        "so that it can come back.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not access.may(VIEW):
            del self.fields["outside"]  # nothing else leaves by their hands
        # An agency is not told of places where nothing is said yet.
        which = "all" if access.may(VIEW) else "approved"
        ready = selected_variants(access.workspace, only_shown(access, Selection(which=which)))
        places, campaigns = self.fields["placements"], self.fields["campaign"]
        channels, dialect = self.fields["channels"], self.fields["dialect"]
        assert isinstance(places, forms.ModelMultipleChoiceField)
        assert isinstance(campaigns, forms.ModelChoiceField)
        assert isinstance(channels, forms.MultipleChoiceField)
        assert isinstance(dialect, forms.ChoiceField)
        states = self.fields["which"]
        assert isinstance(states, forms.ChoiceField)
        self.leaving = {
            one: _by_channel(access, one)
            for one, _ in WHICH
            if one != UNFINISHED or access.may(VIEW)
        }
        states.choices = [
            (one, f"{name} ({sum(self.leaving[one].values()):,})")
            for one, name in WHICH
            if one in self.leaving
        ]
        if not self.ready and UNFINISHED in self.leaving:
            states.initial = UNFINISHED
        places.queryset = Placement.objects.for_workspace(access.workspace).filter(
            pk__in=ready.values("message__placement")
        )
        campaigns.queryset = visible_campaigns(access).filter(archived_at=None)
        if not access.may(VIEW):
            campaigns.empty_label = "All that are shared with you"
        channels.choices = [
            (one.key, f"{one.name} ({_told(*counted)})")
            for one in channels_of(access).values()
            if any(counted := self._counted(one.key))
        ]
        dialect.choices = dialect_choices(access)

    @property
    def ready(self) -> int:
        """How many texts could leave that somebody has said yes to."""
        return sum(self.leaving["approved"].values())

    @property
    def most(self) -> int:
        """How many texts a file could hold at the most."""
        return max(sum(counted.values()) for counted in self.leaving.values())

    def _counted(self, channel: str) -> tuple[int, int]:
        """How many texts of a channel could leave: with a yes, and those still being written."""
        ready = self.leaving["approved"].get(channel, 0)
        return ready, self.leaving.get(UNFINISHED, {}).get(channel, ready) - ready

    def selection(self) -> Selection:
        said = self.cleaned_data
        return Selection(
            which=said["which"],
            channels=tuple(said["channels"]),
            placements=tuple(row.pk for row in said["placements"]),
            campaigns=(said["campaign"].pk,) if said["campaign"] else (),
            consented_only=said.get("outside", False),
        )


def _by_channel(access: Access, which: str) -> dict[str, int]:
    """How many of these texts of each channel could leave now."""
    wanted = only_shown(access, Selection(which=which))
    rows = selected_variants(access.workspace, wanted).order_by()
    return dict(rows.values_list("message__placement__channel").annotate(many=Count("pk")))


def _told(ready: int, unfinished: int) -> str:
    if not unfinished:
        return f"{ready:,}"
    written = f"{unfinished:,} still being written"
    return f"{ready:,}, and {written}" if ready else written
