"""Making and changing a webhook."""

from typing import Any

from django import forms

from workspaces.models import Webhook
from workspaces.webhook_events import CHOICES


class WebhookForm(forms.Form):
    url = forms.CharField(
        max_length=500,
        label="Address",
        widget=forms.URLInput(attrs={"placeholder": "https://example.org/cuppa", "size": 60}),
        help_text="Where your system listens. It must be one that anybody could reach.",
    )
    purpose = forms.CharField(
        max_length=120,
        required=False,
        label="What it is for",
        help_text="So that the next person knows: “posts into our launch channel”.",
    )
    events = forms.MultipleChoiceField(
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        label="Tell it when",
        error_messages={"required": "Tell it of one thing at least, or it stays silent."},
    )


class ChangeWebhookForm(WebhookForm):
    is_on = forms.BooleanField(
        required=False,
        label="Switched on",
        help_text="While it is off, what happens is not kept for it.",
    )

    def __init__(self, data: Any = None, *, webhook: Webhook) -> None:
        names = ("url", "purpose", "events", "is_on")
        super().__init__(data, initial={name: getattr(webhook, name) for name in names})
