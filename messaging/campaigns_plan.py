"""The plan of a campaign, and what people decide about its cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from messaging.campaigns_cells import CampaignPlan, Cell, Key, Row, Texts
from messaging.channels import Channel
from messaging.channels_here import channels_of
from messaging.conflicts import RefusedError
from messaging.coverage import FULL_INTENSITY
from messaging.live_texts import is_live
from messaging.models import Campaign, PlanCell, Variant
from personas.mapping.opportunity import Opportunity
from personas.models import JourneyStage, PainPoint, Persona, StagePain
from personas.rank_pains import RankedPain, rank_pains
from workspaces.access import EDIT, VIEW, Access
from workspaces.changes import record

State = Variant.State
IN_WORK = (State.DRAFT, State.SUBMITTED, State.APPROVED)
UNPLACED = 3
"""How strongly a pain counts, 1 to 5, of which nobody has said at which stage it is felt."""
Felt = Mapping[int, Mapping[int, int]]
"""Pain id -> stage id -> intensity."""


class NoCellError(RefusedError):
    """What is decided is not about cells of this plan."""

    code = "no_cell"


def plan_of(*, access: Access, campaign: Campaign) -> CampaignPlan:
    """The plan of ``campaign`` in nine queries, however large it is."""
    access.require(VIEW)
    personas = list(campaign.personas.filter(archived_at=None).order_by("name", "pk"))
    stages = list(campaign.stages.all()) or list(
        JourneyStage.objects.for_workspace(access.workspace)
    )
    here = channels_of(access)
    channels = [here[key] for key in campaign.channels if key in here]
    wanted = {persona.pk for persona in personas}
    ranked = [each for each in rank_pains(access=access) if each.pain.persona_id in wanted]
    felt = felt_at(access, [each.pain.pk for each in ranked])
    decided = {
        (row.persona_id, row.stage_id, row.channel): row
        for row in PlanCell.objects.for_workspace(access.workspace).filter(campaign=campaign)
    }
    texts = texts_of_cells(access, [campaign]).get(campaign.pk, {})
    by_persona: defaultdict[int, list[RankedPain]] = defaultdict(list)
    for each in ranked:
        by_persona[each.pain.persona_id].append(each)
    find = _Finder(stages, channels, felt, decided, texts)
    rows = [row for persona in personas for row in find.rows(persona, by_persona[persona.pk])]
    unknown = tuple(key for key in campaign.channels if key not in here)
    return CampaignPlan(campaign, personas, stages, channels, rows, unknown, ranked)


@dataclass(frozen=True, slots=True)
class _Finder:
    """What is known of all cells, to put rows together of."""

    stages: Sequence[JourneyStage]
    channels: Sequence[Channel]
    felt: Felt
    decided: Mapping[Key, PlanCell]
    texts: Mapping[Key, Texts]

    def rows(self, persona: Persona, ranked: Sequence[RankedPain]) -> Iterable[Row]:
        by_id = {each.pain.pk: each for each in ranked}
        for stage in self.stages:
            best = best_pain(ranked, stage.pk, self.felt)
            cells = tuple(self._cell(persona, stage, each, best, by_id) for each in self.channels)
            yield Row(persona, stage, *self._about(best, stage), cells)

    def _cell(
        self,
        persona: Persona,
        stage: JourneyStage,
        channel: Channel,
        best: RankedPain | None,
        by_id: Mapping[int, RankedPain],
    ) -> Cell:
        key = (persona.pk, stage.pk, channel.key)
        row = self.decided.get(key)
        chosen = by_id.get(row.pain_id or 0) if row else None
        return Cell(
            persona,
            stage,
            channel,
            *self._about(chosen or best, stage),
            self.texts.get(key) or Texts(),
            is_out=bool(row and row.is_out),
            is_chosen=chosen is not None,
        )

    def _about(
        self, ranked: RankedPain | None, stage: JourneyStage
    ) -> tuple[PainPoint | None, Opportunity | None, int]:
        if ranked is None:
            return None, None, 0
        stages = self.felt.get(ranked.pain.pk)
        intensity = stages.get(stage.pk, 0) if stages else UNPLACED
        return ranked.pain, ranked.opportunity, intensity


def best_pain(ranked: Iterable[RankedPain], stage: int, felt: Felt) -> RankedPain | None:
    """The pain with most to win at a stage. One that is felt there wins over one of which nobody
    has said when it is felt, and that over one that is felt at other stages only."""

    def order(each: RankedPain) -> tuple[int, float, int]:
        stages = felt.get(each.pain.pk, {})
        nearness = 0 if stage in stages else 1 if not stages else 2
        return nearness, -each.opportunity.score * stages.get(stage, FULL_INTENSITY), each.rank

    return min(ranked, key=order, default=None)


def texts_of_cells(access: Access, campaigns: Iterable[Campaign]) -> dict[int, dict[Key, Texts]]:
    """Campaign id -> cell -> its texts, in one query. Texts for everybody or for any moment
    belong to no cell."""
    shown = is_live(access.workspace)
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(
            message__placement__campaign__in=[each.pk for each in campaigns],
            message__placement__archived_at=None,
            message__persona__isnull=False,
            message__stage__isnull=False,
        )
        .filter(Q(state__in=IN_WORK) | shown)
        .order_by()
        .values_list(
            "message__placement__campaign_id",
            "message__persona_id",
            "message__stage_id",
            "message__placement__channel",
            "state",
        )
        .annotate(number=Count("pk"), live=Count("pk", filter=shown))
    )
    found: dict[int, dict[Key, Texts]] = {}
    for campaign, persona, stage, channel, state, number, live in rows:
        texts = found.setdefault(campaign, {}).setdefault((persona, stage, channel), Texts())
        texts.live += live
        if state == State.APPROVED:
            texts.approved += number - live
        elif state == State.SUBMITTED:
            texts.waiting += number - live
        else:
            texts.drafts += number - live
    return found


def felt_at(access: Access, pains: Iterable[int]) -> Felt:
    """How strongly each pain is felt at each stage, as far as somebody said. One query."""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    rows = StagePain.objects.for_workspace(access.workspace).filter(pain__in=list(pains))
    for pain, stage, intensity in rows.values_list("pain_id", "stage_id", "intensity"):
        found[pain][stage] = intensity
    return found


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to hold for cells: whether they are left out, and which pain they speak to (``pain``
    None: the best there is). What is None in ``is_out`` stays; ``keep_pain`` leaves the pain."""

    is_out: bool | None = None
    pain: PainPoint | None = None
    keep_pain: bool = True


