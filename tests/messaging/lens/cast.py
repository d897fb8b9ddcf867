"""A small brief for the lens to read with."""

from messaging.channels.channel import Channel, Part
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

BRIEF = Brief(
    persona=PersonaBrief(name="Rosa", vocabulary=("the headcount", "onboarding day")),
    pain=PainBrief(
        title="The headcount moves",
        statement="I hear about the twelve extra guests when the fish is already paid for.",
        struggle="reorder half the menu",
        cost="£1,400 in May",
    ),
    stage=StageBrief(kind="considering"),
    offer=OfferBrief(
        name="Ladlewright",
        what_it_is="a live event sheet",
        proofs=(FactBrief("11 minutes for a quote, the fastest of nine tools tested in 2025"),),
    ),
    voice=VoiceBrief(
        banned_words=("seamless", "game-changing"), preferred_terms=(("covers", "guests"),)
    ),
    channel=Channel("note", "Note", (Part("body", "Body"),)),
    quotes=(QuoteBrief("every late change comes out of my pocket"),),
    brand="Ladlewright",
)
