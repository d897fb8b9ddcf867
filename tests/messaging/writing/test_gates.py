"""Gates, on anybody's copy."""

from dataclasses import replace

import pytest

from messaging.writing.brief import Brief, VoiceBrief
from messaging.writing.gates import all_faults, first_fault
from tests.messaging.writing.cast import make_brief

GOOD = {
    "headline": "Chasing people for receipts, again",
    "subline": "Get every receipt on the day it is paid, and close the books in peace.",
    "button": "See how it works",
}


def gate(brief: Brief | None = None, **changes: str) -> str:
    fault = first_fault({**GOOD, **changes}, brief or make_brief())
    return fault.split(":")[0] if fault else ""


def voice(**changes: object) -> Brief:
    brief = make_brief()
    return replace(brief, voice=replace(VoiceBrief(), **changes))  # type: ignore[arg-type]


def test_it_works() -> None:
    assert first_fault(dict(GOOD), make_brief()) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"button": ""}, "limit"),
        ({"subline": "Hi {{first_name}}, your receipts."}, "unfilled"),
        ({"subline": "Receipts from {people} arrive."}, "unfilled"),
        ({"subline": "A seamless way to collect receipts from people."}, "banned word"),
        ({"subline": "Every employee hands in receipts."}, "preferred term"),
        ({"subline": "Save 40 % of the time people take for receipts."}, "number"),
        ({"subline": "The best way to collect receipts from people."}, "claim"),
        ({"subline": "You never lose a receipt, and people like it."}, "claim"),
        ({"headline": "A lovely tool", "subline": "It is blue and round."}, "relevance"),
    ],
)
def test_each_gate_holds_back_what_it_is_for(changes: dict[str, str], expected: str) -> None:
    assert gate(**changes) == expected


@pytest.mark.parametrize(
    "subline",
    [
        "92 % of receipts in within 24 hours, and people stay calm.",
        "No more €1,200 in late fees for receipts people forget.",
        "Hi {{first_name|there}}, people owe you receipts.",
    ],
)
def test_what_the_brief_backs_passes(subline: str) -> None:
    assert gate(subline=subline) == ""


def test_banned_words_are_found_in_every_form() -> None:
    brief = voice(banned_words=("game-changing", "hack"))
    assert gate(brief, headline="Game changing receipts for people") == "banned word"
    assert gate(brief, headline="Hacks for receipts and people") == "banned word"
    assert gate(brief, headline="Hackney receipts for people") == ""


def test_a_claim_with_proof_passes() -> None:
    brief = voice(claims=(("never lose a receipt", "audited in 2026"),))
    assert gate(brief, headline="Never lose a receipt people owe you") == ""


def test_a_near_duplicate_is_held_back() -> None:
    live = "\n".join(GOOD.values())
    brief = replace(make_brief(), avoid_texts=(live,))
    assert gate(brief) == "duplicate"
    assert gate(brief, headline="Chasing the people for receipts, again!") == "duplicate"
    other = "The month ends, and half of the receipts are with other people."
    assert gate(brief, headline="Close the books", subline=other) == ""


def test_a_quote_without_consent_is_not_repeated() -> None:
    brief = make_brief(pain=1)
    quote = "We only found out about the unpaid invoice when the supplier stopped delivering."
    assert gate(brief, subline=quote) == "consent"
    assert gate(brief, subline="You found out about the unpaid invoice from the supplier.") == ""


def test_a_quote_with_consent_may_be_repeated() -> None:
    assert gate(subline='"I\'m a finance lead, not a debt collector." And receipts?') == ""


def test_every_reason_can_be_had_at_once() -> None:
    parts = {**GOOD, "subline": "A seamless 40 % for you.", "button": ""}
    names = [fault.split(":")[0] for fault in all_faults(dict(parts), make_brief())]
    assert names == ["limit", "banned word", "number"]