def decide_cells(
    *, access: Access, campaign: Campaign, keys: Iterable[Key], decision: Decision
) -> int:
    """Decide about cells of a plan, as one change; how many it made a difference to.

    NoCellError for a cell the plan does not have, or a pain of another persona than the cell's.
    """
    access.require(EDIT)
    plan = plan_of(access=access, campaign=campaign)
    by_key = plan.by_key()
    wanted = list(dict.fromkeys(keys))
    if any(key not in by_key for key in wanted):
        raise NoCellError("The plan has changed meanwhile: not all of these cells are in it.")
    pain = decision.pain
    if pain is not None and any(persona != pain.persona_id for persona, _, _ in wanted):
        raise NoCellError(f"“{pain.title}” is a problem of {pain.persona}. Tick cells of theirs.")
    with transaction.atomic():
        # Locked, so that two people who decide at once make no cell twice.
        Campaign.objects.for_workspace(access.workspace).select_for_update().get(pk=campaign.pk)
        changed = _decide(access, campaign, wanted, decision)
        if changed:
            after: dict[str, object] = {"cells": len(changed), "first": changed[:20]}
            if decision.is_out is not None:
                after["is_out"] = decision.is_out
            if not decision.keep_pain:
                after["pain"] = pain.pk if pain else None
            record(access=access, action="planned", target=campaign, after=after)
    return len(changed)


def _decide(access: Access, campaign: Campaign, wanted: list[Key], decision: Decision) -> list[str]:
    """Write it down in two statements; the cells (as texts) to which it made a difference."""
    there = {
        (row.persona_id, row.stage_id, row.channel): row
        for row in PlanCell.objects.for_workspace(access.workspace).filter(campaign=campaign)
    }
    new: list[PlanCell] = []
    old: list[PlanCell] = []
    changed: list[str] = []
    for key in wanted:
        persona, stage, channel = key
        row = there.get(key) or PlanCell(
            workspace=access.workspace,
            campaign=campaign,
            persona_id=persona,
            stage_id=stage,
            channel=channel,
        )
        before = (row.is_out, row.pain_id)
        if decision.is_out is not None:
            row.is_out = decision.is_out
        if not decision.keep_pain:
            row.pain = decision.pain
        if before == (row.is_out, row.pain_id):
            continue
        changed.append(f"{persona}-{stage}-{channel}")
        (old if row.pk else new).append(row)
    PlanCell.objects.bulk_create(new)
    PlanCell.objects.bulk_update(old, ["is_out", "pain"])
    return changed
