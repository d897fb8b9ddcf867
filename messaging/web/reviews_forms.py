"""The forms on which a review is made and changed."""

import re
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from messaging.models import Campaign, Placement, Review, Variant
from messaging.review_making import (
    LAID,
    LONGEST_PASSWORD,
    MOST_REMINDED,
    SHORTEST_PASSWORD,
    Laying,
)
from messaging.web.ask_forms import VariantsField
from workspaces.access import Access
from workspaces.web.given import row_ids

MINUTES = "%Y-%m-%dT%H:%M"
DAY = "%Y-%m-%d"


class ReviewForm(forms.Form):
    """What the client is told, and until when. Times are those of the workspace."""

    name = forms.CharField(
        max_length=120, help_text="The client reads it: “Spring menus, round 1”."
    )
    note = forms.CharField(
        required=False,
        max_length=2_000,
        label="What they should know",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who it is for, what you would like them to look at.",
    )
    answer_by = forms.DateTimeField(
        required=False,
        label="Answer by",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
    )
    remind = forms.CharField(
        required=False,
        label="Remind a day before",
        max_length=1_500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        help_text=f"Up to {MOST_REMINDED} e-mail addresses, one a line. Each gets one letter with "
        "the link, if something still waits.",
    )
    last_day = forms.DateField(
        required=False,
        label="The link works until",
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        help_text="The end of this day. Empty: thirty days from now.",
    )
    password = forms.CharField(
        required=False,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=f"{SHORTEST_PASSWORD} characters or more. Send it another way than the link; it "
        "is not shown again. Empty: whoever has the link may read and answer.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(access.workspace.time_zone)
        self.fields["answer_by"].help_text = (
            f"In the time zone {access.workspace.time_zone.replace('_', ' ')}. They can still "
            "answer after it, until the link ends."
        )

    def clean_answer_by(self) -> datetime | None:
        """Read as a time of the workspace, whatever zone the server has."""
        given: datetime | None = self.cleaned_data["answer_by"]
        if given is None:
            return None
        named = timezone.make_naive(given).replace(tzinfo=self.zone)
        if named != self.initial.get("was_by") and named <= timezone.now():
            raise forms.ValidationError("This moment is over.")
        return named

    def clean_remind(self) -> list[str]:
        return [each for each in re.split(r"[\s,;]+", self.cleaned_data["remind"]) if each]

    def ends(self) -> datetime | None:
        """The end of the last day."""
        day = self.cleaned_data["last_day"]
        return datetime.combine(day, time(23, 59, 59), self.zone) if day else None

    def told(self) -> dict[str, Any]:
        """What a change sets; a password only where one was typed or taken away."""
        said = self.cleaned_data
        changes = {
            "name": said["name"],
            "note": said["note"],
            "answer_by": said["answer_by"],
            "remind": said["remind"],
        }
        if said["last_day"]:
            changes["expires_at"] = self.ends()
        if said["password"] or said.get("no_password"):
            changes["password"] = said["password"]
        return changes


class ChangeReviewForm(ReviewForm):
    """The same for one there is."""

    no_password = forms.BooleanField(required=False, label="Ask for no password any more")

    def __init__(self, *args: Any, access: Access, review: Review, **kwargs: Any) -> None:
        zone = ZoneInfo(access.workspace.time_zone)
        by = review.answer_by.astimezone(zone) if review.answer_by else None
        initial = {
            "name": review.name,
            "note": review.note,
            "answer_by": by.strftime(MINUTES) if by else "",
            "was_by": by.replace(second=0, microsecond=0) if by else None,
            "last_day": review.expires_at.astimezone(zone).strftime(DAY),
            "remind": "\n".join(review.remind),
        }
        super().__init__(*args, access=access, initial=initial, **kwargs)
        self.fields["last_day"].help_text = "The end of this day. Later lets them answer longer."
        self.review = review
        if review.password:
            self.fields["password"].help_text = "Empty: the one there is stays."
        else:
            del self.fields["no_password"]

    def told(self) -> dict[str, Any]:
        changes = super().told()
        same = self.cleaned_data["last_day"] == self.review.expires_at.astimezone(self.zone).date()
        if same:
            changes.pop("expires_at", None)
        return changes


class NewReviewForm(ReviewForm):
    """Which texts, too: of a campaign, of places, or some that were ticked."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, empty_label="None", label="Texts of a campaign"
    )
    placements = forms.ModelMultipleChoiceField(
        Placement.objects.none(),
        required=False,
        label="Texts of these places",
        widget=forms.CheckboxSelectMultiple,
    )
    variants = VariantsField(
        Variant.objects.none(),
        required=False,
        label="These texts",
        widget=forms.CheckboxSelectMultiple,
    )
    drafts = forms.BooleanField(
        required=False,
        label="Drafts, too",
        help_text="Without it only what waits for approval or has it.",
    )
    field_order = ("name", "campaign", "placements", "variants", "drafts", "note")

    def __init__(self, *args: Any, access: Access, picked: list[int], **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        here = access.workspace
        rows = Variant.objects.for_workspace(here).filter(state__in=LAID)
        places = Placement.objects.for_workspace(here).filter(
            archived_at=None, pk__in=rows.values("message__placement")
        )
        campaigns = Campaign.objects.for_workspace(here).filter(pk__in=places.values("campaign"))
        if self.is_bound:
            picked = row_ids(self.data.getlist("variants")) if hasattr(self.data, "getlist") else []
        ticked = rows.filter(pk__in=picked).select_related("message__placement")
        self.fields["campaign"].queryset = campaigns.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["placements"].queryset = places.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["variants"].queryset = ticked.order_by("pk")  # type: ignore[attr-defined]
        if not picked:
            self.fields["variants"].widget = forms.MultipleHiddenInput()
        if not campaigns.exists():
            self.fields["campaign"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        chosen = any(said.get(name) for name in ("campaign", "placements", "variants"))
        if not chosen and not self.errors:
            has_campaigns = not self.fields["campaign"].widget.is_hidden
            said_so = "Choose a campaign, or tick places." if has_campaigns else "Tick a place."
            self.add_error("placements", said_so)
        return said

    def laying(self) -> Laying:
        said = self.cleaned_data
        return Laying(
            name=said["name"],
            note=said["note"],
            answer_by=said["answer_by"],
            expires_at=self.ends(),
            password=said["password"],
            remind=said["remind"],
            campaign=said["campaign"],
        )
