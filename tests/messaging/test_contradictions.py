"""Words that jar: ours with the customers', ours with the moment, ours with ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.contradictions import Said, contradictions, kinds_of
from personas.models import StageKind


def kinds(
    texts: list[str], quotes: list[str] | None = None, stage: str = "considering"
) -> list[str]:
    ours = [Said(number, f"place {number}", text) for number, text in enumerate(texts)]
    theirs = [Said(number, "a customer", text) for number, text in enumerate(quotes or [])]
    return [each.kind for each in contradictions(ours, theirs, stage)]


def test_it_works() -> None:
    ours = Said(7, "Site", "It is simple: one list.")
    theirs = Said(3, "an ex-customer", "I found it so confusing that I left.")
    (found,) = contradictions([ours], [theirs], "considering")
    assert (found.kind, found.ours, found.other) == ("denied", 7, 3)
    assert found.words == ("simple", "confusing")
    assert found.why == "We say “simple”; an ex-customer says “confusing”."


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("A simpleton's guide.", "It was confusing."),
        ("It is simple.", "The weather was fine."),
        ("Your Sunday back.", "It was confusing and slow."),
        ("", ""),
    ],
)
def test_whole_words_of_both_sides_are_needed(ours: str, theirs: str) -> None:
    assert kinds([ours], [theirs]) == []


@pytest.mark.parametrize(
    ("text", "stage", "found"),
    [
        ("Sign up today.", "using", ["unfit"]),
        ("Sign up today.", "deciding", []),
        ("Buy now.", "unaware", ["unfit"]),
        ("Change your plan here.", "left", ["unfit"]),
        ("Change your plan here.", "using", []),
    ],
)
def test_what_does_not_fit_the_moment(text: str, stage: str, found: list[str]) -> None:
    assert kinds([text], stage=stage) == found


def test_two_numbers_for_one_thing() -> None:
    first = "Your first quote is ready in 2 hours."
    assert kinds([first, "Have your first quote ready in 3 hours."]) == ["amounts"]
    assert kinds([first, "Have your first quote ready in 2 hours."]) == []
    assert kinds([first, "Our kitchen closes for 3 hours."]) == []
    assert kinds(["The plan for small teams is £5 a month.", "Small teams: our plan, £7 a month."])


def test_a_thousand_is_a_thousand_however_it_is_written() -> None:
    first = "Our kitchens served 12,000 customers."
    assert kinds([first, "Our kitchens served 12000 customers."]) == []
    assert kinds([first, "Our kitchens served 12,500 customers."]) == ["amounts"]


def test_the_kinds_are_those_there_are() -> None:
    assert kinds_of() <= set(StageKind.values)


@given(st.lists(st.text(max_size=80), max_size=4), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_can_be_read(texts: list[str], quotes: list[str]) -> None:
    kinds(texts, quotes, "left")
