"""The start of Write: every place, what is live there, and what still waits."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from messaging.channels import Channel
from messaging.channels_here import channel_for
from messaging.coverage import best_message, coverage
from messaging.models import Message, Placement, Variant
from personas.models import JourneyStage, PainPoint
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page

GAPS_SHOWN = 4
State = Variant.State


@dataclass(frozen=True, slots=True)
class Place:
    placement: Placement
    channel: Channel
    messages: list[Message]

    @property
    def is_live(self) -> bool:
        """A site that asks gets something once the default message has a live variant."""
        return any(each.is_default and each.live_variant_id for each in self.messages)


@require_safe
@workspace_page()
def write(request: HttpRequest, access: Access) -> HttpResponse:
    """Placements with their messages; ``?pain=`` carries a pain on to the studio."""
    pain = None
    if request.GET.get("pain"):
        pain = access_object(
            PainPoint.objects.select_related("persona"), access, pk=request.GET["pain"]
        )
    messages: QuerySet[Any] = (
        Message.objects.for_workspace(access.workspace)
        .select_related("placement", "persona", "stage", "transition", "live_variant__pain")
        .annotate(
            drafts=Count("variants", filter=Q(variants__state=State.DRAFT)),
            waiting=Count("variants", filter=Q(variants__state=State.SUBMITTED)),
            spare=Count(
                "variants",
                filter=Q(variants__state=State.APPROVED) & ~Q(variants__live_in=F("pk")),
            ),
        )
        .filter(placement__archived_at=None)
        .order_by("placement__name", "placement_id", "id")
    )
    places: dict[int, Place] = {}
    for message in messages:
        where = message.placement
        place = places.setdefault(
            where.pk, Place(where, channel_for(access=access, key=where.channel), [])
        )
        place.messages.append(message)
    waiting = sum(message.waiting for message in messages)
    context = {
        "places": list(places.values()),
        "waiting": waiting,
        "gaps": coverage(access=access).silent_pains[:GAPS_SHOWN],
        "pain": pain,
        "carried": request.GET.urlencode(),
    }
    return render(request, "write/index.html", context)


@require_safe
@workspace_page()
def gap(request: HttpRequest, access: Access) -> HttpResponse:
    """To the studio of the message that fits a gap best, with pain and stage filled in."""
    pain = access_object(PainPoint.objects.all(), access, pk=request.GET.get("pain"))
    stage = None
    if request.GET.get("stage"):
        stage = access_object(JourneyStage.objects.all(), access, pk=request.GET["stage"])
    message = best_message(access=access, pain=pain, stage=stage)
    query = f"?pain={pain.pk}" + (f"&stage={stage.pk}" if stage else "")
    if message is None:
        return redirect(_url("write", access) + query)
    return redirect(_url("write-studio", access, message.pk) + query)


def _url(name: str, access: Access, *args: int) -> str:
    return reverse(name, args=[access.workspace.slug, *args])
