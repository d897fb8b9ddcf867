"""Two texts as one, readable: what both say stays whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off(left: str, right: str) -> None:
    pieces = differences(left, right)
    assert "".join(each.text for each in pieces if each.kind != "right") == left
    assert "".join(each.text for each in pieces if each.kind != "left") == right
