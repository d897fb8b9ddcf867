from django import forms

from workspaces.models.workspaces import validate_time_zone
from workspaces.web.pick_lists import time_zones


class NewWorkspaceForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        label="Name of the brand or client",
        help_text="Each brand has a workspace of its own; nothing crosses from one to another.",
    )
    time_zone = forms.CharField(
        max_length=64,
        initial="UTC",
        widget=time_zones(),
        validators=[validate_time_zone],
        help_text="Days in results begin at midnight here. For example Europe/London.",
    )
    with_sample = forms.BooleanField(
        required=False,
        label="Fill it with the sample brand",
        help_text="An invented caterer with two kinds of customer, so that no page is empty.",
    )
