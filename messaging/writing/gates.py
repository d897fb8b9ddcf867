"""Gates: a draft that fails one is not offered, and the reason is kept.

They judge any text for a brief, whoever wrote it: the phrase writer, a language model, a person
in the editor or an agency's workbook.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from messaging.channels import Fault, Parts, check_parts, texts_of
from messaging.writing.brief import Brief
from messaging.writing.per_brief import per_brief
from messaging.writing.stems import stems
from personas.grammar.word_lists import words

# From this similarity (0-100, word order ignored) two texts are the same message to a reader.
NEAR_DUPLICATE = 90.0
# A run of more words than this from a quote without consent is quoting, not sharing a word.
QUOTED_RUN = 6
# The content words of the pain a text must share, unless it has all those of one field.
SHARED_WORDS = 2

NUMBER = re.compile(r"\d(?:[\d.,:’' ]*\d)?")


@dataclass(frozen=True, slots=True)
class Copy:
    """What a gate judges: the copy of all parts as one text, its channel faults, its brief."""

    text: str
    faults: tuple[Fault, ...]
    brief: Brief


def first_fault(parts: Parts, brief: Brief) -> str | None:
    """The first gate that holds ``parts`` back, as "gate: reason"; None if all let it pass."""
    copy = _copy(parts, brief)
    for gate, judge in GATES.items():
        reason = judge(copy)
        if reason:
            return f"{gate}: {reason}"
    return None


def all_faults(parts: Parts, brief: Brief) -> list[str]:
    """Every gate that holds ``parts`` back, as "gate: reason"."""
    copy = _copy(parts, brief)
    return [f"{gate}: {reason}" for gate, judge in GATES.items() if (reason := judge(copy))]


def _copy(parts: Parts, brief: Brief) -> Copy:
    return Copy("\n".join(texts_of(parts)), tuple(check_parts(brief.channel, parts)), brief)


def _limits(copy: Copy) -> str:
    faults = [each for each in copy.faults if each.code != "merge_tag"]
    return faults[0].message if faults else ""


def _slots(copy: Copy) -> str:
    faults = [each for each in copy.faults if each.code == "merge_tag"]
    return faults[0].message if faults else ""


def _banned(copy: Copy) -> str:
    for word in copy.brief.voice.banned_words:
        if word.strip() and term_pattern(word).search(copy.text):
            return f"the brand never says {word!r}."
    return ""


def _preferred(copy: Copy) -> str:
    said = _without_quotes(copy.text, copy.brief)
    for avoid, use in copy.brief.voice.preferred_terms:
        if avoid.strip() and term_pattern(avoid).search(said):
            return f"the brand says {use!r}, not {avoid!r}."
    return ""


def _numbers(copy: Copy) -> str:
    found = NUMBER.findall(copy.text)
    if not found:
        return ""
    known = _known_numbers(copy.brief)
    for number in found:
        if _digits(number) not in known:
            return f"nothing in the brief backs the number {number.strip()!r}."
    return ""


def _claims(copy: Copy) -> str:
    for claim, proof in copy.brief.voice.claims:
        if claim.strip() and not proof.strip() and term_pattern(claim).search(copy.text):
            return f"the claim {claim!r} has no proof."
    said = words("claim_words").intersection(re.findall(r"[a-z][a-z'-]*", copy.text.lower()))
    for word in sorted(said):
        if not re.search(rf"\b{re.escape(word)}\b", _backing(copy.brief)):
            return f"nothing in the brief backs {word!r}."
    return ""


def _relevance(copy: Copy) -> str:
    wanted = pain_words(copy.brief)
    if not wanted:
        return ""
    said = stems(copy.text)
    if len(wanted & said) < min(SHARED_WORDS, len(wanted)) and not any(
        field <= said for field in _pain_fields(copy.brief)
    ):
        return "it says nothing of the pain or of what is wanted instead."
    return ""


def _duplicate(copy: Copy) -> str:
    if not copy.brief.avoid_texts:
        return ""
    plain = _plain(copy.text)
    for other in copy.brief.avoid_texts:
        if fuzz.token_sort_ratio(plain, _plain(other), score_cutoff=NEAR_DUPLICATE):
            return f"it is nearly the same as {other.splitlines()[0]!r}."
    return ""


def _consent(copy: Copy) -> str:
    held = [quote for quote in copy.brief.quotes if not quote.may_quote]
    if not held:
        return ""
    said = f" {_plain(copy.text)} "
    for quote in held:
        tokens = _plain(quote.text).split()
        for start in range(len(tokens) - QUOTED_RUN):
            run = " ".join(tokens[start : start + QUOTED_RUN + 1])
            if f" {run} " in said:
                return f"it repeats a customer who has not agreed to be quoted: {run!r}."
    return ""


Judge = Callable[[Copy], str]
GATES: dict[str, Judge] = {
    "limit": _limits,
    "unfilled": _slots,
    "banned word": _banned,
    "preferred term": _preferred,
    "number": _numbers,
    "claim": _claims,
    "relevance": _relevance,
    "duplicate": _duplicate,
    "consent": _consent,
}
"""Every gate by name, in the order in which they are asked."""


@lru_cache(maxsize=1024)
def term_pattern(term: str) -> re.Pattern[str]:
    """Finds ``term`` as whole words, its plural and either of blank and hyphen inside it."""
    inner = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term.strip()))
    return re.compile(rf"(?<!\w){inner}(?:s|es|'s|’s)?(?!\w)", re.IGNORECASE)


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
    return tuple(content for field in fields if (content := stems(field)))


@per_brief
def pain_words(brief: Brief) -> frozenset[str]:
    """The content words of the pain and of its outcome."""
    return frozenset().union(*_pain_fields(brief))


def _facts(brief: Brief) -> Iterable[str]:
    """All a brief holds that can back a number or a claim."""
    pain, offer, persona = brief.pain, brief.offer, brief.persona
    yield from (pain.title, pain.statement, pain.trigger, pain.struggle, pain.cost, pain.feeling)
    yield from (pain.workaround, pain.desired_outcome, pain.why, offer.name, offer.what_it_is)
    yield from (brief.brand, brief.stage.question, brief.stage.event, persona.situation)
    yield from (*persona.objections, *persona.choice_criteria, *persona.alternatives)
    yield from (quote.text for quote in brief.quotes)
    yield from (fact.text for fact in (*offer.reliefs, *offer.proofs))
    yield from offer.features
    yield from (f"{claim} {proof}" for claim, proof in brief.voice.claims if proof)


@per_brief
def _backing(brief: Brief) -> str:
    return "\n".join(_facts(brief)).lower()


@per_brief
def _known_numbers(brief: Brief) -> frozenset[str]:
    return frozenset(_digits(number) for number in NUMBER.findall(_backing(brief)))


def _digits(number: str) -> str:
    return re.sub(r"[^\d]", "", number)


def _without_quotes(text: str, brief: Brief) -> str:
    """``text`` without customers' words: nobody edits what somebody else said."""
    for quote in brief.quotes:
        if quote.may_quote:
            text = text.replace(quote.text.strip().rstrip("."), "")
    return text


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))
