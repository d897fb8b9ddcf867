"""The gates of every text: lengths, slots, the brand's words, numbers, claims, the pain."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from messaging.writing.brief import Brief
from messaging.writing.gates.backing import (
    NUMBER,
    backed_words,
    digits,
    known_numbers,
)
from messaging.writing.gates.held import Copy, Held, plain
from messaging.writing.gates.terms import may_hold, term_pattern, words_in
from messaging.writing.languages import known_language, language_of
from messaging.writing.per_brief import per_brief
from personas.grammar.languages import same_language
from personas.grammar.word_lists import words

# From this similarity (0-100, word order ignored) two texts are the same message to a reader.
NEAR_DUPLICATE = 90.0
# The content words of the pain a text must share, unless it has all those of one field.
SHARED_WORDS = 2


def limits(copy: Copy) -> Iterator[Held]:
    for fault in copy.faults:
        if fault.code != "merge_tag":
            yield Held(fault.message, place=fault.part)


def slots(copy: Copy) -> Iterator[Held]:
    for fault in copy.faults:
        if fault.code == "merge_tag":
            yield Held(fault.message, place=fault.part)


def banned(copy: Copy) -> Iterator[Held]:
    for word in copy.brief.voice.banned_words:
        if not may_hold(copy.plain, word):
            continue
        for match in term_pattern(word).finditer(copy.text):
            why = "Your voice rules this word out."
            if _they_say(copy.brief, word):
                why = (
                    f"Your voice rules this word out, though {copy.brief.persona.name or 'they'} "
                    "would say it: a banned word weighs more than their vocabulary."
                )
            yield Held(f"the brand never says {word!r}.", *match.span(), why, "Say it another way.")


def _they_say(brief: Brief, word: str) -> bool:
    return any(term_pattern(word).search(own) for own in brief.persona.vocabulary)


def preferred(copy: Copy) -> Iterator[Held]:
    terms = copy.brief.voice.preferred_terms
    if not terms:
        return
    if not any(may_hold(copy.plain, avoid) for avoid, _ in terms):
        return
    said = _without_quotes(copy.text, copy.brief)
    for avoid, use in terms:
        if may_hold(copy.plain, avoid):
            for match in term_pattern(avoid).finditer(said):
                detail = f"the brand says {use!r}, not {avoid!r}."
                yield Held(detail, *match.span(), "The brand has another word for it.", use)


def numbers(copy: Copy) -> Iterator[Held]:
    found = list(NUMBER.finditer(copy.text))
    if not found:
        return
    known = known_numbers(copy.brief)
    for match in found:
        if digits(match.group()) not in known:
            detail = f"nothing in the brief backs the number {match.group().strip()!r}."
            yield Held(
                detail,
                *match.span(),
                "A number nobody can back is a promise nobody can keep.",
                "Add the proof it is from, or leave the number out.",
            )


def claims(copy: Copy) -> Iterator[Held]:
    for claim, proof in copy.brief.voice.claims:
        if not proof.strip() and may_hold(copy.plain, claim):
            for match in term_pattern(claim).finditer(copy.text):
                detail = f"the claim {claim!r} has no proof."
                why = "It stands in your register of claims, and no proof of today stands with it."
                yield Held(detail, *match.span(), why, "Add its proof, or leave it out.")
    if not same_language(copy.brief.language, "en"):
        return  # Which words claim something we know in English only.
    claiming = frozenset().union(*[_claiming(text) for _, text in copy.said])
    if not claiming:
        return
    unbacked = claiming - backed_words(copy.brief)
    for word in sorted(unbacked):
        for match in re.finditer(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", copy.plain):
            yield Held(
                f"nothing in the brief backs {word!r}.",
                *match.span(),
                "Readers believe a claim of rank or certainty only with its proof.",
                "Add the proof, or say what is true.",
            )


def relevance(copy: Copy) -> Iterator[Held]:
    language = language_of(copy.brief.language)
    wanted = pain_words(copy.brief)
    if language is None or not same_language(copy.brief.language, copy.brief.pain.language):
        return  # Words can be compared within one language only, and in one we know.
    if not wanted:
        return
    said = frozenset().union(*[language.stems(text) for _, text in copy.said])
    if len(wanted & said) < min(SHARED_WORDS, len(wanted)) and not any(
        field <= said for field in _pain_fields(copy.brief)
    ):
        yield Held(
            "it says nothing of the pain or of what is wanted instead.",
            suggestion="Open on the moment, the struggle or what they want.",
        )


def duplicate(copy: Copy) -> Iterator[Held]:
    if not copy.brief.avoid_texts:
        return
    own = _compared(copy.text)
    for other in copy.brief.avoid_texts:
        if fuzz.token_sort_ratio(own, _compared(other), score_cutoff=NEAR_DUPLICATE):
            yield Held(f"it is nearly the same as {(other.splitlines() or [''])[0]!r}.")


@per_brief
def _pain_fields(brief: Brief) -> tuple[frozenset[str], ...]:
    """The content words of each field of the pain and its outcome that has any."""
    pain = brief.pain
    fields = (
        pain.title,
        pain.statement,
        pain.trigger,
        pain.struggle,
        pain.cost,
        pain.workaround,
        pain.desired_outcome,
        pain.why,
    )
    stems = known_language(brief.language).stems
    return tuple(content for field in fields if (content := stems(field)))


@per_brief
def pain_words(brief: Brief) -> frozenset[str]:
    """The content words of the pain and of its outcome."""
    return frozenset().union(*_pain_fields(brief))


def _without_quotes(text: str, brief: Brief) -> str:
    """``text`` with blanks for customers' words: nobody edits what somebody else said."""
    for quote in brief.quotes:
        if quote.may_quote:
            said = quote.text.strip().rstrip(".")
            text = text.replace(said, " " * len(said))
    return text


@lru_cache(maxsize=4096)
def _claiming(text: str) -> frozenset[str]:
    """The words in ``text`` that claim rank or certainty."""
    return words("claim_words").intersection(words_in(plain(text)))


@lru_cache(maxsize=4096)
def _compared(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))
