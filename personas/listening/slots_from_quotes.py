"""The slots of a pain out of what customers said: proposals by rules, each with its quote.

The words are taken as they were said and turned into the shape of the slot
(``personas.grammar.slot_shape``). What cannot be turned for certain is not proposed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personas.grammar.languages import same_language
from personas.grammar.lexicon import lemmas
from personas.grammar.person import turn
from personas.grammar.slot_shape import check_slot, usable
from personas.listening import slot_patterns as said
from personas.listening.normalise import normal_form

SLOTS = (
    "struggle",
    "trigger",
    "cost",
    "feeling",
    "workaround",
    "desired_outcome",
    "why",
    "statement",
)
PROPOSALS_A_SLOT = 3
LONGEST = {"statement": 30, "trigger": 14}
MOST_WORDS = 12
SHORTEST_STATEMENT = 6
SENTENCES = re.compile(r"[^.!?\n;]+[.!?;]*")
UNFIT = re.compile(r"[\[\]@<>{}|*_#\\/]|https?:|www\.|\.{2,}|…")
AGO = re.compile(r"(?i)^\s+(?:ago|later|old|trial|refund|discount|off|free)\b")
VERB_SLOTS = ("struggle", "desired_outcome", "why")


@dataclass(frozen=True, slots=True)
class Proposal:
    """``text`` for a slot, and the quote (its ``key``) and ``words`` in it that it stands on.

    ``quotes`` is how many quotes say the same.
    """

    slot: str
    text: str
    key: int
    words: str
    quotes: int = 1


@dataclass(frozen=True, slots=True)
class Shaped:
    """Marked words in the shape of a slot; ``text`` is empty where ``message`` says what to do."""

    text: str
    message: str = ""


def propose_slots(quotes: Sequence[tuple[int, str]]) -> dict[str, tuple[Proposal, ...]]:
    """Slot -> its proposals, the most often said first, then in the order of ``quotes``."""
    found: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for key, text in quotes:
        told: set[tuple[str, str]] = set()
        for slot, shaped, words in _in_quote(text):
            same = (slot, normal_form(shaped))
            if same not in told:
                told.add(same)
                found[same].append(Proposal(slot, shaped, key, words))
    ranked = sorted(found.values(), key=lambda group: -len(group))
    proposed: dict[str, list[Proposal]] = defaultdict(list)
    for group in ranked:
        first = group[0]
        if len(proposed[first.slot]) < PROPOSALS_A_SLOT:
            proposed[first.slot].append(
                Proposal(first.slot, first.text, first.key, first.words, len(group))
            )
    return {slot: tuple(proposed[slot]) for slot in SLOTS if proposed.get(slot)}


def shape_words(slot: str, words: str, language: str = "en") -> Shaped:
    """Words somebody marked, as the slot wants them, or what to do about them."""
    words = _tidy(words)
    if words and not same_language(language, "en"):
        advice = check_slot(slot, words, language)
        text = words if advice.ok else advice.corrected or ""
        return Shaped(text, "" if text else advice.message)
    if not words:
        return Shaped("", "Mark some words first.")
    for text in (words, _small(words)):
        if check_slot(slot, text).ok and slot not in ("feeling", "cost"):
            return Shaped(text)
    found = next((shaped for name, shaped, _ in _in_sentence(words) if name == slot), "")
    if found:
        return Shaped(found)
    for text in (words, _small(words)):
        if shaped := usable(slot, text):
            return Shaped(shaped)
    return Shaped("", check_slot(slot, words).message)


def first_draft_pair(filled: Mapping[str, str]) -> tuple[str, str] | None:
    """The two filled slots that make the best first draft; None while there are not two."""
    have = {slot for slot, text in filled.items() if text.strip()}
    best = [pair for pair in FIRST_DRAFT if have.issuperset(pair)]
    return best[0] if best else None


FIRST_DRAFT = (
    ("struggle", "cost"),
    ("struggle", "trigger"),
    ("trigger", "cost"),
    *(("struggle", slot) for slot in SLOTS if slot not in ("struggle", "cost", "trigger")),
    ("cost", "desired_outcome"),
    ("trigger", "desired_outcome"),
    ("desired_outcome", "why"),
    *(("trigger", slot) for slot in ("feeling", "workaround", "why", "statement")),
    *(("desired_outcome", slot) for slot in ("workaround", "feeling", "statement")),
    *(("cost", slot) for slot in ("workaround", "why", "feeling", "statement")),
)
"""Pairs of slots by how many frameworks can be written from them alone, most first."""


def _in_quote(text: str) -> Iterator[tuple[str, str, str]]:
    """(slot, shaped text, words of the quote) for all that a quote says."""
    for match in SENTENCES.finditer(text):
        sentence = match[0].strip()
        if UNFIT.search(sentence):
            continue
        yield from _in_sentence(sentence)


def _in_sentence(sentence: str) -> Iterator[tuple[str, str, str]]:
    for patterns, lead in ((said.NOT_ABLE, "not be able to"), (said.HARD, "struggle to")):
        for words in _captured(patterns, sentence):
            phrase = said.SEEM.sub("", _cut(words, "struggle"))
            if not phrase or said.STARTS_ILL.match(phrase) or not usable("struggle", phrase):
                continue
            if shaped := _fit("struggle", f"{lead} {phrase}"):
                yield "struggle", shaped, phrase
    for slot, patterns in said.PATTERNS.items():
        if slot == "trigger" and sentence.endswith("?"):
            continue
        for words in _captured(patterns, sentence):
            phrase = words if slot == "cost" else _cut(words, slot)
            if slot == "trigger":
                phrase = said.OTHER_CLAUSE.split(phrase, maxsplit=1)[0]
            if slot == "feeling":
                phrase = _feeling(phrase)
            phrase = phrase.rstrip(".,")
            if phrase and (shaped := _fit(slot, phrase)):
                yield slot, shaped, phrase
    if shaped := _statement(sentence):
        yield "statement", shaped, sentence


def _captured(patterns: Iterable[re.Pattern[str]], sentence: str) -> Iterator[str]:
    """What the patterns take out of a sentence, each stretch once."""
    taken: set[int] = set()
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            if match.start(1) in taken or AGO.match(sentence[match.end(1) :]):
                continue
            taken.add(match.start(1))
            yield match[1]


def _cut(words: str, slot: str) -> str:
    """The words up to where the phrase ends."""
    phrase = said.ENDS_A_PHRASE.split(words, maxsplit=1)[0] if slot != "statement" else words
    return _tidy(phrase)


def _tidy(words: str) -> str:
    return " ".join(words.split()).strip(' .,;:!?"“”-–—')


def _small(words: str) -> str:
    """Without the capital of a sentence's start, unless the word has one of its own."""
    first, _, rest = words.partition(" ")
    if first.istitle() and first != "I" and lemmas(first):
        return f"{first.lower()} {rest}".strip()
    return words


