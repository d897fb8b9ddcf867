"""The one place where rows become a brief."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from messaging.channels import texts_of
from messaging.channels_here import channel_for
from messaging.live_texts import is_live
from messaging.models import Message, MutedFinding, Offer, Proof, Relief, Variant, Voice
from messaging.writing.brief import (
    Brief,
    FactBrief,
    OfferBrief,
    PainBrief,
    PersonaBrief,
    QuoteBrief,
    StageBrief,
    VoiceBrief,
)
from messaging.writing.brief_from_document import DEFAULT_STAGES
from personas.models import (
    Evidence,
    EvidenceLink,
    JourneyStage,
    PainPoint,
    Persona,
    Transition,
)
from workspaces.access import Access

MOST_QUOTES = 40
"""Quotes a brief holds: enough for the customers' vocabulary, few enough to read."""
OPEN_STAGE = "considering"
"""The kind of stage to write for where a message leaves its stage open."""
ANY_PLACE = "sales_line"
"""The channel of a text that is for no placement: one part, no limit."""


def compose_brief(
    *,
    access: Access,
    message: Message,
    pain: PainPoint | None,
    stage: JourneyStage | None = None,
    seed: int = 1,
    today: date | None = None,
) -> Brief:
    """All that a writer is told about ``pain`` for ``message``, in at most nine queries.

    The message's own stage wins over ``stage``, which serves messages that leave it open; a moment
    of decision that the message answers wins over both, and brings its event. The same holds for
    the persona, which is the pain's where the message names none. Without a pain
    the brief still has voice, channel and offer, so that a text can be read against it. Proofs
    that have expired by ``today`` (the workspace's day) are left out. Load ``message`` with
    ``Message.objects.with_aims()`` and ``pain`` with its persona, or each costs a query more.
    """
    offer = offer_of(access, message, pain)
    return Brief(
        persona=persona_brief(message.persona or (pain.persona if pain else None)),
        pain=pain_brief(pain),
        stage=moment_brief(message.transition)
        if message.transition
        else stage_brief(message.stage or stage),
        offer=_offer(access, offer, pain, today or day_here(access)),
        voice=voice_brief(access),
        channel=channel_for(access=access, key=message.placement.channel),
        quotes=tuple(quote_brief(row) for row in quotes_of(access, pain)),
        language=message.language,
        seed=seed,
        brand=access.workspace.name,
        avoid_texts=avoided(access, message),
    )


def brief_of_pain(*, access: Access, pain: PainPoint) -> Brief:
    """What is known of ``pain``, to read any text against it: no place, no moment in particular."""
    return Brief(
        persona=persona_brief(pain.persona),
        pain=pain_brief(pain),
        stage=stage_brief(None),
        offer=_offer(access, offer_of(access, None, pain), pain, day_here(access)),
        voice=voice_brief(access),
        channel=channel_for(access=access, key=ANY_PLACE),
        quotes=tuple(quote_brief(row) for row in quotes_of(access, pain)),
        language=access.workspace.language,
        brand=access.workspace.name,
    )


def quotes_of(access: Access, pain: PainPoint | None) -> list[Evidence]:
    """What customers said of this pain, confirmed by a person; what may be quoted comes first."""
    if pain is None:
        return []
    rows = Evidence.objects.for_workspace(access.workspace).filter(
        links__pain=pain, links__state=EvidenceLink.State.CONFIRMED, junk=""
    )
    return list(
        rows.order_by("-may_quote", F("said_on").desc(nulls_last=True), "-id")[:MOST_QUOTES]
    )


def day_here(access: Access) -> date:
    return timezone.localdate(timezone=ZoneInfo(access.workspace.time_zone))


def persona_brief(persona: Persona | None) -> PersonaBrief:
    if persona is None:
        return PersonaBrief()
    return PersonaBrief(
        name=persona.name,
        role=persona.role,
        situation=persona.situation,
        goals=tuple(persona.goals),
        vocabulary=tuple(persona.vocabulary),
        objections=tuple(persona.objections),
        choice_criteria=tuple(persona.choice_criteria),
        alternatives=tuple(persona.alternatives),
    )


