"""What the lens answers: sentences by class, findings on spans, six components and one score.

A reading explains what a text talks about. It is no forecast: on tested headlines, surface
counts such as the share of "you" do not tell which one people click.
"""

from dataclasses import dataclass
from typing import Final, Literal

SentenceClass = Literal["problem", "outcome", "feature", "self_talk", "hype", "call", "other"]
CLASSES: Final[tuple[SentenceClass, ...]] = (
    "problem",
    "outcome",
    "feature",
    "self_talk",
    "hype",
    "call",
    "other",
)
"""What a sentence can be about. Problem and outcome are the customer's; feature, self-talk and
hype are the seller's; a call asks for an act; the rest is other."""

CENTRED: Final[frozenset[str]] = frozenset({"problem", "outcome"})
PRODUCT: Final[frozenset[str]] = frozenset({"feature", "self_talk", "hype"})

Component = Literal[
    "problem_first", "why_over_what", "customers_words", "concrete", "plain", "honest"
]
COMPONENTS: Final[tuple[Component, ...]] = (
    "problem_first",
    "why_over_what",
    "customers_words",
    "concrete",
    "plain",
    "honest",
)
COMPONENT_NAMES: Final[dict[str, str]] = {
    "problem_first": "Problem first",
    "why_over_what": "Why over what",
    "customers_words": "Customer's words",
    "concrete": "Concrete",
    "plain": "Plain",
    "honest": "Honest",
}

Severity = Literal["suggestion", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about ``text[start:end]``; offsets count Unicode characters of the text given.

    ``suggestion`` is a replacement or a next step in words; empty where there is none.
    """

    start: int
    end: int
    rule: str
    severity: Severity
    why: str
    suggestion: str = ""
    replacement: str = ""
    """Words that can stand in place of the span as they are; empty where there are none."""


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """One sentence, where it stands in the text, and what it is about.

    ``probabilities`` has every class and adds up to 1.
    """

    text: str
    start: int
    end: int
    cls: SentenceClass
    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """The lens's answer for one text.

    ``score`` and ``components`` run from 0 to 100; a component is None where it cannot be judged
    (the customer's words without a brief). ``unreadable`` is empty, or the reason in words why
    nothing was judged; then the score is 0, every component None and there are no sentences, and
    a screen shows the reason in place of a score.
    """

    score: float
    components: dict[str, float | None]
    sentences: tuple[SentenceReading, ...] = ()
    findings: tuple[Finding, ...] = ()
    unreadable: str = ""
