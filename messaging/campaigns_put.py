"""Putting a gap of the coverage map into a campaign."""

from django.db import transaction

from messaging.campaigns import change_campaign
from messaging.campaigns_plan import Decision, decide_cells
from messaging.channels_here import channels_of
from messaging.conflicts import WrongStateError
from messaging.models import Campaign
from personas.models import JourneyStage, PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import one_record


def put_into_plan(
    *, access: Access, campaign: Campaign, pain: PainPoint, stage: JourneyStage | None
) -> int:
    """Have ``campaign`` speak to ``pain`` at ``stage`` (None: at each of its stages) on all its
    channels; how many cells that are. Whom and when it lacks is added to it.

    WrongStateError for a campaign without a channel, or one that was put away.
    """
    access.require(EDIT)
    if campaign.archived_at is not None:
        raise WrongStateError("This campaign was put away. Bring it back first.")
    if not campaign.channels:
        raise WrongStateError("This campaign has no channel yet. Choose one first.")
    with transaction.atomic(), one_record(access=access, action="planned", target=campaign):
        personas = list(campaign.personas.all())
        if pain.persona not in personas:
            personas.append(pain.persona)
        stages = list(campaign.stages.all())
        if stage is not None and stages and stage not in stages:
            stages.append(stage)
        change_campaign(
            access=access, campaign=campaign, changes={}, personas=personas, stages=stages
        )
        at = [stage] if stage is not None else _stages(access, campaign)
        keys = [
            (pain.persona_id, each.pk, key) for each in at for key in _channels(access, campaign)
        ]
        decision = Decision(is_out=False, pain=pain, keep_pain=False)
        decide_cells(access=access, campaign=campaign, keys=keys, decision=decision)
    return len(keys)


def _stages(access: Access, campaign: Campaign) -> list[JourneyStage]:
    return list(campaign.stages.all()) or list(JourneyStage.objects.for_workspace(access.workspace))


def _channels(access: Access, campaign: Campaign) -> list[str]:
    here = channels_of(access)
    return [key for key in campaign.channels if key in here]
