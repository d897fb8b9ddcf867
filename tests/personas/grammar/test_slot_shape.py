"""Advice on what is typed into a slot."""

import pytest

from personas.grammar.slot_shape import EXAMPLES, check_slot, usable


@pytest.mark.parametrize(("field", "text"), EXAMPLES.items())
def test_it_works(field: str, text: str) -> None:
    """The examples we teach with fit their own shapes."""
    assert check_slot(field, text).ok


@pytest.mark.parametrize(
    ("field", "text", "corrected"),
    [
        ("struggle", "chasing receipts", "chase receipts"),
        ("struggle", "chasing receipts and filing them", "chase receipts and file them"),
        ("struggle", "constantly chasing receipts", "constantly chase receipts"),
        ("struggle", "to chase receipts", "chase receipts"),
        ("struggle", "I chase receipts.", "chase receipts"),
        ("why", "being proud of it", "be proud of it"),
        ("relief", "collects every receipt", "collect every receipt"),
        ("trigger", "when I open the app", "I open the app"),
        ("trigger", "Every time the phone rings", "the phone rings"),
        ("cost", "it costs me an hour", "an hour"),
        ("feeling", "I feel stupid", "stupid"),
        ("feeling", "feeling on edge", "on edge"),
    ],
)
def test_a_certain_fix_is_offered(field: str, text: str, corrected: str) -> None:
    advice = check_slot(field, text)
    assert not advice.ok
    assert advice.corrected == corrected
    assert corrected in advice.message
    assert check_slot(field, corrected).ok


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("struggle", "late receipts"),
        ("desired_outcome", "peace of mind"),
        ("trigger", "month end"),
        ("trigger", "the end of the quarter"),
        ("trigger", "opening the inbox"),
        ("cost", "lose two hours"),
        ("cost", "I lose two hours"),
        ("workaround", "ask my mum"),
        ("struggle", "wait. Then wait again"),
        ("struggle", 'hear "no'),
    ],
)
def test_an_uncertain_fix_is_only_explained(field: str, text: str) -> None:
    advice = check_slot(field, text)
    assert not advice.ok
    assert advice.message
    assert advice.corrected is None
    assert usable(field, text) == ""


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("trigger", "I finally get the baby down"),
        ("trigger", "Maria asks for the report"),
        ("trigger", "clients ring"),
        ("trigger", 'the auditor asks "who had access?"'),
        ("trigger", "I've got five minutes between two calls"),
        ("struggle", "never know who has paid"),
        ("struggle", "not be able to sleep"),
        ("struggle", "text my whole team"),
        ("cost", "two evenings a month and €1,200 in late fees"),
        ("cost", "missed deadlines"),
        ("workaround", "boiling it early and drinking it lukewarm"),
        ("feeling", "like the office police"),
        ("statement", "I pay rent. I get noise."),
        ("struggle", "be at work by 6 a.m. every day"),
        ("title", "anything at all. Really."),
        ("cost", ""),
    ],
)
def test_what_fits_is_left_alone(field: str, text: str) -> None:
    assert check_slot(field, text).ok
    assert usable(field, text) == text
