"""The forms of a base-form verb phrase, and where no form is safe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.grammar import verb_phrase as verbs

# phrase, gerund, after "you", after "someone who"
FORMS = [
    (
        "chase people for receipts",
        "chasing people for receipts",
        None,
        "chases people for receipts",
    ),
    ("lie to my boss", "lying to my boss", None, "lies to my boss"),
    ("tie my shoes twice", "tying my shoes twice", None, "ties my shoes twice"),
    ("die of boredom", "dying of boredom", None, "dies of boredom"),
    ("panic", "panicking", None, "panics"),
    ("have to beg", "having to beg", None, "has to beg"),
    ("go home late", "going home late", None, "goes home late"),
    ("do it twice", "doing it twice", None, "does it twice"),
    ("agree to everything", "agreeing to everything", None, "agrees to everything"),
    ("rely on spreadsheets", "relying on spreadsheets", None, "relies on spreadsheets"),
    ("double-check every bill", "double-checking every bill", None, "double-checks every bill"),
    ("re-type it", "re-typing it", None, "re-types it"),
    ("doomscroll at night", "doomscrolling at night", None, "doomscrolls at night"),
    ("text my whole team", "texting my whole team", None, "texts my whole team"),
    ("be late", "being late", "are late", "is late"),
    ("always be late", "always being late", "are always late", "is always late"),
    ("never know who paid", "never knowing who paid", None, "never knows who paid"),
    ("constantly chase people", "constantly chasing people", None, "constantly chases people"),
    ("no longer enjoy it", "no longer enjoying it", None, "no longer enjoys it"),
    ("not know why", "not knowing why", "don't know why", "doesn't know why"),
    ("don't know why", "not knowing why", "don't know why", "doesn't know why"),
    ("not be able to sleep", "not being able to sleep", "can't sleep", "can't sleep"),
    ("can't find my keys", "not being able to find my keys", "can't find my keys", None),
    ("never be able to rest", "never being able to rest", "can never rest", "can never rest"),
    ("wait and hope", "waiting and hoping", None, "waits and hopes"),
    ("guess, hope and pray", "guessing, hoping and praying", None, "guesses, hopes and prays"),
    ("copy and paste numbers", "copying and pasting numbers", None, "copies and pastes numbers"),
    ("buy milk, eggs and bread", "buying milk, eggs and bread", None, "buys milk, eggs and bread"),
    (
        "stop and check my phone",
        "stopping and checking my phone",
        None,
        "stops and checks my phone",
    ),
    (
        "choose between tea and a sleeping baby",
        "choosing between tea and a sleeping baby",
        None,
        "chooses between tea and a sleeping baby",
    ),
    (
        "be late and miss the bus",
        "being late and missing the bus",
        "are late and miss the bus",
        None,
    ),
    ("Chase people", "chasing people", "chase people", "chases people"),
    ('hear "it\'s fine" again', 'hearing "it\'s fine" again', None, 'hears "it\'s fine" again'),
    ("pay €1,200 to Søren", "paying €1,200 to Søren", None, "pays €1,200 to Søren"),
]


@pytest.mark.parametrize(("text", "gerund", "you", "someone"), FORMS)
def test_it_works(text: str, gerund: str, you: str | None, someone: str | None) -> None:
    assert verbs.gerund(text) == gerund
    assert verbs.finite(text) == (you or text)
    if someone is not None:
        assert verbs.third_singular(text) == someone


@pytest.mark.parametrize(
    "text",
    [
        "choose between work and sleep",
        "try to find the file and send it",
        "wonder if they paid and call",
        'say "no" and leave',
    ],
)
def test_a_second_verb_that_may_be_a_noun_is_not_inflected(text: str) -> None:
    assert verbs.gerund(text) is None
    assert verbs.third_singular(text) is None
    assert verbs.infinitive(text) == text


@pytest.mark.parametrize(
    "text", ["chasing people", "the late bills", "a mess", "", "late receipts", "42", "my boss"]
)
def test_what_is_no_verb_phrase_has_no_form(text: str) -> None:
    assert not verbs.is_verb_phrase(text)
    for form in (verbs.gerund, verbs.finite, verbs.third_singular, verbs.imperative):
        assert form(text) is None


def test_two_sentences_are_no_phrase() -> None:
    assert not verbs.is_verb_phrase("wait. Then wait again")


@pytest.mark.parametrize(
    ("text", "can", "to", "imperative"),
    [
        ("make tea", "can make tea", "to make tea", "make tea"),
        ("be able to sleep", "can sleep", "to be able to sleep", "sleep"),
        ("not have to worry", "don't have to worry", "not to have to worry", None),
        ("never chase again", "never chase again", "to never chase again", "never chase again"),
        ("be calm", "can be calm", "to be calm", "be calm"),
        ("to rest", "can rest", "to rest", "rest"),
    ],
)
def test_forms_of_what_is_wanted(text: str, can: str, to: str, imperative: str | None) -> None:
    assert verbs.with_can(text) == can
    assert verbs.to_infinitive(text) == to
    assert verbs.imperative(text) == imperative


def test_an_action_is_something_one_does() -> None:
    assert verbs.action("chase people") == "chase people"
    assert verbs.action("never know") is None
    assert verbs.action("not be able to sleep") is None
    assert verbs.is_negative("can't sleep")
    assert not verbs.is_negative("sleep badly")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    for form in (verbs.gerund, verbs.finite, verbs.third_singular, verbs.with_can, verbs.action):
        result = form(text)
        assert result is None or isinstance(result, str)
