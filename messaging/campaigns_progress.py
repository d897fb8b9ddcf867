"""How far campaigns have come: which of them there are, and how much of each plan is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OrderBy, Prefetch, Q, QuerySet

from messaging.campaigns import ARCHIVED, OVER, PLANNED, RUNNING
from messaging.campaigns_cells import Key
from messaging.campaigns_plan import texts_of_cells
from messaging.channels_here import channels_of
from messaging.models import Campaign, PlanCell
from personas.models import JourneyStage, Persona
from workspaces.access import VIEW, Access

SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "new": ("-created_at", "-id"),
    "name": ("name", "id"),
    "start": (F("starts_on").asc(nulls_last=True), "id"),
    "end": (F("ends_on").asc(nulls_last=True), "id"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """``filled`` of ``planned`` cells have at least a draft; the others count texts."""

    planned: int = 0
    filled: int = 0
    drafts: int = 0
    waiting: int = 0
    approved: int = 0
    live: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.filled / self.planned) if self.planned else 0


def in_state(state: str, today: date) -> Q:
    """The campaigns that ``state_of`` calls so; all that are not put away for any other word."""
    here = Q(archived_at=None)
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    if state == ARCHIVED:
        return Q(archived_at__isnull=False)
    if state == PLANNED:
        return here & Q(starts_on__gt=today)
    if state == OVER:
        return here & begun & Q(ends_on__lt=today)
    if state == RUNNING:
        return here & begun & (Q(ends_on=None) | Q(ends_on__gte=today))
    return here


def find_campaigns(
    *, access: Access, words: str = "", state: str = "", sort: str = "", today: date
) -> "QuerySet[Campaign]":
    """The campaigns whose name or goal holds ``words``, in a state, with what their plans need."""
    access.require(VIEW)
    rows: QuerySet[Campaign] = Campaign.objects.for_workspace(access.workspace)
    rows = rows.filter(in_state(state, today))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(goal__icontains=words))
    personas = Persona.objects.for_workspace(access.workspace).filter(archived_at=None)
    return (
        rows.select_related("offer")
        .prefetch_related(Prefetch("personas", queryset=personas), "stages")
        .order_by(*SORTS.get(sort, SORTS["new"]))
    )


def progress_of(*, access: Access, campaigns: Sequence[Campaign]) -> dict[int, Progress]:
    """Campaign id -> how far it is, in three queries; load them by ``find_campaigns``."""
    every = list(JourneyStage.objects.for_workspace(access.workspace).values_list("pk", flat=True))
    out: dict[int, set[Key]] = {}
    rows = PlanCell.objects.for_workspace(access.workspace).filter(
        campaign__in=[each.pk for each in campaigns], is_out=True
    )
    columns = ("campaign_id", "persona_id", "stage_id", "channel")
    for pk, persona, stage, channel in rows.values_list(*columns):
        out.setdefault(pk, set()).add((persona, stage, channel))
    texts = texts_of_cells(access, campaigns)
    known = channels_of(access)
    found = {}
    for campaign in campaigns:
        cells = _cells(campaign, every, known) - out.get(campaign.pk, set())
        written = [each for key, each in texts.get(campaign.pk, {}).items() if key in cells]
        found[campaign.pk] = Progress(
            planned=len(cells),
            filled=len(written),
            drafts=sum(each.drafts for each in written),
            waiting=sum(each.waiting for each in written),
            approved=sum(each.approved for each in written),
            live=sum(each.live for each in written),
        )
    return found


def _cells(campaign: Campaign, every: Iterable[int], known: Mapping[str, object]) -> set[Key]:
    stages = [stage.pk for stage in campaign.stages.all()] or list(every)
    return {
        (persona.pk, stage, channel)
        for persona in campaign.personas.all()
        for stage in stages
        for channel in campaign.channels
        if channel in known
    }
