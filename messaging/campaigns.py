"""Campaigns: made, changed, copied, put away, taken away.

Texts and places stay when a campaign goes: visitors may be reading them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from messaging.conflicts import AlreadyThereError
from messaging.models import Campaign, Destination, Offer, PlanCell, Relief
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, record, remove_row
from workspaces.models.tenancy import ForeignRowError

UTM_KEYS = ("source", "medium", "campaign", "term")
"""What the links of a campaign carry; the content is the key of the text."""
PLANNED, RUNNING, OVER, ARCHIVED = "planned", "running", "over", "archived"
STATES = {PLANNED: "Planned", RUNNING: "Running", OVER: "Over", ARCHIVED: "Put away"}


class CampaignEndsError(ValueError):
    """The campaign would end before it starts."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Where the copy of one channel leads; what is empty comes from the campaign."""

    final_url: str = ""
    account: str = ""
    campaign_name: str = ""
    ad_group: str = ""
    utm: Mapping[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(
            self.final_url or self.account or self.campaign_name or self.ad_group or self.utm
        )


def day_of(access: Access) -> date:
    """What day it is where the workspace is."""
    return timezone.localdate(timezone=ZoneInfo(access.workspace.time_zone))


def state_of(campaign: Campaign, today: date) -> str:
    """PLANNED, RUNNING, OVER or ARCHIVED; a day that nobody named is no bound."""
    if campaign.archived_at is not None:
        return ARCHIVED
    if campaign.starts_on and campaign.starts_on > today:
        return PLANNED
    return OVER if campaign.ends_on and campaign.ends_on < today else RUNNING


def create_campaign(
    *,
    access: Access,
    values: Mapping[str, Any],
    personas: Iterable[Persona] = (),
    stages: Iterable[JourneyStage] = (),
    destinations: Mapping[str, Leads] | None = None,
    copied_from: Campaign | None = None,
) -> Campaign:
    """A new campaign. Of ``copied_from`` it takes what was decided about cells of its plan.

    AlreadyThereError for a name that is taken, CampaignEndsError for an end before the start.
    """
    access.require(EDIT)
    campaign = Campaign(workspace=access.workspace, **values)
    _must_fit(campaign)
    with one_record(access=access, action="created", target=campaign):
        _must_be_free(access, campaign)
        create_row(access=access, instance=campaign)
        _set_many(access, campaign, "personas", personas, "created")
        _set_many(access, campaign, "stages", stages, "created")
        for channel, leads in (destinations or {}).items():
            _lead(access, campaign, channel, leads)
        if copied_from is not None:
            _copy_decisions(access, copied_from, campaign)
    return campaign


def change_campaign(
    *,
    access: Access,
    campaign: Campaign,
    changes: Mapping[str, Any],
    personas: Iterable[Persona] | None = None,
    stages: Iterable[JourneyStage] | None = None,
    destinations: Mapping[str, Leads] | None = None,
) -> bool:
    """Change a campaign; True if anything differed. None leaves personas, stages, destinations.

    Destinations that are not among those given go. Errors as of ``create_campaign``.
    """
    access.require(EDIT)
    with one_record(access=access, action="changed", target=campaign):
        stored = (
            Campaign.objects.for_workspace(access.workspace).select_for_update().get(pk=campaign.pk)
        )
        for name, value in changes.items():
            setattr(stored, name, value)
        _must_fit(stored)
        _must_be_free(access, stored)
        changed = change_row(access=access, instance=campaign, changes=changes)
        if personas is not None:
            changed |= _set_many(access, campaign, "personas", personas)
        if stages is not None:
            changed |= _set_many(access, campaign, "stages", stages)
        if destinations is not None:
            changed |= _set_destinations(access, campaign, destinations)
    return changed


def set_destinations(
    *, access: Access, campaign: Campaign, destinations: Mapping[str, Leads]
) -> bool:
    """Say where each channel's copy leads; channels that are not named lead where they led."""
    access.require(EDIT)
    changed = False
    with one_record(access=access, action="changed", target=campaign):
        for channel, leads in destinations.items():
            changed |= _lead(access, campaign, channel, leads)
    return changed


def archive_campaign(*, access: Access, campaign: Campaign) -> bool:
    """Put a campaign away; its texts stay where they are. True if it was not away already."""
    access.require(EDIT)
    return _set_away(access, campaign, is_away=True)


def restore_campaign(*, access: Access, campaign: Campaign) -> bool:
    """Bring a campaign back that was put away; True if it was."""
    access.require(EDIT)
    return _set_away(access, campaign, is_away=False)


def remove_campaign(*, access: Access, campaign: Campaign) -> None:
    """Delete a campaign with its plan, destinations and remarks. Its places and texts stay."""
    access.require(EDIT)
    with transaction.atomic():
        remove_row(access=access, instance=campaign)


def unrelieved(
    *, access: Access, offer: Offer | None, personas: Sequence[Persona]
) -> list[Persona]:
    """The personas none of whose pains ``offer`` is said to ease. Two queries at most.

    To be told, not to be forbidden: copy of early stages needs no offer.
    """
    if offer is None or not personas:
        return []
    eased = Relief.objects.for_workspace(access.workspace).filter(offer=offer)
    known = set(eased.order_by().values_list("pain__persona_id", flat=True))
    return [persona for persona in personas if persona.pk not in known]


def silent_personas(*, access: Access, personas: Sequence[Persona]) -> list[Persona]:
    """The personas of whom we know no pain, so that nothing can be written for them."""
    pains = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
    known = set(pains.order_by().values_list("persona_id", flat=True))
    return [persona for persona in personas if persona.pk not in known]


def _must_fit(campaign: Campaign) -> None:
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        raise CampaignEndsError("The campaign ends before it starts.")


def _must_be_free(access: Access, campaign: Campaign) -> None:
    others = Campaign.objects.for_workspace(access.workspace).exclude(pk=campaign.pk)
    if others.filter(name=campaign.name).exists():
        raise AlreadyThereError(f"There is a campaign called “{campaign.name}” already.")


def _set_away(access: Access, campaign: Campaign, *, is_away: bool) -> bool:
    with transaction.atomic():
        rows = Campaign.objects.for_workspace(access.workspace).filter(
            pk=campaign.pk, archived_at__isnull=is_away
        )
        now = timezone.now() if is_away else None
        before = campaign.archived_at
        if not rows.update(archived_at=now):
            return False
        campaign.archived_at = now
        record(
            access=access,
            action="archived" if is_away else "restored",
            target=campaign,
            before={"archived_at": before.isoformat() if before else None},
            after={"archived_at": now.isoformat() if now else None},
        )
    return True


def _set_many(
    access: Access, campaign: Campaign, name: str, rows: Iterable[Any], action: str = "changed"
) -> bool:
    """Set the personas or the stages; True if they differ from what was there."""
    there = getattr(campaign, name)
    before = sorted(there.values_list("pk", flat=True))
    chosen = list(rows)
    after = sorted(row.pk for row in chosen)
    if before == after:
        return False
    if any(row.workspace_id != access.workspace.pk for row in chosen):
        raise ForeignRowError(f"These {name} are not of this workspace.")
    there.set(chosen)
    was = {} if action == "created" else {name: before}
    record(access=access, action=action, target=campaign, before=was, after={name: after})
    return True


def _set_destinations(
    access: Access, campaign: Campaign, destinations: Mapping[str, Leads]
) -> bool:
    changed = False
    gone = Destination.objects.for_workspace(access.workspace).filter(campaign=campaign)
    for row in gone.exclude(channel__in=list(destinations)):
        remove_row(access=access, instance=row)
        changed = True
    for channel, leads in destinations.items():
        changed |= _lead(access, campaign, channel, leads)
    return changed


def _lead(access: Access, campaign: Campaign, channel: str, leads: Leads) -> bool:
    """Write down one destination; one of which nothing is said is no row. True if it is new."""
    rows = Destination.objects.for_workspace(access.workspace)
    row = rows.filter(campaign=campaign, channel=channel).first()
    values = {
        "final_url": leads.final_url,
        "account": leads.account,
        "campaign_name": leads.campaign_name,
        "ad_group": leads.ad_group,
        "utm": dict(leads.utm or {}),
    }
    if row is None:
        if not leads:
            return False
        create_row(
            access=access, instance=Destination(campaign=campaign, channel=channel, **values)
        )
        return True
    if not leads:
        remove_row(access=access, instance=row)
        return True
    return change_row(access=access, instance=row, changes=values)


def _copy_decisions(access: Access, source: Campaign, campaign: Campaign) -> None:
    """What was decided about cells of a plan, for the copy of its campaign."""
    rows = PlanCell.objects.for_workspace(access.workspace).filter(campaign=source)
    copies = []
    for row in rows:
        row.pk, row.campaign = None, campaign
        row._state.adding = True
        copies.append(row)
    PlanCell.objects.bulk_create(copies)
    if copies:
        decided = {"decisions_copied": len(copies), "copied_from": source.pk}
        record(access=access, action="created", target=campaign, after=decided)
