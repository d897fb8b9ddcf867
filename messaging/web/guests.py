"""With which agencies a campaign is shared."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.campaign_guests import (
    NotAnAgencyError,
    agencies_of,
    guests_of,
    share_campaign,
    unshare_campaign,
)
from messaging.models import Campaign, CampaignGuest
from workspaces.access import Access, access_object
from workspaces.models import Membership
from workspaces.web.views import workspace_page


class MemberField(forms.ModelChoiceField[Membership]):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.name}, {obj.user.email}" if obj.user.name else obj.user.email


class GuestForm(forms.Form):
    member = MemberField(Membership.objects.none(), label="Agency", empty_label=None)

    def __init__(self, *args: Any, access: Access, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = guests_of(access, campaign).order_by().values("user")
        rows = agencies_of(access).exclude(user__in=known)
        self.fields["member"].queryset = rows  # type: ignore[attr-defined]


@workspace_page()
def guests(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Who of the agencies sees this campaign, and a form that lets one more."""
    campaign = access_object(Campaign.objects.all(), access, pk=pk)
    form = GuestForm(request.POST or None, access=access, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        member = form.cleaned_data["member"]
        try:
            share_campaign(access=access, campaign=campaign, member=member)
        except NotAnAgencyError as error:
            form.add_error("member", str(error))
        else:
            messages.success(request, f"{member.user.email} finds its approved texts under Share.")
            return redirect("write-campaign-guests", access.workspace.slug, pk)
    context = {
        "campaign": campaign,
        "guests": guests_of(access, campaign),
        "form": form,
        "has_agencies": agencies_of(access).exists(),
        "can_add": form.fields["member"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(
        request, "share/links_guests.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@workspace_page()
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take a campaign back from an agency."""
    guest = access_object(CampaignGuest.objects.select_related("user"), access, pk=pk)
    unshare_campaign(access=access, guest=guest)
    messages.success(
        request, f"{guest.user.email} no longer sees it. Files they fetched before stay with them."
    )
    return redirect("write-campaign-guests", access.workspace.slug, guest.campaign_id)
