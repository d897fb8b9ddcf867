"""How a brand says it speaks, and how a formal voice writes words that others draw together."""

import re
from functools import lru_cache

TONE_WORDS = {
    "warm": ("warm", "friendly", "kind", "gentle", "caring", "empath"),
    "dry": ("dry", "wry", "deadpan", "laconic", "witty"),
    "plain": ("plain", "simple", "direct", "clear", "honest", "sober"),
    "formal": (
        "formal",
        "professional",
        "serious",
        "expert",
        "precise",
        "förmlich",
        "siez",
        "per sie",
    ),
    "playful": ("playful", "fun", "cheeky", "humor", "humour", "light", "witty"),
}
ASKED = r"(^|[,.:?!] |\bwhy )"
SUBJECT = r"(it|you|we|they|he|she|I|this|that)\b"
FULL_FORMS = tuple(
    (re.compile(short, re.IGNORECASE), full)
    for short, full in (
        # Asked, the subject comes between: "isn't it?" -> "is it not?".
        (rf"{ASKED}(ca)n['’]t {SUBJECT}", r"\1\2n \3 not"),
        (rf"{ASKED}(w)on['’]t {SUBJECT}", r"\1\2ill \3 not"),
        (rf"{ASKED}(\w+?)n['’]t {SUBJECT}", r"\1\2 \3 not"),
        (r"\bcan['’]t\b", "cannot"),
        (r"(?<=w)on['’]t\b", "ill not"),
        (r"n['’]t\b", " not"),
        (r"['’]re\b", " are"),
        (r"['’]ve\b", " have"),
        (r"['’]ll\b", " will"),
        (r"['’]d\b", " would"),
        (r"(?<=\bI)['’]m\b", " am"),
        (r"(?<=\blet)['’]s\b", " us"),
        (r"(?<=\b(?:it|he))['’]s\b", " is"),
        (r"(?<=\b(?:she|how|who))['’]s\b", " is"),
        (r"(?<=\b(?:that|what|here))['’]s\b", " is"),
        (r"(?<=\bthere)['’]s\b", " is"),
    )
)


@lru_cache(maxsize=256)
def tones_of(tone: str) -> frozenset[str]:
    """The tones we know in a brand's own description of its voice."""
    described = tone.lower()
    found = frozenset(
        name
        for name, stems in TONE_WORDS.items()
        if any(re.search(rf"\b{stem}", described) for stem in stems)
    )
    if re.search(r"\b(?:du|duzen|per du)\b", described):
        found -= {"formal"}
    return found if "formal" in found else found | {"informal"}


@lru_cache(maxsize=4096)
def full_forms(text: str) -> str:
    """``text`` without contractions, as a formal voice has it: "you're" -> "you are"."""
    for short, full in FULL_FORMS:
        text = short.sub(full, text)
    return text
