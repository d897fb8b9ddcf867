"""A brief from a brand document: drafts without a database row."""

from messaging.brand_document import BrandDocument
from messaging.channels.channel import Channel
from messaging.writing.brief import (
    STAGE_KINDS,
    Brief,
    FactBrief,
    OfferBrief,
    PainBrief,
    PersonaBrief,
    QuoteBrief,
    StageBrief,
    VoiceBrief,
)

DEFAULT_STAGES = {
    "unaware": ("Unaware", "Isn't this just how it is?"),
    "aware": ("Aware", "Is there another way?"),
    "considering": ("Considering", "What could I do about it?"),
    "deciding": ("Deciding", "Is this the right one for me?"),
    "using": ("Using", "How do I get the most from it?"),
    "at_risk": ("At risk", "Is it still worth it?"),
    "left": ("Left", "Why should I come back?"),
    "advocate": ("Advocate", "Who else needs this?"),
}
"""A name and a question for each kind, where the document draws no journey of its own."""


def brief_from_document(
    document: BrandDocument,
    *,
    pain: int,
    stage: str,
    channel: Channel,
    seed: int = 1,
    language: str = "",
) -> Brief:
    """All that a writer is told about pain number ``pain`` at a stage of kind ``stage``.

    The copy is in the language the pain is told in, unless another is asked for.
    Quotes of this pain come first, those of no pain are left out. IndexError if there is no such
    pain, ValueError if ``stage`` is no stage kind.
    """
    if not 0 <= pain < len(document.pains):
        raise IndexError(f"there is no pain {pain}; the document has {len(document.pains)}")
    if stage not in STAGE_KINDS:
        raise ValueError(f"{stage!r} is no stage kind; there are {', '.join(STAGE_KINDS)}")
    said = document.pains[pain]
    persona = document.persona
    return Brief(
        persona=PersonaBrief(
            name=persona.name,
            role=persona.role,
            situation=persona.situation,
            goals=persona.goals,
            vocabulary=persona.vocabulary,
            objections=persona.objections,
            choice_criteria=persona.choice_criteria,
            alternatives=persona.alternatives,
        ),
        pain=PainBrief(
            title=said.title,
            statement=said.statement,
            trigger=said.trigger,
            struggle=said.struggle,
            cost=said.cost,
            feeling=said.feeling,
            workaround=said.workaround,
            desired_outcome=said.desired_outcome,
            why=said.why,
            level=said.level,
            ref=str(pain),
            language=said.language or "en",
        ),
        stage=_stage(document, stage),
        offer=_offer(document, pain),
        voice=VoiceBrief(
            tone=document.voice.tone,
            banned_words=document.voice.banned_words,
            preferred_terms=tuple(document.voice.preferred_terms.items()),
            claims=tuple((claim.text, claim.proof) for claim in document.voice.claims),
        ),
        channel=channel,
        quotes=tuple(
            QuoteBrief(quote.text, quote.source, quote.customer_status, quote.may_quote, str(index))
            for index, quote in enumerate(document.quotes)
            if quote.pain == pain
        ),
        language=language or said.language or "en",
        seed=seed,
        brand=document.workspace,
    )


def _stage(document: BrandDocument, kind: str) -> StageBrief:
    name, question = DEFAULT_STAGES[kind]
    for stage in document.journey.stages if document.journey else ():
        if stage.kind == kind:
            return StageBrief(stage.name, kind, stage.question or question)
    return StageBrief(name, kind, question)


def _offer(document: BrandDocument, pain: int) -> OfferBrief:
    """The offer with this pain's own relief; proofs and features serve every pain."""
    offer = document.offer
    if offer is None:
        return OfferBrief()
    relief = offer.reliefs[pain] if pain < len(offer.reliefs) else ""
    return OfferBrief(
        name=offer.name,
        what_it_is=offer.what_it_is,
        reliefs=(FactBrief(relief, str(pain)),) if relief else (),
        proofs=tuple(FactBrief(text, str(index)) for index, text in enumerate(offer.proof)),
        features=offer.features,
    )
