"""Copy is read in the same order from every database."""

from itertools import pairwise

import pytest

from messaging.channels.registry import all_channels, reading_order
from messaging.models import Variant


@pytest.mark.parametrize("key", list(all_channels()))
def test_it_works(key: str) -> None:
    order = reading_order()
    for before, after in pairwise(part.key for part in all_channels()[key].parts):
        assert order[before] < order[after]


def test_a_variant_is_read_from_its_headline_whatever_order_it_was_stored_in() -> None:
    parts = {"button": "See how", "subline": "By the third.", "headline": "Sundays", "odd": "?"}
    read = Variant(parts=parts).sentences()
    assert [part for part, _ in read] == ["headline", "subline", "button", "odd"]


def test_lists_are_read_text_by_text() -> None:
    read = Variant(parts={"descriptions": ["c"], "headlines": ["a", "b", ""]}).sentences()
    assert read == [("headlines", "a"), ("headlines", "b"), ("descriptions", "c")]
