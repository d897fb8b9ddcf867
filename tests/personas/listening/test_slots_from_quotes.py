"""Slots out of what customers said: in their shape, or not at all."""

import pytest

from personas.grammar.slot_shape import check_slot
from personas.listening.slots_from_quotes import first_draft_pair, propose_slots, shape_words

SAID = {
    "I keep rewriting the same quote at midnight.": (
        "struggle",
        "rewrite the same quote at midnight",
    ),
    "I can't find the latest menu": ("struggle", "not be able to find the latest menu"),
    "I shout whenever the printer jams": ("trigger", "the printer jams"),
    "It eats two evenings a week.": ("cost", "two evenings a week"),
    "We lose £40 a month on late fees": ("cost", "£40 a month"),
    "I feel so embarrassed every time": ("feeling", "embarrassed"),
    "I use sticky notes instead": ("workaround", "sticky notes"),
    "I wish I could see who changed the hall": ("desired_outcome", "see who changed the hall"),
    "I pay so that I can have my Sundays back.": ("why", "have my Sundays back"),
}


@pytest.mark.parametrize(("quote", "wanted"), SAID.items())
def test_it_works(quote: str, wanted: tuple[str, str]) -> None:
    slot, text = wanted
    found = propose_slots([(7, quote)])[slot]
    assert [(each.text, each.key) for each in found] == [(text, 7)]
    assert found[0].words in quote
    assert check_slot(slot, text).ok


@pytest.mark.parametrize(
    "quote",
    [
        "What do I have to bring for identification?",
        "I know when it crashed last week",
        "We signed up two days ago and I'm a teacher",
        "n/a",
    ],
)
def test_rather_nothing_than_something_bad(quote: str) -> None:
    assert set(propose_slots([(1, quote)])) <= {"statement"}


def test_marked_words_get_the_shape_or_advice() -> None:
    assert shape_words("struggle", "Chasing people for receipts").text == (
        "chase people for receipts"
    )
    assert shape_words("struggle", "the nut allergy").message
    assert first_draft_pair({"struggle": "x", "cost": "y"}) == ("struggle", "cost")
    assert first_draft_pair({"struggle": "x"}) is None
