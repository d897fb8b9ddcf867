"""A campaign that is worth planning, for tests."""

from typing import Any

from messaging.models import Campaign
from tests import make
from workspaces.access import Access


def make_campaign(
    access: Access,
    *,
    personas: int = 2,
    channels: tuple[str, ...] = ("email", "sms"),
    **fields: Any,
) -> Campaign:
    """Personas with a pain each, two stages at which the first pain is felt, one offer."""
    here = access.workspace
    stages = [make.make_stage(here, kind) for kind in ("aware", "deciding")]
    pains = [make.make_pain(here) for _ in range(personas)]
    for stage in stages:
        make.make_stage_pain(stage, pains[0], intensity=4)
    make.make_evidence(here, pains[0])
    values = {
        "name": "Spring",
        "goal": "Fill the calendar for May",
        "offer": make.make_offer(here, pains[0]),
        "channels": list(channels),
        "final_url": "https://ladle.example/quotes",
    } | fields
    campaign = Campaign.objects.create(workspace=here, **values)
    campaign.personas.set([pain.persona for pain in pains])
    campaign.stages.set(stages)
    return campaign
