"""Reading and deciding about the texts of a campaign, many at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.assigning import workers
from messaging.bulk import MOST_AT_ONCE, STEPS, Outcome, Told, take_steps
from messaging.campaigns_cells import read_key
from messaging.campaigns_review import review, texts_of_campaign
from messaging.channels_here import channels_of
from messaging.models import Campaign, Variant
from messaging.web.working_forms import TurnForm
from personas.models import JourneyStage, Persona
from workspaces.access import APPROVE, Access, access_object
from workspaces.web.given import row_ids
from workspaces.web.views import workspace_page

TEXTS_A_PAGE = 30
State = Variant.State


@workspace_page()
def campaign_review(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The campaign's texts by cell; posting takes one step with the ticked ones."""
    row = access_object(Campaign.objects.all(), access, pk=pk)
    asked = _asked(request, access, row)
    if request.method != "POST":
        return _show(request, access, row, asked)
    do = request.POST.get("do", "")
    if do not in STEPS:
        return _show(request, access, row, asked, refusal="Choose what to do.", status=422)
    access.require(STEPS[do].permission)
    chosen, left = _chosen(request, access, row, asked)
    if not chosen:
        return _show(request, access, row, asked, refusal="Tick at least one text.", status=422)
    told = TurnForm(request.POST, access=access)
    if do == "assign" and not told.is_valid():
        refusal = " ".join(str(fault) for faults in told.errors.values() for fault in faults)
        return _show(request, access, row, asked, refusal=refusal, status=422)
    said = told.cleaned_data if do == "assign" else {}
    reason = request.POST.get("reason", "")[:300]
    try:
        outcomes = take_steps(
            access=access,
            variants=chosen,
            step=do,
            told=Told(reason, said.get("assignee"), said.get("due_on")),
        )
    except ValueError as error:
        return _show(request, access, row, asked, refusal=str(error), status=422)
    return _answer(request, access, row, asked, do, outcomes, left)


def _answer(
    request: HttpRequest,
    access: Access,
    row: Campaign,
    asked: dict[str, Any],
    do: str,
    outcomes: Sequence[Outcome],
    left: int,
) -> HttpResponse:
    """Where all went well, back to the page; else the page says of each why it did not."""
    taken = sum(not each.why for each in outcomes)
    if taken:
        number = "One text" if taken == 1 else f"{taken} texts"
        messages.success(request, f"{number} {STEPS[do].done}.")
    if left:
        messages.warning(request, f"{left} more match. {MOST_AT_ONCE} go at once: press again.")
    refused = [each for each in outcomes if each.why]
    if refused:
        return _show(request, access, row, asked, refused=refused, status=409)
    answer = redirect("write-campaign-review", access.workspace.slug, row.pk)
    query = request.GET.urlencode()
    answer["Location"] += f"?{query}" if query else ""
    return answer


def _show(
    request: HttpRequest,
    access: Access,
    row: Campaign,
    asked: dict[str, Any],
    *,
    refusal: str = "",
    refused: Sequence[Outcome] = (),
    status: int = 200,
) -> HttpResponse:
    rows = texts_of_campaign(access=access, campaign=row, **asked)
    page = Paginator(rows, TEXTS_A_PAGE).get_page(request.GET.get("page"))
    every = texts_of_campaign(access=access, campaign=row)
    counts = dict(every.order_by().values_list("state").annotate(number=Count("pk")))
    ticked = set(row_ids(request.POST.getlist("variant"))) if status != 200 else set()
    context = {
        "campaign": row,
        "page": page,
        "cells": review(access=access, variants=list(page.object_list)),
        "asked": asked,
        "cell": _cell_name(access, asked),
        "counts": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "workers": workers(access=access),
        "refusal": refusal,
        "refused": refused,
        "ticked": ticked,
        "can_decide": access.may(APPROVE),
        "most": MOST_AT_ONCE,
    }
    return render(request, "write/campaign_review.html", context, status=status)


def _asked(request: HttpRequest, access: Access, row: Campaign) -> dict[str, Any]:
    """What the address asks for: a state, and one cell of the plan."""
    asked: dict[str, Any] = {"state": ""}
    state = request.GET.get("state", State.DRAFT.value)
    if state in State.values:
        asked["state"] = state
    if request.GET.get("cell"):
        key = read_key(request.GET["cell"])
        persona, stage, channel = key or (0, 0, "")
        access_object(Persona.objects.all(), access, pk=persona)
        access_object(JourneyStage.objects.all(), access, pk=stage)
        asked |= {"persona": persona, "stage": stage, "channel": channel, "state": ""}
        if request.GET.get("state") in State.values:
            asked["state"] = request.GET["state"]
    return asked


def _cell_name(access: Access, asked: dict[str, Any]) -> str:
    if "persona" not in asked:
        return ""
    persona = Persona.objects.for_workspace(access.workspace).get(pk=asked["persona"])
    stage = JourneyStage.objects.for_workspace(access.workspace).get(pk=asked["stage"])
    channel = channels_of(access).get(asked["channel"])
    return f"{persona} · {stage} · {channel.name if channel else asked['channel']}"


def _chosen(
    request: HttpRequest, access: Access, row: Campaign, asked: dict[str, Any]
) -> tuple[list[Variant], int]:
    """The ticked texts, or all that match; and how many more matched than go at once."""
    rows = texts_of_campaign(access=access, campaign=row, **asked)
    if "all" in request.POST:
        number = rows.count()
        return list(rows[:MOST_AT_ONCE]), max(0, number - MOST_AT_ONCE)
    ticked = row_ids(request.POST.getlist("variant"))
    every = texts_of_campaign(access=access, campaign=row).filter(pk__in=ticked)
    return list(every[:MOST_AT_ONCE]), 0
