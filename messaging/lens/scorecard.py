"""The scorecard: from sentence classes and findings to six components and one score.

Each component starts from what it measures and loses the weight of its rules' findings. The score
is their weighted mean; a component that cannot be judged leaves the mean, its weight shared by
the others. The weights put what a text is about (who, and why) well before how it is polished.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from messaging.lens.classify import class_probabilities
from messaging.lens.known import Known, known_from
from messaging.lens.muted import Muted, without_muted
from messaging.lens.readable import why_unreadable
from messaging.lens.reading import (
    CENTRED,
    CLASSES,
    COMPONENTS,
    PRODUCT,
    Component,
    Finding,
    Reading,
    SentenceReading,
)
from messaging.lens.rules import RULES
from messaging.lens.text import ParsedText, Sentence, SentenceCore, parse
from messaging.lens.words import SECOND_PERSON, stem, word_set
from messaging.writing.brief import Brief

WEIGHTS: Final[dict[Component, float]] = {
    "problem_first": 0.30,
    "why_over_what": 0.36,
    "customers_words": 0.10,
    "concrete": 0.08,
    "plain": 0.08,
    "honest": 0.08,
}
OPENING_SHARE: Final = 0.75
"""How much of "problem first" the first sentence decides; the second decides the rest."""
FULL_OVERLAP: Final = 0.5
"""Share of a text's content words found in the evidence from which it speaks in their words."""
_CENTRED = tuple(index for index, name in enumerate(CLASSES) if name in CENTRED)
_PRODUCT = tuple(index for index, name in enumerate(CLASSES) if name in PRODUCT)
_WHOLE_TEXT: Final = tuple(rule for rule in RULES if rule.whole_text)
_BY_SENTENCE: Final = tuple(rule for rule in RULES if not rule.whole_text)
_CONTENT_LISTS: Final = frozenset({"life_words", "people"})
_STOP: Final = SECOND_PERSON | word_set(
    "it's that's there's here's we're i'm they're he's she's let's what's"
    " the a an and or but of to in on at for with by from as is are was were be been"
    " it its this that there here i me my we our us he she they them his her their not"
    " no so if when then than can will would do does did have has had just up out what who how all"
)
_PRESENT_MASS: Final = 0.05
"""Below this share of judged mass a text is all calls and greetings: neither why nor what."""


def _share(centred: float, product: float) -> float:
    total = centred + product
    return 50.0 if total < _PRESENT_MASS else 100.0 * centred / total


def _problem_first(masses: list[tuple[float, float]]) -> float:
    first = _share(*masses[0])
    second = _share(*masses[1]) if len(masses) > 1 else first
    return OPENING_SHARE * first + (1 - OPENING_SHARE) * second


