"""Which place leads people to which: an ad to its landing page, an e-mail to the pricing page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from experiments.delivery.split_snapshot import FROM
from experiments.models import LeadsTo
from experiments.refusals import ExperimentRefusedError
from messaging.channels_here import channels_of
from messaging.models import Placement, Variant
from workspaces.access import EDIT, VIEW, Access
from workspaces.changes import create_row, remove_row

LANDINGS = ("web_hero", "landing_section")
"""Channels whose copy people land on; a workspace's own ones count as what they are like."""
MOST_SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class SuggestedLead:
    """Two places planned for one campaign, of which one is a page: perhaps one leads there."""

    source: Placement
    landing: Placement


def add_lead(*, access: Access, source: Placement, landing: Placement) -> LeadsTo:
    """Say that copy at ``source`` leads to ``landing``. ExperimentRefusedError for a place that
    leads to itself or is said to lead there already."""
    access.require(EDIT)
    if source.pk == landing.pk:
        raise ExperimentRefusedError("same_place", "A place cannot lead to itself.")
    with transaction.atomic():
        there = LeadsTo.objects.for_workspace(access.workspace)
        if there.filter(source=source, landing=landing).exists():
            raise ExperimentRefusedError(
                "there_already", f"“{source}” is said to lead to “{landing}” already."
            )
        lead = LeadsTo(workspace=access.workspace, source=source, landing=landing)
        create_row(access=access, instance=lead)
    return lead


def remove_lead(*, access: Access, lead: LeadsTo) -> None:
    """Say no more that one leads to the other. What landing pages go on from stays."""
    access.require(EDIT)
    remove_row(access=access, instance=lead)


def suggested_leads(*, access: Access) -> list[SuggestedLead]:
    """Pairs of one campaign that nobody has said anything of, at most MOST_SUGGESTED.

    Only a question: that both belong to one campaign does not prove that one leads to the other.
    """
    access.require(VIEW)
    places = list(
        Placement.objects.for_workspace(access.workspace)
        .filter(archived_at=None, campaign__isnull=False)
        .order_by("name", "id")
    )
    said = set(
        LeadsTo.objects.for_workspace(access.workspace).values_list("source_id", "landing_id")
    )
    pages = [place for place in places if is_landing(access, place)]
    pairs = (
        SuggestedLead(place, page)
        for place in places
        for page in pages
        if place.campaign_id == page.campaign_id
        and not is_landing(access, place)
        and (place.pk, page.pk) not in said
    )
    return [pair for pair, _ in zip(pairs, range(MOST_SUGGESTED), strict=False)]


def is_landing(access: Access, placement: Placement) -> bool:
    """Whether people land on the copy of this place, rather than being led on by it."""
    channel = channels_of(access).get(placement.channel)
    return placement.channel in LANDINGS or (channel is not None and channel.like in LANDINGS)


def carried_by(variant: Variant) -> Mapping[str, str]:
    """What the link under a text says besides where it leads: which text was clicked, where its
    place leads to another. One query."""
    leads = LeadsTo.objects.filter(
        workspace_id=variant.workspace_id, source_id=variant.message.placement_id
    )
    return {FROM: variant.key} if leads.exists() else {}
