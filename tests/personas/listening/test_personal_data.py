"""What would lead to a person is found, and what only looks like it is left."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.reading import personal_data_score
from personas.listening.personal_data import KINDS, find_personal_data, mask


def test_it_works() -> None:
    text = "Call +44 20 7946 0958 or write to jane@example.com."
    assert mask(text) == ("Call [phone] or write to [e-mail].", ("phone", "e-mail"))


def test_most_is_found_and_hardly_anything_else() -> None:
    score = personal_data_score()
    assert score.lines >= 120
    assert score.precision >= 0.97, score.wrong
    assert score.recall >= 0.95, score.missed


@pytest.mark.parametrize(
    "said",
    [
        "I need more physical cards.",
        "Order 1234567890 from 2026-03-31 cost 1,234,567.89 EUR.",
        "You open 0900-1700, in 2019-2024 you did not.",
        "Version 10.0.0.1 crashes at 10:20:30.",
    ],
)
def test_what_leads_to_nobody_stays(said: str) -> None:
    assert mask(said) == (said, ())


@pytest.mark.parametrize("wrong", ["4111 1111 1111 1112", "DE88 3704 0044 0532 0130 00"])
def test_a_number_that_does_not_add_up_is_none(wrong: str) -> None:
    assert not [one for one in find_personal_data(wrong) if one.kind in ("card", "account")]


@given(st.text(max_size=200))
def test_findings_are_in_order_and_never_overlap(text: str) -> None:
    found = find_personal_data(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) and one.kind in KINDS for one in found)


@given(
    st.text(max_size=60), st.sampled_from(["a@b.co", "+44 20 7946 0958", "DE89370400440532013000"])
)
def test_what_is_masked_is_masked_once(around: str, secret: str) -> None:
    once, _ = mask(f"{around} {secret} {around}")
    assert secret not in once
    assert mask(once)[0] == once