def _why_over_what(masses: list[tuple[float, float]]) -> float:
    return _share(sum(mass[0] for mass in masses), sum(mass[1] for mass in masses))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one sentence brings to the components, wherever in a text it stands.

    ``masses`` are the probability of the customer's classes and of the seller's, None for a
    sentence of little words only; ``findings`` have offsets from the sentence's first character.
    """

    masses: tuple[float, float] | None
    words: int
    things: int
    content: int
    shared: int
    findings: tuple[Finding, ...]


_MOST_KEPT: Final = 4096
_kept: dict[str, object] = {}


def _facts_of(core: SentenceCore, known: Known | None) -> _Facts:
    """The facts of a sentence, remembered: drafts of one brief share most of theirs."""
    kept = _kept if known is None else known.sentences
    facts = kept.get(core.text)
    if isinstance(facts, _Facts):
        return facts
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[core.text] = made = _make_facts(core, known)
    return made


def forget() -> None:
    """Remember no sentence that was read without a brief: for measuring."""
    _kept.clear()


def _make_facts(core: SentenceCore, known: Known | None) -> _Facts:
    probabilities = class_probabilities(core.text)
    masses = (
        sum(probabilities[i] for i in _CENTRED),
        sum(probabilities[i] for i in _PRODUCT),
    )
    alone = ParsedText(core.text, (Sentence(core, 0, len(core.text)),))
    present = {hit.category for hit in core.hits}
    content = [word for word in core.words if word not in _STOP and not word[0].isdigit()]
    evidence = known.evidence if known is not None else frozenset()
    return _Facts(
        masses=None if _STOP.issuperset(core.judged_words) else masses,
        words=len(core.judged_words),
        things=sum(hit.category in _CONTENT_LISTS for hit in core.hits),
        content=len(content),
        shared=sum(stem(word) in evidence for word in content),
        findings=tuple(
            found
            for rule in _BY_SENTENCE
            if not rule.word_list or rule.word_list in present
            for found in rule.judge(alone, known)
        ),
    )


def _concrete(facts: list[_Facts]) -> float:
    """50 for a text that names nothing one can picture; each moment, person or thing adds."""
    things = sum(each.things for each in facts)
    words = sum(each.words for each in facts)
    return 50.0 + 50.0 * min(1.0, 4.0 * things / max(words, 6))


def _customers_words(facts: list[_Facts], known: Known) -> float | None:
    content = sum(each.content for each in facts)
    if not content or not known.evidence:
        return None
    shared = sum(each.shared for each in facts) / content
    return 100.0 * min(1.0, shared / FULL_OVERLAP)


def _findings(text: ParsedText, facts: list[_Facts], known: Known | None) -> list[Finding]:
    """All findings in the order of the text."""
    findings = [found for rule in _WHOLE_TEXT for found in rule.judge(text, known)]
    for sentence, each in zip(text.sentences, facts, strict=True):
        for found in each.findings:
            start, end = found.start + sentence.start, found.end + sentence.start
            findings.append(replace(found, start=start, end=end))
    findings.sort(key=lambda finding: (finding.start, finding.end, finding.rule))
    return findings


def _taken(findings: Iterable[Finding]) -> dict[str, float]:
    """What the findings take from each component."""
    taken: dict[str, float] = {}
    counts = Counter([finding.rule for finding in findings])
    if counts:
        for rule in RULES:
            if rule.name in counts:
                loss = min(rule.weight * counts[rule.name], rule.most)
                taken[rule.component] = taken.get(rule.component, 0.0) + loss
    return taken


def _sentence_reading(sentence: Sentence) -> SentenceReading:
    probabilities = class_probabilities(sentence.core.text)
    best = max(range(len(CLASSES)), key=probabilities.__getitem__)
    return SentenceReading(
        text=sentence.core.text,
        start=sentence.start,
        end=sentence.end,
        cls=CLASSES[best],
        probabilities=dict(zip(CLASSES, probabilities, strict=True)),
    )


def _score(components: dict[str, float | None]) -> float:
    judged = [
        (WEIGHTS[name], value) for name in COMPONENTS if (value := components[name]) is not None
    ]
    return sum(weight * value for weight, value in judged) / sum(weight for weight, _ in judged)


def _judge(
    parsed: ParsedText, brief: Brief | None, muted: Collection[Muted] = ()
) -> tuple[float, dict[str, float | None], list[Finding]]:
    """Score, components and findings of a readable text."""
    muted = (*muted, *brief.voice.muted) if brief is not None else muted
    known = known_from(brief) if brief is not None else None
    facts = [_facts_of(sentence.core, known) for sentence in parsed.sentences]
    findings = without_muted(parsed.text, _findings(parsed, facts, known), muted)
    return *_weighed(facts, known, _taken(findings)), findings


def _weighed(
    facts: list[_Facts], known: Known | None, taken: dict[str, float]
) -> tuple[float, dict[str, float | None]]:
    """Score and components: what the sentences bring, less what their findings take."""
    masses = [each.masses for each in facts if each.masses is not None] or [(0.0, 0.0)]
    measured: dict[Component, float | None] = {
        "problem_first": _problem_first(masses),
        "why_over_what": _why_over_what(masses),
        "customers_words": None if known is None else _customers_words(facts, known),
        "concrete": _concrete(facts),
        "plain": 100.0,
        "honest": 100.0,
    }
    components: dict[str, float | None] = {
        name: None if value is None else round(max(0.0, value - taken.get(name, 0.0)), 2)
        for name, value in measured.items()
    }
    return round(_score(components), 2), components


def score_of(text: str, brief: Brief | None = None) -> float:
    """The score that ``read`` gives, without the reading: for choosing among many texts."""
    parsed = parse(text)
    if why_unreadable(parsed, brief.language if brief is not None else "en"):
        return 0.0
    if brief is not None and brief.voice.muted:
        return _judge(parsed, brief)[0]
    known = known_from(brief) if brief is not None else None
    facts = [_facts_of(sentence.core, known) for sentence in parsed.sentences]
    # Nothing is muted, so what is found counts wherever it stands.
    found = [found for rule in _WHOLE_TEXT for found in rule.judge(parsed, known)]
    for each in facts:
        found += each.findings
    return _weighed(facts, known, _taken(found))[0]


def read(text: str, brief: Brief | None = None, muted: Collection[Muted] = ()) -> Reading:
    """Read ``text`` for what it is about; with a brief also for its words and its proofs.

    Remarks that are ``muted``, here or by the brief's voice, are not made and cost nothing.

    Pure, deterministic, and never failing on any characters. A text that holds nothing the lens
    can read comes back with ``unreadable`` saying why. The reading explains; it forecasts nothing.
    """
    parsed = parse(text)
    reason = why_unreadable(parsed, brief.language if brief is not None else "en")
    if reason:
        return Reading(0.0, dict.fromkeys(COMPONENTS), unreadable=reason)
    score, components, findings = _judge(parsed, brief, muted)
    return Reading(
        score=score,
        components=components,
        sentences=tuple(_sentence_reading(sentence) for sentence in parsed.sentences),
        findings=tuple(findings),
    )
