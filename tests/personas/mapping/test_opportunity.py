"""What a pain is worth, term by term."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.mapping.opportunity import (
    QuoteFacts,
    evidence_strength,
    freshness,
    opportunity,
    out_of_ten,
    rank_order,
)
from personas.mapping.persona_meter import Heard, how_known

TODAY = date(2026, 11, 22)


def quote(**fields: object) -> QuoteFacts:
    values = {"source": "review", "asked": False, "said_on": TODAY} | fields
    return QuoteFacts(**values)  # type: ignore[arg-type]


def test_it_works() -> None:
    quotes = [quote(source=name) for name in ("review", "support", "interview")]
    found = opportunity(5, 2, quotes, TODAY)
    assert (found.importance, found.satisfaction, found.unmet, found.raw) == (10, 2.5, 7.5, 17.5)
    # three fresh unprompted quotes: weight 3, three sources: 0.25 + 0.75 * 3 / (3 + 2)
    assert found.strength.value == pytest.approx(0.7)
    assert found.score == pytest.approx(17.5 * 0.7)


def test_ratings_run_from_0_to_10_and_the_sum_to_20() -> None:
    assert [out_of_ten(rating) for rating in (1, 3, 5)] == [0, 5, 10]
    assert opportunity(5, 1, [], TODAY).raw == 20
    assert opportunity(1, 5, [], TODAY).raw == 0


def test_what_is_solved_better_than_it_matters_does_not_count_against_it() -> None:
    assert opportunity(3, 5, [], TODAY).raw == 5


def test_without_evidence_it_is_assumed() -> None:
    strength = opportunity(5, 1, [], TODAY).strength
    assert strength.assumed
    assert strength.value == 0.25


def test_three_unprompted_people_in_three_sources_give_high_confidence() -> None:
    quotes = [quote(source=name, person=name) for name in ("review", "support", "social")]
    assert evidence_strength(quotes, TODAY).confidence == "high"
    asked = [quote(source=name, asked=True) for name in ("review", "support", "social")]
    assert evidence_strength(asked, TODAY).confidence == "some"


def test_nothing_new_for_a_year_is_no_high_confidence() -> None:
    old = TODAY - timedelta(days=366)
    quotes = [
        QuoteFacts(source, asked=False, person=source, said_on=old)
        for source in ("review", "support", "interview")
    ]
    assert evidence_strength(quotes, TODAY).confidence == "some"
    assert how_known(Heard(3, 3, 3, 3, old), TODAY).level == "some"


def test_people_who_left_count_more() -> None:
    left = evidence_strength([quote(customer_status="ex_customer")], TODAY)
    stayed = evidence_strength([quote(customer_status="customer")], TODAY)
    assert left.weight == 2 * stayed.weight
    assert left.ex_customers == 1


def test_one_person_counts_for_two_quotes_at_most() -> None:
    many = evidence_strength([quote(person="k") for _ in range(9)], TODAY)
    assert many.weight == 2
    assert many.people == 1


def test_words_go_stale_after_a_year() -> None:
    assert freshness(TODAY - timedelta(days=365), TODAY) == 1
    assert freshness(TODAY - timedelta(days=730), TODAY) == pytest.approx(0.5)
    assert freshness(None, TODAY) == 0.7
    assert freshness(TODAY + timedelta(days=3), TODAY) == 1


def test_the_order_never_depends_on_chance() -> None:
    same = opportunity(4, 2, [], TODAY)
    keys = sorted([(same, 3, 9), (same, 5, 7), (same, 3, 2)], key=lambda pain: rank_order(*pain))
    assert [key for _, _, key in keys] == [7, 2, 9]


QUOTES = st.lists(
    st.builds(
        QuoteFacts,
        source=st.sampled_from(["review", "support", "survey", "interview"]),
        customer_status=st.sampled_from(["customer", "ex_customer", "lost_deal", "unknown"]),
        asked=st.sampled_from([None, True, False]),
        said_on=st.none() | st.dates(date(2020, 1, 1), TODAY),
        person=st.sampled_from(["", "a", "b"]),
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), QUOTES)
def test_it_stays_in_its_bounds(severity: int, satisfaction: int, quotes: list[QuoteFacts]) -> None:
    found = opportunity(severity, satisfaction, quotes, TODAY)
    assert 0 <= found.raw <= 20
    assert 0.25 <= found.strength.value <= 1
    assert found.score <= found.raw


@settings(max_examples=60, deadline=None)
@given(QUOTES)
def test_another_voice_never_weakens_the_evidence(quotes: list[QuoteFacts]) -> None:
    before = evidence_strength(quotes, TODAY).value
    assert evidence_strength([*quotes, quote(person="new")], TODAY).value >= before
