"""Preferences: intervals and the sign test against scipy, and sentences that promise nothing."""

import pytest
from scipy.stats import binomtest

from messaging.preferences import ENOUGH_ANSWERS, Counted, Share, added, sentence, sign_test, wilson

COUNTS = [(0, 1), (1, 1), (3, 7), (11, 14), (0, 9), (20, 20), (50, 100), (499, 1000)]
FORBIDDEN = ("winner", "conversion", "verdict", "significant")


def test_it_works() -> None:
    said = sentence(Counted(11, 3, 2), first="the Sundays", second="the books")
    assert said == (
        "11 of 14 chose the Sundays, which tossing a coin could bring about too. 2 more chose "
        "neither. That is what they prefer to read, not what they do."
    )
    assert sentence(Counted(12, 2, 0), first="the Sundays", second="the books") == (
        "12 of 14 chose the Sundays. That is what they prefer to read, not what they do."
    )


@pytest.mark.parametrize(("chosen", "of"), COUNTS)
def test_intervals_and_the_test_are_scipys(chosen: int, of: int) -> None:
    theirs = binomtest(chosen, of, 0.5)
    interval = theirs.proportion_ci(0.95, method="wilson")
    assert wilson(chosen, of) == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert sign_test(chosen, of - chosen) == pytest.approx(theirs.pvalue, rel=1e-9)


def test_nobody_says_nothing() -> None:
    assert (wilson(0, 0), sign_test(0, 0), Share(0, 0).value) == ((0.0, 1.0), 1.0, 0.0)
    assert added([Share(1, 2), Share(3, 4)]) == Share(4, 6)


def test_few_answers_have_no_sentence() -> None:
    few = Counted(ENOUGH_ANSWERS - 1, 0, 3)
    assert sentence(few, first="A", second="B") == "Not enough answers yet: 7 of 8 have chosen."
    neither = sentence(Counted(1, 1, 9), first="A", second="B")
    assert neither == "9 of 11 said that neither sounds like their problem."


def test_many_pairs_ask_for_more() -> None:
    one, many = (sentence(Counted(12, 2, 0), first="A", second="B", pairs=n) for n in (1, 15))
    assert "tossing a coin" not in one
    assert "tossing a coin" in many


def test_a_sentence_is_never_a_verdict() -> None:
    for first in range(12):
        for neither in (0, 9):
            said = sentence(Counted(first, 12 - first, neither), first="A", second="B").lower()
            assert not any(word in said for word in FORBIDDEN)
