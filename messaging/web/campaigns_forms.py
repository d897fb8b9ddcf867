"""The forms of the campaign pages. Choices hold rows of the workspace only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import URLValidator

from messaging.campaigns import UTM_KEYS, Leads
from messaging.campaigns_ask import MOST_A_CELL
from messaging.channels import Channel
from messaging.channels_here import channels_of
from messaging.models import Campaign, Destination, Offer
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import Access

LONGEST_URL = 500
LONGEST_UTM = 120
HTTPS = "Begin with https:// and a host, such as https://www.example.org/quotes."


class FinalUrlField(forms.CharField):
    """A link that people land on: https only, since browsers warn of anything else."""

    default_validators = [URLValidator(schemes=["https"], message=HTTPS)]

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "url", "placeholder": "https://", "autocomplete": "off"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(max_length=LONGEST_URL, required=False, widget=widget, **kwargs)


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, model: Any, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(model.objects.none(), required=False, widget=widget, **kwargs)


class CampaignForm(forms.Form):
    """What for, for whom, when, where. ``values`` are the columns; the rest are lists of rows."""

    name = forms.CharField(max_length=120, help_text="“Spring menus”, “Win back the autumn”.")
    goal = forms.CharField(
        max_length=200,
        required=False,
        label="What shall come of it",
        help_text="For example “40 enquiries for weddings in May”.",
    )
    personas = Several(Persona, label="Who it is for")
    offer = forms.ModelChoiceField(
        Offer.objects.none(), required=False, empty_label="Whichever eases the problem"
    )
    stages = Several(
        JourneyStage, label="At which moments", help_text="None ticked means every one of them."
    )
    starts_on = forms.DateField(
        required=False, label="First day", widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        required=False, label="Last day", widget=forms.DateInput(attrs={"type": "date"})
    )
    channels = forms.MultipleChoiceField(
        required=False, label="Where they read it", widget=forms.CheckboxSelectMultiple
    )
    final_url = FinalUrlField(
        label="Where it leads", help_text="Each channel can lead somewhere else, on the next page."
    )
    ad_group = forms.CharField(max_length=120, required=False, label="Ad group")
    utm_source = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_source")
    utm_medium = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_medium")
    utm_campaign = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_campaign")
    utm_term = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_term")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here, fields = access.workspace, self.fields
        personas = Persona.objects.for_workspace(here).filter(archived_at=None)
        fields["personas"].queryset = personas  # type: ignore[attr-defined]
        fields["offer"].queryset = Offer.objects.for_workspace(here)  # type: ignore[attr-defined]
        stages = JourneyStage.objects.for_workspace(here)
        fields["stages"].queryset = stages  # type: ignore[attr-defined]
        fields["channels"].choices = [  # type: ignore[attr-defined]
            (channel.key, channel.name) for channel in channels_of(access).values()
        ]
        fields["starts_on"].help_text = f"In the workspace’s time zone, {here.time_zone}."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day is before the first one.")
        return said

    @property
    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        columns = ("name", "goal", "offer", "starts_on", "ends_on", "channels", "final_url")
        values = {name: said[name] for name in (*columns, "ad_group")}
        return values | {"utm": _utm(said)}

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "goal", "personas", "offer", "stages")]

    @property
    def utm_fields(self) -> list[forms.BoundField]:
        return [self[f"utm_{key}"] for key in UTM_KEYS]


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """What a form about ``campaign`` shows at first. Two queries."""
    columns = ("name", "goal", "offer", "starts_on", "ends_on", "channels", "final_url", "ad_group")
    return (
        {name: getattr(campaign, name) for name in columns}
        | {"personas": list(campaign.personas.all()), "stages": list(campaign.stages.all())}
        | {f"utm_{key}": campaign.utm.get(key, "") for key in UTM_KEYS}
    )


class DestinationForm(forms.Form):
    """Where one channel leads. Everything may stay empty."""

    final_url = FinalUrlField(label="Final URL")
    account = forms.CharField(max_length=120, required=False, label="Ad account")
    campaign_name = forms.CharField(
        max_length=120, required=False, label="Campaign’s name in the account"
    )
    ad_group = forms.CharField(max_length=120, required=False, label="Ad group")
    utm_source = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_source")
    utm_medium = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_medium")
    utm_campaign = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_campaign")
    utm_term = forms.CharField(max_length=LONGEST_UTM, required=False, label="utm_term")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = {"final_url": campaign.final_url, "ad_group": campaign.ad_group}
        shown |= {"campaign_name": campaign.name}
        shown |= {f"utm_{key}": campaign.utm.get(key, "") for key in UTM_KEYS}
        for name, value in shown.items():
            if value:
                self.fields[name].widget.attrs["placeholder"] = value

    def leads(self) -> Leads:
        said = self.cleaned_data
        return Leads(
            final_url=said["final_url"],
            account=said["account"],
            campaign_name=said["campaign_name"],
            ad_group=said["ad_group"],
            utm=_utm(said),
        )


def destination_form(
    data: Any, campaign: Campaign, channel: Channel, row: Destination | None
) -> DestinationForm:
    initial: dict[str, Any] = {}
    if row is not None:
        columns = ("final_url", "account", "campaign_name", "ad_group")
        initial = {name: getattr(row, name) for name in columns}
        initial |= {f"utm_{key}": row.utm.get(key, "") for key in UTM_KEYS}
    return DestinationForm(data, campaign=campaign, prefix=channel.key, initial=initial)


class DraftsForm(forms.Form):
    """How many drafts for which cells."""

    count = forms.IntegerField(
        min_value=1, max_value=MOST_A_CELL, initial=2, label="Drafts for each cell"
    )
    which = forms.ChoiceField(
        choices=[("empty", "Cells with nothing yet"), ("ticked", "The cells I ticked")],
        required=False,
    )


class PutForm(forms.Form):
    campaign = forms.ModelChoiceField(Campaign.objects.none(), empty_label=None)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Campaign.objects.for_workspace(access.workspace).filter(archived_at=None)
        self.fields["campaign"].queryset = rows  # type: ignore[attr-defined]


class PainForm(forms.Form):
    """Which problem cells shall speak to; none: the one with most to win."""

    pain = forms.ModelChoiceField(PainPoint.objects.none(), required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
        self.fields["pain"].queryset = rows.select_related("persona")  # type: ignore[attr-defined]


def _utm(said: Mapping[str, Any]) -> dict[str, str]:
    return {key: said[f"utm_{key}"] for key in UTM_KEYS if said.get(f"utm_{key}")}
