"""Settings of delivery: who is left out of every test, how long events stay, the currency."""

from typing import Any

from django import forms
from django.conf import settings as site_settings
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from experiments.delivery_settings import change_delivery_settings, delivery_settings
from experiments.models import DeliverySettings
from experiments.models.delivering import MOST_HELD_OUT
from workspaces.access import MANAGE, Access
from workspaces.web.views import workspace_page

FEWEST_DAYS = 30


class DeliveryForm(forms.Form):
    holdout = forms.FloatField(
        label="Visitors left out of every test, in per cent",
        min_value=0,
        max_value=MOST_HELD_OUT * 100,
        required=False,
        help_text="They always get the live text, so you can see what all your testing together "
        "has earned. 5 to 10 is common; 0 leaves nobody out. A change moves visitors, so make it "
        "between tests.",
    )
    keep_events_days = forms.IntegerField(
        label="Keep single events of finished tests for so many days",
        min_value=FEWEST_DAYS,
        max_value=32_767,
        required=False,
        help_text="Older ones are deleted; the counts and results stay. Empty keeps them for ever.",
    )
    currency = forms.CharField(
        max_length=3,
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", "Three letters, such as EUR or GBP.")],
        help_text="The currency of what your goals are worth: three letters, such as EUR or GBP.",
    )

    def __init__(self, data: Any = None, *, settings: DeliverySettings) -> None:
        shown = {
            "holdout": f"{settings.holdout * 100:g}",
            "keep_events_days": settings.keep_events_days,
            "currency": settings.currency,
        }
        if data is not None:
            data = data.copy()
            data["currency"] = data.get("currency", "").strip().upper()
        super().__init__(data, initial=shown)

    def changes(self) -> dict[str, Any]:
        """As the settings have it: a share, not per cent."""
        given = self.cleaned_data
        return given | {"holdout": round((given["holdout"] or 0.0) / 100, 6)}


@workspace_page(permission=MANAGE, change=MANAGE)
def settings_page(request: HttpRequest, access: Access) -> HttpResponse:
    form = DeliveryForm(
        request.POST if request.method == "POST" else None,
        settings=delivery_settings(access.workspace),
    )
    if request.method == "POST" and form.is_valid():
        if change_delivery_settings(access=access, changes=form.changes()):
            messages.success(request, "Saved. It is in force within a second.")
        return redirect("settings-copy-delivery", access.workspace.slug)
    context = {"form": form, "site": site_settings.SITE_URL, "tab": "delivery"}
    return render(request, "settings/copy_delivery.html", context)
