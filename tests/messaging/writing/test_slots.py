"""The slots of a brief in the forms that phrasings ask for."""

import pytest

from messaging.writing.slots import Slots, replace_term
from messaging.writing.turnings import TURNINGS
from tests.messaging.writing.cast import make_brief


def test_it_works() -> None:
    slots = Slots(make_brief("ledgerwise"))
    assert slots.form("struggle", "doing") == "chasing people for receipts"
    assert slots.form("trigger", "") == "the month ends and you're still missing half the receipts"
    assert slots.form("why", "can") == "can be home before your kids are asleep"
    assert slots.form("cost", "story") == "two evenings a month and €1,200 in late fees"
    assert str(slots.values("proof")[0].source) == "proof.0"
    assert str(slots.values("outcome")[0].source) == "pain.0.desired_outcome"


def test_negative_phrases_have_no_form_that_would_read_badly() -> None:
    slots = Slots(make_brief("ledgerwise", pain=1))
    assert slots.form("struggle", "you") == "never know which of your invoices are paid"
    assert slots.form("struggle", "gerund") == "never knowing which of your invoices are paid"
    assert slots.form("struggle", "doing") is None
    assert slots.form("struggle", "do") is None


def test_what_one_does_not_want_is_said_with_can() -> None:
    slots = Slots(make_brief("lindenhof", pain=1))
    assert slots.form("outcome", "can") == "don't have to explain yourself from the start"
    assert slots.form("outcome", "to") is None
    assert slots.form("feeling", "feel") == "don't feel taken seriously"
    assert slots.form("feeling", "") is None


def test_a_slot_of_the_wrong_shape_is_corrected_or_left_out() -> None:
    brief = make_brief(struggle="chasing receipts", trigger="month end", cost="I lose hours")
    slots = Slots(brief)
    assert slots.form("struggle", "you") == "chase receipts"
    assert slots.values("trigger") == ()
    assert slots.form("cost", "") is None


def test_only_quotes_with_consent_are_said() -> None:
    slots = Slots(make_brief("ledgerwise"))
    assert slots.form("quote", "") == '"I\'m a finance lead, not a debt collector."'
    assert Slots(make_brief("ledgerwise", pain=1)).values("quote") == ()


def test_thoughts_are_quoted_and_questions_turned() -> None:
    slots = Slots(make_brief("vaultry", stage="deciding"))
    assert slots.form("objection", "", 1) == '"We don\'t need it, do we?"'
    assert slots.form("question", "plain") == "Is this the right one for you?"
    assert slots.form("question", "") == '"Is this the right one for me?"'


def test_slots_that_say_the_same_know_of_one_another() -> None:
    slots = Slots(make_brief("ledgerwise", pain=1))
    assert "statement" in slots.alike("struggle")
    assert "cost" not in slots.alike("struggle")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ask an employee twice", "ask a colleague twice"),
        ("Employees wait", "Colleagues wait"),
        ("unemployed people", "unemployed people"),
        ("chase employees", "chase colleagues"),
    ],
)
def test_the_brands_own_terms_are_used(text: str, expected: str) -> None:
    assert replace_term(text, "employee", "colleague") == expected


def test_every_turning_answers_every_text() -> None:
    for slot, turnings in TURNINGS.items():
        for turn in turnings.values():
            for text in ("chase people", "the month ends", 'say "no', "x", "…"):
                result = turn(text)
                assert result is None or isinstance(result, str), slot
