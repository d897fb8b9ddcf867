"""Whether the page goes on with the pain that the ad began: every pair of texts people read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from experiments.delivery.split_snapshot import FROM
from experiments.in_sight import shown_in_tests
from experiments.models import Arm, Continuation, Experiment, LeadsTo
from messaging.channels_here import channels_of
from messaging.link_of_text import link_to
from messaging.live_texts import in_use
from messaging.models import Destination, Message, Variant
from workspaces.access import VIEW, Access

DIFFERENT, UNKNOWN, NOTHING, CONTINUED, SAME = (
    "different",
    "unknown",
    "nothing",
    "continued",
    "same",
)
ORDER = (DIFFERENT, UNKNOWN, NOTHING, CONTINUED, SAME)
"""What needs a hand first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text somebody clicks and what they land on.

    ``landing`` is the message they would get, None where nothing is live there; ``texts`` are its
    texts: the live one, or those of its running test (``is_tested``), or those in use elsewhere
    where we do not serve it. ``choices`` are approved texts of it about the pain of ``source``;
    none where we do not serve it, as nobody is led on there. ``link`` is where the text leads, with
    its key; empty where no campaign says where.
    """

    lead: LeadsTo
    message: Message
    source: Variant
    landing: Message | None
    texts: tuple[Variant, ...]
    is_tested: bool
    continuation: Continuation | None
    choices: tuple[Variant, ...]
    link: str

    @property
    def state(self) -> str:
        if self.landing is None:
            return NOTHING
        if self.source.pain_id is None:
            return UNKNOWN
        if self.continuation is not None:
            return CONTINUED
        pains = {text.pain_id for text in self.texts}
        if pains == {self.source.pain_id}:
            return SAME
        return DIFFERENT if pains - {self.source.pain_id, None} else UNKNOWN

    @property
    def carried(self) -> str:
        """What the link has to carry, for whoever builds it by hand."""
        return f"{FROM}={self.source.key}"


def pairs_of(*, access: Access) -> list[Pair]:
    """Every pair of live texts along the ways that were named, mismatches first. Nine queries at
    most, however many there are."""
    access.require(VIEW)
    leads = list(
        LeadsTo.objects.for_workspace(access.workspace)
        .filter(source__archived_at=None, landing__archived_at=None)
        .select_related("source__campaign", "landing")
        .order_by("source__name", "landing__name", "id")
    )
    if not leads:
        return []
    places = {pk for lead in leads for pk in (lead.source_id, lead.landing_id)}
    elsewhere = _elsewhere(access, places)
    messages = _messages(access, places, elsewhere)
    tested = _tested(access)
    every = [message for rows in messages.values() for message in rows]
    continued = _continued(access, every)
    approved = _approved(access, [message.pk for message in every])
    links, language = _Links(access, leads), access.workspace.language

    def here(message: Message) -> tuple[Variant, ...]:
        return tested.get(message.pk) or _live(message)

    def read(landing: Message) -> tuple[Variant, ...]:
        return here(landing) or elsewhere.get(landing.pk, ())

    pairs = [
        _pair(lead, message, text, landing, read, tested, continued, approved, links)
        for lead in leads
        for message in messages[lead.source_id]
        for landing in [_landing(message, messages[lead.landing_id], language)]
        for text in _once(here(message), elsewhere.get(message.pk, ()))
    ]
    pairs.sort(key=lambda pair: ORDER.index(pair.state))
    return pairs


def _pair(
    lead: LeadsTo,
    message: Message,
    text: Variant,
    landing: Message | None,
    read: Callable[[Message], tuple[Variant, ...]],
    tested: Collection[int],
    continued: Mapping[tuple[int, int], Continuation],
    approved: Mapping[tuple[int, int], list[Variant]],
    links: "_Links",
) -> Pair:
    texts: tuple[Variant, ...] = ()
    continuation: Continuation | None = None
    choices: list[Variant] = []
    if landing is not None:
        texts = read(landing)
        about = (landing.pk, text.pain_id or 0)
        if landing.live_variant is not None:
            continuation, choices = continued.get(about), approved.get(about, [])
    return Pair(
        lead=lead,
        message=message,
        source=text,
        landing=landing,
        texts=texts,
        is_tested=landing is not None and landing.pk in tested,
        continuation=continuation,
        choices=tuple(choices),
        link=links.of(lead, text),
    )


def _landing(source: Message, landings: Sequence[Message], language: str) -> Message | None:
    """What they read here, or else on a page of others that our texts stand on."""
    served = [row for row in landings if row.live_variant is not None]
    return landing_for(source, served, language) or landing_for(source, landings, language)


def landing_for(
    source: Message, landings: Iterable[Message], default_language: str
) -> Message | None:
    """What a visitor reads who is known by what ``source`` aims at, in the order of delivery."""
    by_aim = {
        (row.language.lower(), row.persona_id, row.stage_id, row.transition_id): row
        for row in landings
    }
    moment, persona, stage = source.transition_id, source.persona_id, source.stage_id
    for language in dict.fromkeys((source.language.lower(), default_language.lower())):
        aims = (
            (language, persona, None, moment),
            (language, persona, stage, None),
            (language, None, None, moment),
            (language, persona, None, None),
            (language, None, stage, None),
            (language, None, None, None),
        )
        for aim in aims:
            if aim in by_aim:
                return by_aim[aim]
    return None


def _messages(
    access: Access, placements: Collection[int], elsewhere: Collection[int]
) -> dict[int, list[Message]]:
    """What is live at these places; ``elsewhere`` are the messages with texts in use elsewhere."""
    found: dict[int, list[Message]] = defaultdict(list)
    rows = Message.objects.for_workspace(access.workspace).filter(
        Q(live_variant__isnull=False) | Q(pk__in=list(elsewhere)), placement__in=placements
    )
    for row in rows.with_aims().select_related(
        "placement", "persona", "stage", "transition", "live_variant__pain"
    ):
        found[row.placement_id].append(row)
    return found


def _live(message: Message) -> tuple[Variant, ...]:
    return () if message.live_variant is None else (message.live_variant,)


def _elsewhere(access: Access, placements: Collection[int]) -> Mapping[int, tuple[Variant, ...]]:
    """Message -> its texts that people read in ad accounts, mails and on pages of others."""
    found: dict[int, tuple[Variant, ...]] = defaultdict(tuple)
    rows = Variant.objects.for_workspace(access.workspace).filter(
        in_use(access.workspace), message__placement__in=placements
    )
    for row in rows.select_related("pain").order_by("pk"):
        found[row.message_id] += (row,)
    return found


def _once(texts: Iterable[Variant], more: Iterable[Variant]) -> list[Variant]:
    return list({text.pk: text for text in (*texts, *more)}.values())


def _tested(access: Access) -> Mapping[int, tuple[Variant, ...]]:
    """Message -> the texts its running test gives to anybody."""
    shown = shown_in_tests(access.workspace)
    if not shown:
        return {}
    found: dict[int, dict[int, Variant]] = defaultdict(dict)
    rows = Arm.objects.for_workspace(access.workspace).filter(
        variant__in=shown, experiment__state=Experiment.State.RUNNING
    )
    for arm in rows.select_related("variant__pain", "experiment").order_by("position"):
        found[arm.experiment.message_id][arm.variant_id] = arm.variant
    return {message: tuple(texts.values()) for message, texts in found.items()}


def _continued(
    access: Access, messages: Collection[Message]
) -> Mapping[tuple[int, int], Continuation]:
    rows = Continuation.objects.for_workspace(access.workspace).filter(
        message__in=messages, variant__state=Variant.State.APPROVED
    )
    return {(row.message_id, row.pain_id): row for row in rows.select_related("variant", "pain")}


def _approved(access: Access, messages: Collection[int]) -> Mapping[tuple[int, int], list[Variant]]:
    found: dict[tuple[int, int], list[Variant]] = defaultdict(list)
    rows = Variant.objects.for_workspace(access.workspace).filter(
        message__in=messages, state=Variant.State.APPROVED, pain__isnull=False
    )
    for row in rows.order_by("-decided_at", "-id"):
        assert row.pain_id is not None
        found[row.message_id, row.pain_id].append(row)
    return found


class _Links:
    """The final links of texts, built from what the campaigns say, which is read once."""

    def __init__(self, access: Access, leads: Iterable[LeadsTo]) -> None:
        self._channels = channels_of(access)
        wanted = Q()
        for place in {lead.source for lead in leads if lead.source.campaign_id}:
            wanted |= Q(campaign=place.campaign_id, channel=place.channel)
        rows = Destination.objects.for_workspace(access.workspace).filter(wanted) if wanted else []
        self._there = {(row.campaign_id, row.channel): row for row in rows}

    def of(self, lead: LeadsTo, text: Variant) -> str:
        """Empty where no campaign says where the place leads."""
        place = lead.source
        channel = self._channels.get(place.channel)
        if place.campaign is None or channel is None:
            return ""
        there = self._there.get((place.campaign.pk, place.channel))
        link = link_to(
            channel=channel,
            campaign=place.campaign,
            destination=there,
            key=text.key,
            carried={FROM: text.key},
        )
        return link.link
