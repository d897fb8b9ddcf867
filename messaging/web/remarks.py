"""Remarks as a page shows them: the words they are about, and what can be done with each."""

from collections.abc import Iterable
from dataclasses import dataclass

from messaging.lens import Finding, plain_words
from messaging.muting import RULE_NAMES

SEVERITY_ORDER = {"error": 0, "warning": 1, "suggestion": 2}
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class RemarkView:
    """One remark. ``words`` are those it stands on, as typed; ``shown`` those cut for a button."""

    finding: Finding
    words: str

    @property
    def shown(self) -> str:
        line = " ".join(self.words.split())
        return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1].rstrip() + "…"

    @property
    def key(self) -> str:
        return plain_words(self.words)

    @property
    def rule_name(self) -> str:
        return RULE_NAMES.get(self.finding.rule, self.finding.rule)


def remarks_of(text: str, findings: Iterable[Finding]) -> tuple[RemarkView, ...]:
    """The remarks on ``text``, the gravest first."""
    return tuple(
        RemarkView(each, text[each.start : each.end])
        for each in sorted(findings, key=lambda each: SEVERITY_ORDER[each.severity])
    )
