"""Briefs nobody would write: slots of several brands mixed, grown, and full of odd signs."""

import json
import random
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from messaging.brand_document import BrandDocument, parse_brand_documents
from messaging.channels import all_channels
from messaging.writing.brief import STAGE_KINDS, Brief, FactBrief, PainBrief
from messaging.writing.brief_from_document import brief_from_document

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "docs" / "examples", ROOT / "tests" / "messaging" / "writing" / "briefs")
SLOTS = (
    *("statement", "trigger", "struggle", "cost", "feeling", "workaround"),
    *("desired_outcome", "why"),
)
# What is put behind a slot's own words: signs that count twice, currency, quotes inside quotes.
GROWN = (
    *(
        " for Åse, Jörg & Co.",
        " at €1,400 a month",
        ' after "not yet", again',
        " in 12.5 % of cases",
    ),
    *(" before 7 a.m.", " (and on Sundays)", " – every time", " with the £90 bill from Łódź"),
    *(" while 東京 waits", " and nobody says “thanks”", " {soon}", " 100%", " 😱", "; still"),
)
ODD_TITLES = (
    'Who\'s "in charge"?',
    "€5,000 gone",
    "Das dauert ewig",
    "100% by hand",
    "ÄÖÜ & Söhne",
)
TONES = ("", "warm", "dry", "plain and direct", "formal", "playful, dry")


def documents() -> list[BrandDocument]:
    """The brands whose slots are mixed."""
    found: list[BrandDocument] = []
    for folder in FOLDERS:
        for path in sorted(folder.glob("*.json")):
            document = parse_brand_documents(json.loads(path.read_text("utf-8")))[0]
            # Slots of two languages in one brief are nobody's brief.
            english = all((pain.language or "en") == "en" for pain in document.pains)
            if document.offer is not None and english:
                found.append(document)
    return found


def random_briefs(count: int, seed: int = 1) -> Iterator[Brief]:
    """``count`` briefs, the same for the same ``seed``; channels and stages in turn."""
    chance = random.Random(seed)
    brands = documents()
    channels = list(all_channels().values())
    for number in range(count):
        document = chance.choice(brands)
        brief = brief_from_document(
            document,
            pain=chance.randrange(len(document.pains)),
            stage=STAGE_KINDS[number % len(STAGE_KINDS)],
            channel=channels[number // len(STAGE_KINDS) % len(channels)],
            seed=number,
        )
        yield _mixed(brief, brands, chance)


def _mixed(brief: Brief, brands: list[BrandDocument], chance: random.Random) -> Brief:
    values = {slot: _slot(slot, brands, chance) for slot in SLOTS}
    pain = replace(brief.pain, **values)
    if chance.random() < 0.2:
        pain = replace(pain, title=chance.choice(ODD_TITLES))
    donor = chance.choice(brands)
    assert donor.offer is not None
    proofs = tuple(
        FactBrief(_grown(text, chance), str(index)) for index, text in enumerate(donor.offer.proof)
    )
    offer = replace(brief.offer, proofs=proofs if chance.random() < 0.7 else ())
    voice = replace(brief.voice, tone=chance.choice(TONES), banned_words=())
    return replace(brief, pain=pain, offer=offer, voice=voice)


def _slot(slot: str, brands: list[BrandDocument], chance: random.Random) -> str:
    if chance.random() < 0.15:
        return ""
    return _grown(getattr(chance.choice(chance.choice(brands).pains), slot), chance)


def _grown(text: str, chance: random.Random) -> str:
    while text and chance.random() < 0.3:
        text += chance.choice(GROWN)
    return text


def texts_of_brief(brief: Brief) -> str:
    """All a brief says, for looking up where a number is from."""
    said: list[str] = [getattr(brief.pain, field.name) for field in fields(PainBrief)]
    offer, persona = brief.offer, brief.persona
    said += [offer.name, offer.what_it_is, *offer.features, brief.brand]
    said += [fact.text for fact in (*offer.reliefs, *offer.proofs)]
    said += [quote.text for quote in brief.quotes]
    said += [*persona.objections, *persona.choice_criteria, *persona.alternatives]
    said += [persona.situation, brief.stage.question, brief.stage.event]
    return "\n".join(said)
