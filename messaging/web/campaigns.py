"""Campaigns of a workspace: found, made, changed, put away, taken away."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.campaigns import (
    STATES,
    Leads,
    archive_campaign,
    change_campaign,
    create_campaign,
    day_of,
    remove_campaign,
    restore_campaign,
    set_destinations,
    silent_personas,
    state_of,
    unrelieved,
)
from messaging.campaigns_links import leads_of
from messaging.campaigns_progress import SORTS, find_campaigns, progress_of
from messaging.comments import add_comment
from messaging.conflicts import AlreadyThereError
from messaging.models import Campaign, Offer
from messaging.using_elsewhere import places_used
from messaging.web.campaigns_forms import CampaignForm, destination_form, initial_of
from messaging.web.campaigns_page import show_campaign
from messaging.web.working_forms import CommentForm
from personas.models import Persona
from workspaces.access import EDIT, VIEW, Access, access_object
from workspaces.web.views import workspace_page

CAMPAIGNS_A_PAGE = 30
SORT_NAMES = {
    "new": "Newest first",
    "name": "By name",
    "start": "By first day",
    "end": "By last day",
}


def campaigns_with_all() -> "QuerySet[Any]":
    rows: QuerySet[Any] = Campaign.objects.select_related("offer")
    return rows


@require_safe
@workspace_page()
def campaigns(request: HttpRequest, access: Access) -> HttpResponse:
    """Every campaign with its state and how much of its plan is written."""
    today = day_of(access)
    asked = {
        "words": request.GET.get("q", "").strip()[:120],
        "state": request.GET.get("state", "") if request.GET.get("state") in STATES else "",
        "sort": request.GET.get("sort", "") if request.GET.get("sort") in SORTS else "new",
    }
    rows = find_campaigns(access=access, today=today, **asked)
    page = Paginator(rows, CAMPAIGNS_A_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    progress = progress_of(access=access, campaigns=listed)
    context = {
        "page": page,
        "rows": [(row, state_of(row, today), progress[row.pk]) for row in listed],
        "states": STATES,
        "sorts": SORT_NAMES,
        "asked": asked,
        "filtered": bool(asked["words"] or asked["state"]),
        "has_any": bool(listed) or Campaign.objects.for_workspace(access.workspace).exists(),
    }
    return render(request, "write/campaigns.html", context)


@require_safe
@workspace_page()
def campaign(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What for, for whom, until when; how far the plan is; where it leads; what is live."""
    return show_campaign(request, access, access_object(campaigns_with_all(), access, pk=pk))


