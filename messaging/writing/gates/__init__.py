"""Gates: a draft that fails one is not offered, and the reason is kept.

They judge any text for a brief, whoever wrote it: the phrase writer, a language model, a person
in the editor or an agency's workbook. On a person's text a few block, some have to be settled
before it is submitted, and the rest are told (ADR 18).
"""

from collections.abc import Iterator

from messaging.channels import Parts
from messaging.writing.brief import Brief
from messaging.writing.gates.basics import (
    banned,
    claims,
    duplicate,
    limits,
    numbers,
    pain_words,
    preferred,
    relevance,
    slots,
)
from messaging.writing.gates.consent import consent, repeats
from messaging.writing.gates.held import Copy, Held, Judge
from messaging.writing.gates.remarks import Remark, remark_of
from messaging.writing.gates.rulings import legal, policy
from messaging.writing.gates.terms import term_pattern

__all__ = [
    "BLOCKING",
    "GATES",
    "WEIGHING",
    "Remark",
    "all_faults",
    "explain",
    "first_fault",
    "pain_words",
    "term_pattern",
    "unasked",
]

GATES: dict[str, Judge] = {
    "limit": limits,
    "unfilled": slots,
    "banned word": banned,
    "preferred term": preferred,
    "number": numbers,
    "claim": claims,
    "policy": policy,
    "legal": legal,
    "relevance": relevance,
    "duplicate": duplicate,
    "consent": consent,
}
"""Every gate by name, in the order in which they are asked."""
BLOCKING = frozenset({"limit", "unfilled", "consent", "legal"})
"""What a person's text may not break either."""
WEIGHING = frozenset({"policy", "claim", "number", "banned word"})
"""What a person settles before submitting: rewords, proves, or lets pass with a reason."""


def first_fault(parts: Parts, brief: Brief) -> str | None:
    """The first gate that holds ``parts`` back, as "gate: reason"; None if all let it pass."""
    copy = Copy(parts, brief)
    for gate, judge in GATES.items():
        for held in judge(copy):
            if held.level == "breach":
                return f"{gate}: {held.detail}"
    return None


def all_faults(parts: Parts, brief: Brief) -> list[str]:
    """Every gate that holds ``parts`` back, as "gate: reason", once each."""
    first: dict[str, str] = {}
    for gate, held in _held(Copy(parts, brief)):
        if held.level == "breach":
            first.setdefault(gate, f"{gate}: {held.detail}")
    return list(first.values())


def explain(parts: Parts, brief: Brief, *, draft: bool = False) -> list[Remark]:
    """Everything the gates say of ``parts``, each with the words it is about, the gravest first.

    Without ``draft`` it is a person's text: that it resembles live or rejected copy is left out,
    as it may be that copy.
    """
    copy = Copy(parts, brief)
    found = [
        remark_of(
            gate,
            held,
            copy,
            blocks=gate in BLOCKING and held.level == "breach",
            weighs=gate in WEIGHING and held.level == "breach",
        )
        for gate, held in _held(copy)
        if draft or gate != "duplicate"
    ]
    once = {(each.gate, each.detail, each.part, each.start): each for each in found}
    return sorted(once.values(), key=lambda each: (not each.blocks, not each.weighs))


def unasked(parts: Parts, brief: Brief, held: frozenset[str]) -> list[Remark]:
    """Where ``parts`` repeat runs of words that nobody agreed to see quoted."""
    copy = Copy(parts, brief)
    return [
        remark_of("consent", each, copy, blocks=True, weighs=False) for each in repeats(copy, held)
    ]


def _held(copy: Copy) -> Iterator[tuple[str, Held]]:
    for gate, judge in GATES.items():
        for held in judge(copy):
            yield gate, held
