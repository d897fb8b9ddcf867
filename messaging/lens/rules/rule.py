"""What a rule is: it looks at a parsed text and answers with findings.

A rule belongs to one component of the score. ``weight`` is what one finding takes from that
component (points of 100), ``most`` what all its findings together may take.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from messaging.lens.known import Known
from messaging.lens.reading import Component, Finding, Severity
from messaging.lens.text import ParsedText


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule's remark on ``text[start:end]``; an empty ``why`` means the rule's own reason."""

    start: int
    end: int
    suggestion: str = ""
    why: str = ""
    replacement: str = ""
    """Words that can stand in place of the span as they are."""


def as_written(words: str, replacement: str) -> str:
    """``replacement`` with a capital where the words it stands for had one."""
    return replacement[:1].upper() + replacement[1:] if words[:1].isupper() else replacement


Judge = Callable[[ParsedText, Known | None], Iterable[Remark]]


@dataclass(frozen=True, slots=True)
class Rule:
    """``name`` is stable and shown; ``reason`` says in one sentence why it matters to a reader."""

    name: str
    component: Component
    weight: float
    reason: str
    find: Judge
    severity: Severity = "suggestion"
    most: float = 60.0
    needs_brief: bool = False
    whole_text: bool = False
    """Whether it looks beyond one sentence; what does not is remembered by sentence."""

    word_list: str = ""
    """Where it looks only at the terms of one list: without any of them it has nothing to say."""

    def judge(self, text: ParsedText, known: Known | None) -> list[Finding]:
        """The rule's findings in ``text``, in order; none without a brief if it needs one."""
        if self.needs_brief and known is None:
            return []
        return [
            Finding(
                remark.start,
                remark.end,
                self.name,
                self.severity,
                remark.why or self.reason,
                remark.suggestion,
                as_written(text.text[remark.start : remark.end], remark.replacement),
            )
            for remark in self.find(text, known)
        ]