@workspace_page(permission=EDIT)
def campaign_new(request: HttpRequest, access: Access) -> HttpResponse:
    """A new campaign; ``from`` in the query names one to copy, but for its name and its days."""
    source = None
    if request.GET.get("from"):
        source = access_object(campaigns_with_all(), access, pk=request.GET["from"])
    initial = (
        initial_of(source) | {"name": "", "starts_on": None, "ends_on": None} if source else {}
    )
    if not source and request.GET.get("persona"):
        initial["personas"] = [
            access_object(Persona.objects.all(), access, pk=request.GET["persona"])
        ]
    form = CampaignForm(
        request.POST if request.method == "POST" else None, access=access, initial=initial
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = create_campaign(
                    access=access,
                    values=form.values,
                    personas=form.cleaned_data["personas"],
                    stages=form.cleaned_data["stages"],
                    destinations=leads_as_they_are(access, source) if source else None,
                    copied_from=source,
                )
            except AlreadyThereError as error:
                form.add_error("name", error.message)
                status = 409
            else:
                messages.success(request, f"{row.name} is there. Look at its plan next.")
                _tell(request, access, row, form)
                return redirect("write-campaign-plan", access.workspace.slug, row.pk)
    context = {"form": form, "source": source}
    return render(request, "write/campaign_form.html", context, status=status)


def leads_as_they_are(access: Access, row: Campaign) -> dict[str, Any]:
    """The destinations of a campaign, to be given to another."""
    return {
        each.channel.key: Leads(
            each.destination.final_url,
            each.destination.account,
            each.destination.campaign_name,
            each.destination.ad_group,
            each.destination.utm,
        )
        for each in leads_of(access=access, campaign=row)
        if each.destination is not None
    }


@workspace_page(permission=EDIT)
def campaign_edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(campaigns_with_all(), access, pk=pk)
    form = CampaignForm(
        request.POST if request.method == "POST" else None, access=access, initial=initial_of(row)
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = change_campaign(
                    access=access,
                    campaign=row,
                    changes=form.values,
                    personas=form.cleaned_data["personas"],
                    stages=form.cleaned_data["stages"],
                )
            except AlreadyThereError as error:
                form.add_error("name", error.message)
                status = 409
            else:
                messages.success(request, "Saved." if changed else "Nothing was different.")
                _tell(request, access, row, form)
                return redirect("write-campaign", access.workspace.slug, row.pk)
    row.refresh_from_db()  # a bound form puts what was typed on no row, yet the title must be true
    context = {"form": form, "campaign": row}
    return render(request, "write/campaign_form.html", context, status=status)


def _tell(request: HttpRequest, access: Access, row: Campaign, form: CampaignForm) -> None:
    """What is odd about a campaign that was saved: told, not forbidden."""
    personas = list(form.cleaned_data["personas"])
    offer: Offer | None = row.offer
    for persona in silent_personas(access=access, personas=personas):
        messages.warning(request, f"We know no problem of {persona} yet. Describe one on the map.")
    missing = unrelieved(access=access, offer=offer, personas=personas)
    if missing:
        names = ", ".join(map(str, missing))
        said = f"{offer} does not say yet how it eases any problem of {names}. Say so under Offers."
        messages.warning(request, said)


@workspace_page(permission=EDIT)
def campaign_leads(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Where each channel leads: final URL, account, campaign, ad group and utm of its own."""
    row = access_object(campaigns_with_all(), access, pk=pk)
    data = request.POST if request.method == "POST" else None
    leads = leads_of(access=access, campaign=row)
    forms = [destination_form(data, row, each.channel, each.destination) for each in leads]
    status = 200
    if data is not None:
        fit = [form.is_valid() for form in forms]  # each, so that each says what is wrong
        if all(fit):
            given = {
                each.channel.key: form.leads() for each, form in zip(leads, forms, strict=True)
            }
            changed = set_destinations(access=access, campaign=row, destinations=given)
            messages.success(request, "Saved." if changed else "Nothing was different.")
            return redirect("write-campaign", access.workspace.slug, row.pk)
        status = 422
    context = {"campaign": row, "rows": list(zip(leads, forms, strict=True))}
    return render(request, "write/campaign_leads.html", context, status=status)


@require_POST
@workspace_page()
def campaign_step(request: HttpRequest, access: Access, pk: int, name: str) -> HttpResponse:
    """Put a campaign away, or bring it back."""
    row = access_object(campaigns_with_all(), access, pk=pk)
    if name == "archive":
        if archive_campaign(access=access, campaign=row):
            messages.success(request, f"{row} is put away. Its texts stay where they are.")
            _tell_used(request, access, row)
    elif name == "restore":
        if restore_campaign(access=access, campaign=row):
            messages.success(request, f"{row} is back.")
    else:
        raise Http404("There is no such step.")
    return redirect("write-campaign", access.workspace.slug, row.pk)


def _tell_used(request: HttpRequest, access: Access, row: Campaign) -> None:
    """That texts go on to be read elsewhere, whatever becomes of their campaign here."""
    if used := places_used(access.workspace, variant__message__placement__campaign=row):
        messages.warning(
            request, f"Texts of it are still in use elsewhere: {used}. Take them away there, too."
        )


@require_POST
@workspace_page()
def campaign_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(campaigns_with_all(), access, pk=pk)
    _tell_used(request, access, row)  # while its places still say that they were of it
    remove_campaign(access=access, campaign=row)
    messages.success(request, f"{row.name} is gone. Its places and texts stay.")
    return redirect("write-campaigns", access.workspace.slug)


@require_POST
@workspace_page(change=VIEW)
def campaign_comment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say something about a campaign."""
    row = access_object(campaigns_with_all(), access, pk=pk)
    form = CommentForm(request.POST, auto_id="comment-%s")
    if not form.is_valid():
        return show_campaign(request, access, row, comment_form=form, status=422)
    add_comment(access=access, text=form.cleaned_data["text"], about=row)
    answer = redirect("write-campaign", access.workspace.slug, row.pk)
    answer["Location"] += "#said"
    return answer
