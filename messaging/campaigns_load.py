"""The campaigns of a brand document, as rows."""

from collections.abc import Mapping

from messaging.brand_document import BrandDocument, CampaignDocument
from messaging.campaigns import UTM_KEYS, create_campaign
from messaging.models import Campaign, Offer
from personas.models import JourneyStage, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import one_record, record


def load_campaigns(
    *,
    access: Access,
    document: BrandDocument,
    persona: Persona,
    stages: Mapping[str, JourneyStage],
    offer: Offer | None,
) -> list[Campaign]:
    """The document's campaigns, each for its ``persona``. Safe to run again: one that is there
    already by its name gets the persona and stays as people left it."""
    access.require(EDIT)
    with one_record(access=access, action="campaigns loaded", target=access.workspace):
        return [_load(access, each, persona, stages, offer) for each in document.campaigns]


def _load(
    access: Access,
    document: CampaignDocument,
    persona: Persona,
    stages: Mapping[str, JourneyStage],
    offer: Offer | None,
) -> Campaign:
    there = Campaign.objects.for_workspace(access.workspace).filter(name=document.name).first()
    if there is not None:
        if not there.personas.filter(pk=persona.pk).exists():
            there.personas.add(persona)
            chosen = sorted(there.personas.values_list("pk", flat=True))
            record(access=access, action="changed", target=there, after={"personas": chosen})
        return there
    return create_campaign(
        access=access,
        values={
            "name": document.name,
            "goal": document.goal,
            "offer": offer,
            "channels": list(document.channels),
            "starts_on": document.starts_on,
            "ends_on": document.ends_on,
            "final_url": document.final_url,
            "utm": {key: document.utm[key] for key in UTM_KEYS if document.utm.get(key)},
        },
        personas=[persona],
        stages=[stages[name] for name in document.stages],
    )