def pain_brief(pain: PainPoint | None) -> PainBrief:
    if pain is None:
        return PainBrief()
    slots = {slot: getattr(pain, slot) for slot in PainPoint.SLOTS}
    return PainBrief(
        title=pain.title,
        level=pain.level,
        ref=str(pain.pk),
        language=pain.language,
        about=pain.title,
        **slots,
    )


def stage_brief(stage: JourneyStage | None) -> StageBrief:
    if stage is None:
        name, question = DEFAULT_STAGES[OPEN_STAGE]
        return StageBrief(name, OPEN_STAGE, question)
    return StageBrief(stage.name, stage.kind, stage.question or DEFAULT_STAGES[stage.kind][1])


def moment_brief(transition: Transition) -> StageBrief:
    """The stage the moment leads to, with the moment's own event and question."""
    stage = stage_brief(transition.to_stage)
    return replace(
        stage,
        question=transition.question or stage.question,
        event=transition.event,
        ref=str(transition.pk),
    )


def quote_brief(row: Evidence) -> QuoteBrief:
    return QuoteBrief(row.text, row.source, row.customer_status, row.may_quote, str(row.pk))


def offer_of(access: Access, message: Message | None, pain: PainPoint | None) -> Offer | None:
    """The campaign's offer, else one that relieves this pain, else the first there is."""
    campaign = message.placement.campaign if message else None
    if campaign is not None and campaign.offer is not None:
        return campaign.offer
    rows = Offer.objects.for_workspace(access.workspace)
    relieves = When(Q(reliefs__pain=pain), then=Value(0)) if pain else When(pk=None, then=Value(0))
    found: Offer | None = (
        rows.annotate(
            distance=Case(relieves, default=Value(1), output_field=IntegerField()),
        )
        .order_by("distance", "id")
        .first()
    )
    return found


def _offer(access: Access, offer: Offer | None, pain: PainPoint | None, today: date) -> OfferBrief:
    if offer is None:
        return OfferBrief()
    reliefs = offer.reliefs.filter(workspace=access.workspace, pain=pain) if pain else ()
    proofs: Iterable[Proof] = offer.proofs.filter(workspace=access.workspace).filter(
        Q(expires_on=None) | Q(expires_on__gte=today)
    )
    return offer_brief(offer, reliefs, proofs)


def offer_brief(offer: Offer, reliefs: Iterable[Relief], proofs: Iterable[Proof]) -> OfferBrief:
    """An offer with its reliefs of one pain, and those of its proofs that still hold."""
    return OfferBrief(
        name=offer.name,
        what_it_is=offer.what_it_is,
        reliefs=tuple(FactBrief(relief.text, str(relief.pk)) for relief in reliefs),
        proofs=tuple(FactBrief(proof.text, str(proof.pk)) for proof in proofs),
        features=tuple(offer.features),
    )


def muted_of(access: Access) -> tuple[tuple[str, str], ...]:
    """The remarks of the lens that this workspace does not want: (rule, words)."""
    rows = MutedFinding.objects.for_workspace(access.workspace)
    return tuple(rows.values_list("rule", "words"))


def voice_brief(access: Access) -> VoiceBrief:
    muted = muted_of(access)
    voice = Voice.objects.for_workspace(access.workspace).first()
    if voice is None:
        return VoiceBrief(muted=muted)
    claims = voice.claims.filter(workspace=access.workspace).select_related("proof")
    return VoiceBrief(
        tone=voice.tone,
        banned_words=tuple(voice.banned_words),
        preferred_terms=tuple(voice.preferred_terms.items()),
        claims=tuple((claim.text, claim.proof_on(day_here(access))) for claim in claims),
        packs=tuple(voice.packs),
        muted=muted,
    )


def avoided(access: Access, message: Message) -> tuple[str, ...]:
    """Texts of this message that are live, here or elsewhere, or were rejected: nobody needs them
    twice."""
    rows = Variant.objects.for_workspace(access.workspace).filter(message=message)
    rows = rows.filter(Q(state=Variant.State.REJECTED) | is_live(access.workspace)).order_by("pk")
    return tuple("\n".join(texts_of(parts)) for parts in rows.values_list("parts", flat=True))