def _fit(slot: str, phrase: str) -> str:
    """``phrase`` in the shape of ``slot``; empty where that is not certain."""
    tokens = phrase.split(" ")
    most = LONGEST.get(slot, MOST_WORDS)
    if len(tokens) > most or tokens[-1].lower() in said.ENDS_LOOSE:
        return ""
    shaped = usable(slot, re.sub(r"\bi\b", "I", _small(phrase)))
    if not shaped or turn(shaped) is None or said.SECOND_PERSON.search(shaped):
        return ""
    if slot != "statement" and said.ASKS.search(shaped):
        return ""
    if slot in VERB_SLOTS and len(shaped.split(" ")) < 2:
        return ""
    if slot == "trigger" and (_is_past(shaped) or said.TWO_CLAUSES.match(shaped)):
        return ""
    return shaped


def _is_past(clause: str) -> bool:
    """Whether a clause tells of once: "when it crashed" names no moment that comes again."""
    if said.PAST.search(clause):
        return True
    return any(
        before.lower() not in said.AFTER_BE and ("VERB" in lemmas(word) or not lemmas(word))
        for before, word in said.ENDED_ED.findall(clause)
    )


def _feeling(phrase: str) -> str:
    """The feeling at the start of ``phrase``, without what makes it stronger."""
    tokens = phrase.lower().split(" ")
    while tokens and tokens[0] in said.STRONGER:
        tokens.pop(0)
    plain = " ".join(tokens)
    for known in said.FEELING_PHRASES:
        if plain == known or plain.startswith(f"{known} "):
            return known
    if not tokens or tokens[0] not in said.FEELINGS:
        return ""
    first, following = tokens[0], tokens[1] if len(tokens) > 1 else ""
    if following in said.PARTICLES.get(first, ()):
        return f"{first} {following}"
    if first in said.NEEDS_PARTICLE or following in ("of", "to"):
        return ""
    if following == "and" and len(tokens) > 2 and tokens[2] in said.FEELINGS - said.NEEDS_PARTICLE:
        return f"{first} and {tokens[2]}"
    return first


def _statement(sentence: str) -> str:
    """A whole sentence in the first person, as it was said."""
    tokens = sentence.split()
    if not SHORTEST_STATEMENT <= len(tokens) <= LONGEST["statement"]:
        return ""
    if not re.match(r"(?:I|We|My|Our)(?:['’]\w+)?\s", sentence) or sentence.endswith("?"):
        return ""
    text = sentence.rstrip(" ;,") if sentence[-1] in ".!" else f"{sentence.rstrip(' ;,')}."
    if said.SECOND_PERSON.search(text) or turn(text) is None:
        return ""
    return text if check_slot("statement", text).ok else ""
