"""Two texts as one, readable: what both say stays whole."""

import time
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.web import differences as at
from messaging.web.differences import Piece, differences

TEXTS = st.text(alphabet="ab \n.", max_size=40)


def test_it_works() -> None:
    assert differences("close the books today", "close the books by Friday") == [
        Piece("same", "close the books "),
        Piece("left", "today"),
        Piece("right", "by Friday"),
    ]


def test_a_shared_word_between_two_changes_is_changed_with_them() -> None:
    kinds = [piece.kind for piece in differences("What could you do", "At last you rest")]
    assert kinds == ["left", "right"]


def test_equal_texts_have_one_piece() -> None:
    assert differences("the same", "the same") == [Piece("same", "the same")]
    assert differences("", "") == []


@pytest.mark.parametrize("limits", [(100_000, 50_000_000), (0, 50_000_000), (0, 6)])
@settings(max_examples=60, deadline=None)
@given(left=TEXTS, right=TEXTS)
def test_both_texts_can_be_read_off(limits: tuple[int, int], left: str, right: str) -> None:
    with mock.patch.multiple(at, MOST_WEIGHED=limits[0], MOST_COMPARED=limits[1]):
        pieces = differences(left, right)
    assert all(piece.text for piece in pieces)
    assert "".join(each.text for each in pieces if each.kind != "right") == left
    assert "".join(each.text for each in pieces if each.kind != "left") == right


@pytest.mark.parametrize("words", [1_000, 20_000])
def test_very_long_texts_are_compared_in_a_moment(words: int) -> None:
    """Somebody with a share link may send such a cell; the page that shows it has to answer."""
    left, right = ("Dear all. " + said * words + "Bye." for said in ("tea cup ", "cup sun tea "))
    begun = time.process_time()
    pieces = differences(left, right)
    assert time.process_time() - begun < 2
    assert pieces[0].kind == pieces[-1].kind == "same"
    assert "".join(each.text for each in pieces if each.kind != "left") == right
