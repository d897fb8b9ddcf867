"""A brand document into a workspace, and the sample brand that ships with the site."""

import json
from pathlib import Path

from home.sample_copy import write_sample_copy
from home.sample_journey import write_sample_journey
from home.sample_rows import remembered
from messaging.brand_document import BrandDocument, parse_brand_documents
from messaging.campaigns_load import load_campaigns
from messaging.load_offer import load_offer
from personas.load_profile import LoadedProfile, load_profile
from personas.models import Persona
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import one_record
from workspaces.membership import lock_workspace

SAMPLE = Path(__file__).parent / "sample" / "brand.json"


class SampleRefusedError(ValueError):
    """The sample brand goes into an empty workspace only, so that it mixes with nothing real."""


def load_brand(*, access: Access, document: BrandDocument) -> LoadedProfile:
    """Everything one document says, in one transaction. Safe to run again: nothing is doubled."""
    access.require(EDIT)
    with one_record(access=access, action="brand loaded", target=access.workspace):
        loaded = load_profile(access=access, profile=document)
        offer = load_offer(access=access, document=document, pains=loaded.pains).offer
        load_campaigns(
            access=access,
            document=document,
            persona=loaded.persona,
            stages=loaded.stages,
            offer=offer,
        )
    return loaded


def sample_documents() -> list[BrandDocument]:
    return parse_brand_documents(json.loads(SAMPLE.read_text(encoding="utf-8")))


def load_sample(*, access: Access) -> list[LoadedProfile]:
    """Fill an empty workspace with the sample brand, its copy and a running test.

    Every row is remembered as the sample's, so that ``remove_sample`` takes it away again.
    """
    access.require(APPROVE)
    with one_record(access=access, action="sample loaded", target=access.workspace):
        lock_workspace(access.workspace)
        if Persona.objects.for_workspace(access.workspace).exists():
            raise SampleRefusedError(
                "There are personas here already. The sample needs an empty workspace."
            )
        with remembered(access.workspace):
            loaded = _load_all(access)
    return loaded


def _load_all(access: Access) -> list[LoadedProfile]:
    loaded = [load_brand(access=access, document=document) for document in sample_documents()]
    write_sample_copy(access=access, profile=loaded[0])
    write_sample_journey(access=access, stages=loaded[0].stages)
    return loaded
