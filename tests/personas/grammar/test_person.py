"""Turning customers' words from the first person into the second and the third."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.grammar.person import has_quoted_speech, quoted_spans, turn

SECOND = [
    ("I waste my Sundays", "you waste your Sundays"),
    ("I'm late and my boss notices", "you're late and your boss notices"),
    ("I’m on hold", "you’re on hold"),
    ("I've got five minutes", "you've got five minutes"),
    ("I'd rather walk", "you'd rather walk"),
    ("I'll be late", "you'll be late"),
    ("we're our own bookkeepers", "you're your own bookkeepers"),
    ("we lose our best people", "you lose your best people"),
    ("nobody asks us", "nobody asks you"),
    ("the US team asks us", "the US team asks you"),
    ("I do it myself", "you do it yourself"),
    ("we do it ourselves", "you do it yourselves"),
    ("I tell ourselves lies", "you tell yourself lies"),
    ("that seat is mine", "that seat is yours"),
    ("I am tired", "you are tired"),
    ("at 9 am I am tired", "at 9 am you are tired"),
    ("I was late", "you were late"),
    ("I never was good at it", "you never were good at it"),
    ("I wonder if I was right", "you wonder if you were right"),
    ("my boss was angry", "your boss was angry"),
    ("I wasn't told", "you weren't told"),
    ("it was me", "it was you"),
    ("was I wrong", "were you wrong"),
    ("Do I really need it", "Do you really need it"),
    ("my wife and I fight", "you and your wife fight"),
    ("me and my brother share it", "you and your brother share it"),
    ("i can't sleep", "you can't sleep"),
    ("Type I diabetes scares me", "Type I diabetes scares you"),
    ("World War I ends and I sigh", "World War I ends and you sigh"),
    ('my boss asks "where is my report?"', 'your boss asks "where is my report?"'),
    ("she says 'I'm fine' to me", "she says 'I'm fine' to you"),
    ("the kids' toys and my back", "the kids' toys and your back"),
    ("the '90s and my hair", "the '90s and your hair"),
    ("Zoë waits for me", "Zoë waits for you"),
    ("I pay €1,200.50 a month", "you pay €1,200.50 a month"),
    ("ich kenne das", "ich kenne das"),
    ("choose a seat", "choose a seat"),
    ("your invoice is late", "your invoice is late"),
    ("My kettle roars. I wake up.", "Your kettle roars. You wake up."),
    ("I quit. We both did.", "you quit. You both did."),
]


@pytest.mark.parametrize(("text", "expected"), SECOND)
def test_it_works(text: str, expected: str) -> None:
    assert turn(text, "second") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wastes my Sundays", "wastes their Sundays"),
        ("feels like myself", "feels like themselves"),
        ("waits for me", "waits for them"),
        ("asks us for our keys", "asks them for their keys"),
        ("my back hurts", "their back hurts"),
        ("I'm late", "they're late"),
        ("loses your keys", "loses their keys"),
    ],
)
def test_third_person(text: str, expected: str) -> None:
    assert turn(text, "third") == expected


@pytest.mark.parametrize(
    "text",
    [
        "I don't know what you do",
        "let's go, I say",
        "I called the bank and was told no",
        'I say "no',
        "I work in the mine",
        "it ain't me, I swear",
        "I wrote ”backwards“",
    ],
)
def test_what_would_be_a_guess_is_not_turned(text: str) -> None:
    assert turn(text, "second") is None


def test_you_may_be_subject_or_object_in_the_third_person() -> None:
    assert turn("tells you", "third") is None


def test_quoted_speech_is_found() -> None:
    assert quoted_spans('say "no" twice') == [(4, 8)]
    assert quoted_spans("don't and the drivers' seats") == []
    assert has_quoted_speech("„nein“ sagen")
    assert has_quoted_speech('an open "quote')
    assert not has_quoted_speech("it's 5' tall, isn't it")


FIRST = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves", "am"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*sorted(FIRST), "tea", "wait", "and", "was", "the", ","])))
def test_nothing_of_the_first_person_is_left(words: list[str]) -> None:
    turned = turn(" ".join(words), "second")
    if turned is not None:
        assert not FIRST & set(turned.lower().split())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_it_never_fails_and_turning_twice_changes_nothing(text: str) -> None:
    turned = turn(text, "second")
    if turned is not None:
        assert turn(turned, "second") in (turned, None)
