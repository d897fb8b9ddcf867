"""The page of one campaign."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from messaging.being_shown import shown_elsewhere, tests_running
from messaging.campaigns import STATES, day_of, silent_personas, state_of, unrelieved
from messaging.campaigns_ask import OPEN, jobs_of_campaign
from messaging.campaigns_cells import STATES as CELL_STATES
from messaging.campaigns_links import leads_of
from messaging.campaigns_plan import plan_of
from messaging.comments import comments_of
from messaging.live_texts import is_live
from messaging.models import Campaign, Message, Variant
from messaging.using_elsewhere import places_used
from messaging.web.working_forms import CommentForm
from workspaces.access import Access

LIVE_SHOWN = 12


def show_campaign(
    request: HttpRequest,
    access: Access,
    row: Campaign,
    *,
    comment_form: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    plan = plan_of(access=access, campaign=row)
    live = _live(access, row)
    context = {
        "campaign": row,
        "state": state_of(row, day_of(access)),
        "states": STATES,
        "plan": plan,
        "cell_states": [(CELL_STATES[name], plan.counts[name]) for name in CELL_STATES],
        "leads": leads_of(access=access, campaign=row),
        "live": live[:LIVE_SHOWN],
        "more_live": len(live) - LIVE_SHOWN,
        "tests": _tests(access, row),
        "used": places_used(access.workspace, variant__message__placement__campaign=row),
        "unrelieved": unrelieved(access=access, offer=row.offer, personas=plan.personas),
        "silent": silent_personas(access=access, personas=plan.personas),
        "job": jobs_of_campaign(access, row).filter(state__in=OPEN).first(),
        "comments": list(comments_of(access=access, campaign=row)),
        "comment_form": comment_form or CommentForm(auto_id="comment-%s"),
    }
    return render(request, "write/campaign.html", context, status=status)


def _live(access: Access, row: Campaign) -> list[Variant]:
    rows: QuerySet[Variant] = Variant.objects.for_workspace(access.workspace)
    return list(
        rows.filter(is_live(access.workspace), message__placement__campaign=row)
        .select_related("message__placement", "message__persona", "message__stage", "pain")
        .order_by("message__placement__name", "message_id", "pk")
    )


def _tests(access: Access, row: Campaign) -> Sequence[Any]:
    """The tests that run in the campaign's places, where any text is shown in one."""
    if not shown_elsewhere(access.workspace):
        return ()
    messages = Message.objects.for_workspace(access.workspace).filter(placement__campaign=row)
    return tests_running(access.workspace, list(messages.values_list("pk", flat=True)))
