"""Many briefs of one workspace at once: what they share is read once, not once for each.

The briefs are those that ``compose_brief`` makes one by one; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from messaging.channels import texts_of
from messaging.channels_here import channels_of
from messaging.live_texts import is_live
from messaging.models import Message, Offer, Proof, Relief, Variant
from messaging.writing.brief import Brief, OfferBrief, QuoteBrief
from messaging.writing.compose_brief import (
    MOST_QUOTES,
    day_here,
    moment_brief,
    offer_brief,
    pain_brief,
    persona_brief,
    quote_brief,
    stage_brief,
    voice_brief,
)
from personas.models import EvidenceLink, JourneyStage, PainPoint
from workspaces.access import Access


@dataclass(frozen=True, slots=True)
class Asked:
    """One brief that is wanted: as the arguments of ``compose_brief``."""

    message: Message
    pain: PainPoint | None
    stage: JourneyStage | None = None


def compose_briefs(*, access: Access, asked: Sequence[Asked], seed: int = 1) -> list[Brief]:
    """A brief for each of ``asked``, in their order, in nine queries however many there are.

    Load messages with ``Message.objects.with_aims()`` and pains with their personas.
    """
    offers = _Offers(access)
    voice = voice_brief(access)
    channels = channels_of(access)
    quotes = _quotes(access, {each.pain.pk for each in asked if each.pain})
    avoid = _avoided(access, {each.message.pk for each in asked})
    briefs = []
    for each in asked:
        message, pain = each.message, each.pain
        moment = message.transition
        at = message.stage or each.stage
        briefs.append(
            Brief(
                persona=persona_brief(message.persona or (pain.persona if pain else None)),
                pain=pain_brief(pain),
                stage=moment_brief(moment) if moment else stage_brief(at),
                offer=offers.brief(message, pain),
                voice=voice,
                channel=channels[message.placement.channel],
                quotes=quotes.get(pain.pk, ()) if pain else (),
                language=message.language,
                seed=seed,
                brand=access.workspace.name,
                avoid_texts=tuple(avoid[message.pk]),
            )
        )
    return briefs


class _Offers:
    """Every offer of the workspace with its reliefs, and those of its proofs that hold today."""

    def __init__(self, access: Access) -> None:
        here, today = access.workspace, day_here(access)
        self.all = {row.pk: row for row in Offer.objects.for_workspace(here).order_by("id")}
        self.reliefs: defaultdict[tuple[int, int], list[Relief]] = defaultdict(list)
        self.relieving: defaultdict[int, set[int]] = defaultdict(set)
        for relief in Relief.objects.for_workspace(here):
            self.reliefs[relief.offer_id, relief.pain_id].append(relief)
            self.relieving[relief.pain_id].add(relief.offer_id)
        self.proofs: defaultdict[int, list[Proof]] = defaultdict(list)
        holding = Q(expires_on=None) | Q(expires_on__gte=today)
        for proof in Proof.objects.for_workspace(here).filter(holding):
            self.proofs[proof.offer_id].append(proof)

    def brief(self, message: Message, pain: PainPoint | None) -> OfferBrief:
        offer = self._offer(message, pain)
        if offer is None:
            return OfferBrief()
        reliefs = self.reliefs.get((offer.pk, pain.pk), ()) if pain else ()
        return offer_brief(offer, reliefs, self.proofs.get(offer.pk, ()))

    def _offer(self, message: Message, pain: PainPoint | None) -> Offer | None:
        """The campaign's offer, else one that relieves this pain, else the first there is."""
        campaign = message.placement.campaign
        if campaign is not None and campaign.offer_id is not None:
            return self.all[campaign.offer_id]
        relieving = self.relieving.get(pain.pk) if pain else None
        if relieving:
            return self.all[min(relieving)]
        return next(iter(self.all.values()), None)


def _quotes(access: Access, pains: Collection[int]) -> dict[int, tuple[QuoteBrief, ...]]:
    """Pain id -> its quotes as ``quotes_of`` chooses them. One query."""
    newest = [
        F("evidence__may_quote").desc(),
        F("evidence__said_on").desc(nulls_last=True),
        F("evidence_id").desc(),
    ]
    links: Iterable[EvidenceLink] = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain__in=pains, state=EvidenceLink.State.CONFIRMED, evidence__junk="")
        .annotate(place=Window(RowNumber(), partition_by=F("pain"), order_by=newest))
        .filter(place__lte=MOST_QUOTES)
        .select_related("evidence")
        .order_by("pain_id", "place")
    )
    found: defaultdict[int, list[QuoteBrief]] = defaultdict(list)
    for link in links:
        found[link.pain_id].append(quote_brief(link.evidence))
    return {pain: tuple(quotes) for pain, quotes in found.items()}


def _avoided(access: Access, messages: Collection[int]) -> defaultdict[int, list[str]]:
    """Message id -> its texts that are live, here or elsewhere, or were rejected. One query."""
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(Q(state=Variant.State.REJECTED) | is_live(access.workspace), message__in=messages)
        .order_by("pk")
        .values_list("message_id", "parts")
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for message, parts in rows:
        found[message].append("\n".join(texts_of(parts)))
    return found
