"""The scorecard: from sentence classes and findings to six components and one score.

Each component starts from what it measures and loses the weight of its rules' findings. The score
is their weighted mean; a component that cannot be judged leaves the mean, its weight shared by
the others. The weights put what a text is about (who, and why) well before how it is polished.
"""

from typing import Final

from messaging.lens.classify import class_probabilities
from messaging.lens.known import Known, known_from
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
from messaging.lens.text import ParsedText, Sentence, parse
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
_CONTENT_LISTS: Final = frozenset({"life_words", "people"})
_STOP: Final = SECOND_PERSON | word_set(
    "it's that's there's here's we're i'm they're he's she's let's what's"
    " the a an and or but of to in on at for with by from as is are was were be been"
    " it its this that there here i me my we our us he she they them his her their not"
    " no so if when then than can will would do does did have has had just up out what who how all"
)
_PRESENT_MASS: Final = 0.05
"""Below this share of judged mass a text is all calls and greetings: neither why nor what."""


def _centred(sentence: Sentence) -> tuple[float, float]:
    """Probability mass of the customer's classes and of the seller's."""
    probabilities = class_probabilities(sentence.core.text)
    return sum(probabilities[i] for i in _CENTRED), sum(probabilities[i] for i in _PRODUCT)


def _share(centred: float, product: float) -> float:
    total = centred + product
    return 50.0 if total < _PRESENT_MASS else 100.0 * centred / total


def _problem_first(masses: list[tuple[float, float]]) -> float:
    first = _share(*masses[0])
    second = _share(*masses[1]) if len(masses) > 1 else first
    return OPENING_SHARE * first + (1 - OPENING_SHARE) * second


def _why_over_what(masses: list[tuple[float, float]]) -> float:
    return _share(sum(mass[0] for mass in masses), sum(mass[1] for mass in masses))


def _concrete(text: ParsedText) -> float:
    """50 for a text that names nothing one can picture; each moment, person or thing adds."""
    things = words = 0
    for sentence in text.sentences:
        words += len(sentence.core.judged_words)
        things += sum(hit.category in _CONTENT_LISTS for hit in sentence.core.hits)
    return 50.0 + 50.0 * min(1.0, 4.0 * things / max(words, 6))


def _customers_words(text: ParsedText, known: Known) -> float | None:
    content = [
        word
        for sentence in text.sentences
        for word in sentence.core.words
        if word not in _STOP and not word[0].isdigit()
    ]
    if not content or not known.evidence:
        return None
    shared = sum(stem(word) in known.evidence for word in content) / len(content)
    return 100.0 * min(1.0, shared / FULL_OVERLAP)


def _findings(text: ParsedText, known: Known | None) -> tuple[list[Finding], dict[str, float]]:
    """All findings in the order of the text, and what they take from each component."""
    findings: list[Finding] = []
    taken: dict[str, float] = {}
    for rule in RULES:
        found = rule.judge(text, known)
        if found:
            findings += found
            loss = min(rule.weight * len(found), rule.most)
            taken[rule.component] = taken.get(rule.component, 0.0) + loss
    findings.sort(key=lambda finding: (finding.start, finding.end, finding.rule))
    return findings, taken


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


def read(text: str, brief: Brief | None = None) -> Reading:
    """Read ``text`` for what it is about; with a brief also for its words and its proofs.

    Pure, deterministic, and never failing on any characters. A text that holds nothing the lens
    can read comes back with ``unreadable`` saying why. The reading explains; it forecasts nothing.
    """
    parsed = parse(text)
    reason = why_unreadable(parsed)
    if reason:
        return Reading(0.0, dict.fromkeys(COMPONENTS), unreadable=reason)
    known = known_from(brief) if brief is not None else None
    masses = [
        _centred(sentence)
        for sentence in parsed.sentences
        if not _STOP.issuperset(sentence.core.judged_words)
    ] or [(0.0, 0.0)]
    findings, taken = _findings(parsed, known)
    measured: dict[Component, float | None] = {
        "problem_first": _problem_first(masses),
        "why_over_what": _why_over_what(masses),
        "customers_words": None if known is None else _customers_words(parsed, known),
        "concrete": _concrete(parsed),
        "plain": 100.0,
        "honest": 100.0,
    }
    components: dict[str, float | None] = {
        name: None if value is None else round(max(0.0, value - taken.get(name, 0.0)), 2)
        for name, value in measured.items()
    }
    return Reading(
        score=round(_score(components), 2),
        components=components,
        sentences=tuple(_sentence_reading(sentence) for sentence in parsed.sentences),
        findings=tuple(findings),
    )
