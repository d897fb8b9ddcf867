"""The places and messages that a campaign's drafts need: found, or made in one go."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from messaging.channels_here import channels_of
from messaging.models import Campaign, Message, Placement, Variant
from messaging.wording import PAIN_IN_KEY, PLACEMENT_IN_KEY
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import Access
from workspaces.jobs import JobFailed, JobRun
from workspaces.models import DeliveryVersion

CAMPAIGN_IN_KEY = 50
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """One cell that is to be written, its rows still there."""

    persona: Persona
    stage: JourneyStage
    channel: str
    pain: PainPoint


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell with the ids of its place and message. ``name`` is the cell's, ``label`` for
    people."""

    name: str
    label: str
    message: int
    placement: int
    placement_key: str
    pain: int
    pain_title: str


def make_spots(run: JobRun, campaign: Campaign, made: dict[str, list[int]]) -> list[Spot]:
    """The spots of a job's cells, in their order; places and messages there are not are made.

    The ids of what was made are added to ``made`` and kept in the job's row in the same
    transaction. Cells whose persona, stage, pain or channel went meanwhile are left out.
    """
    access = run.access
    language = str(run.arguments["language"])
    wanted = _still_there(access, run.arguments["cells"])
    with transaction.atomic():
        run.hold()
        # Locked, so that nobody else makes the same place or message.
        rows = Campaign.objects.for_workspace(access.workspace).select_for_update()
        if not rows.filter(pk=campaign.pk).exists():
            raise JobFailed("This campaign was removed meanwhile.")
        places = _places(access, campaign, wanted, made)
        messages = _messages(access, places, wanted, language, made)
        run.job.result = dict(run.job.result) | made
        run.job.save(update_fields=["result"])
    channels = channels_of(access)
    return [
        Spot(
            name=f"{each.persona.pk}-{each.stage.pk}-{each.channel}",
            label=f"to {each.persona} at “{each.stage}”: {channels[each.channel].name}",
            message=messages[each.channel, each.persona.pk, each.stage.pk],
            placement=places[each.channel].pk,
            placement_key=places[each.channel].key,
            pain=each.pain.pk,
            pain_title=each.pain.title,
        )
        for each in wanted
    ]


def _still_there(access: Access, cells: Iterable[list[object]]) -> list[Wanted]:
    """The cells of a job whose rows are all still there. Three queries."""
    here, channels = access.workspace, channels_of(access)
    listed = list(cells)

    def rows(model: type, place: int) -> dict[object, object]:
        found: dict[object, object] = model.objects.for_workspace(here).in_bulk(  # type: ignore[attr-defined]
            {cell[place] for cell in listed}
        )
        return found

    personas, stages, pains = rows(Persona, 0), rows(JourneyStage, 1), rows(PainPoint, 3)
    found = []
    for persona, stage, channel, pain in listed:
        row = (personas.get(persona), stages.get(stage), pains.get(pain))
        if all(row) and channel in channels:
            found.append(Wanted(row[0], row[1], str(channel), row[2]))  # type: ignore[arg-type]
    return found


def _places(
    access: Access, campaign: Campaign, wanted: Iterable[Wanted], made: dict[str, list[int]]
) -> dict[str, Placement]:
    """Channel -> the campaign's first place there; a new one has its message for everybody."""
    here = access.workspace
    rows = Placement.objects.for_workspace(here).filter(campaign=campaign, archived_at=None)
    places: dict[str, Placement] = {}
    for place in rows.order_by("pk"):
        places.setdefault(place.channel, place)
    absent = dict.fromkeys(each.channel for each in wanted if each.channel not in places)
    if not absent:
        return places
    base = slugify(campaign.name)[:CAMPAIGN_IN_KEY].strip("-") or f"campaign-{campaign.pk}"
    taken = set(
        Placement.objects.for_workspace(here)
        .filter(key__startswith=base)
        .values_list("key", flat=True)
    )
    channels, new = channels_of(access), []
    for channel in absent:
        key = _free(f"{base}-{slugify(channel.replace('_', '-'))}", taken)
        taken.add(key)
        name = f"{campaign.name[:70]} · {channels[channel].name[:45]}"
        new.append(
            Placement(workspace=here, key=key, name=name, channel=channel, campaign=campaign)
        )
    Placement.objects.bulk_create(new)
    Message.objects.bulk_create(
        [Message(workspace=here, placement=place, language=here.language) for place in new]
    )
    DeliveryVersion.objects.bump(here.pk)
    made["placements"] += [place.pk for place in new]
    return places | {place.channel: place for place in new}


def _messages(
    access: Access,
    places: dict[str, Placement],
    wanted: Iterable[Wanted],
    language: str,
    made: dict[str, list[int]],
) -> dict[tuple[str, int, int], int]:
    """(channel, persona id, stage id) -> the id of the message in ``language``."""
    by_place = {place.pk: channel for channel, place in places.items()}
    rows = Message.objects.for_workspace(access.workspace).filter(
        placement__in=list(by_place), language=language, persona__isnull=False, stage__isnull=False
    )
    found = {
        (by_place[place], persona, stage): pk
        for place, persona, stage, pk in rows.values_list(
            "placement_id", "persona_id", "stage_id", "pk"
        )
    }
    new: dict[tuple[str, int, int], Message] = {}
    for each in wanted:
        spot = (each.channel, each.persona.pk, each.stage.pk)
        if spot not in found:
            new[spot] = Message(
                workspace=access.workspace,
                placement=places[each.channel],
                persona=each.persona,
                stage=each.stage,
                language=language,
            )
    Message.objects.bulk_create(new.values(), batch_size=ROWS_AT_ONCE)
    made["messages"] += [message.pk for message in new.values()]
    return found | {spot: message.pk for spot, message in new.items()}


def _free(base: str, taken: Collection[str]) -> str:
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


class KeyMaker:
    """Keys for many new texts, ``<placement>-<pain>-<number>`` as for a single one.

    Make it, and use its keys, within one transaction: the places are locked until it ends.
    """

    def __init__(self, access: Access, spots: Iterable[Spot]) -> None:
        places = {spot.placement: spot.placement_key for spot in spots}
        here = access.workspace
        locked = Placement.objects.for_workspace(here).select_for_update().order_by("pk")
        list(locked.filter(pk__in=places).values_list("pk", flat=True))
        self._last: defaultdict[str, int] = defaultdict(int)
        if not places:
            return
        like = Q()
        for key in places.values():
            like |= Q(key__startswith=f"{key[:PLACEMENT_IN_KEY]}-")
        for key in Variant.objects.for_workspace(here).filter(like).values_list("key", flat=True):
            match = re.fullmatch(r"(.*)-(\d{1,9})", key)
            if match:
                self._last[match[1]] = max(self._last[match[1]], int(match[2]))

    def next_key(self, spot: Spot) -> str:
        about = slugify(spot.pain_title)[:PAIN_IN_KEY].strip("-") or "pain"
        base = f"{spot.placement_key[:PLACEMENT_IN_KEY]}-{about}"
        self._last[base] += 1
        return f"{base}-{self._last[base]}"
