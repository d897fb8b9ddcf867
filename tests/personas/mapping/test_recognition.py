"""Who is recognised by which sign: a table, and the fast way against the plain one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.mapping.recognition import (
    KINDS,
    LONGEST_SIGN,
    MATCHES,
    MOST_VALUES,
    Rule,
    explain,
    fold,
    gather_signs,
    index_rules,
)

RULES = [
    Rule(1, "utm_source", "equals", "News", persona="nora"),
    Rule(2, "utm_campaign", "starts_with", "spring-", persona="otto"),
    Rule(3, "page", "equals", "/cancel", moment=7),
    Rule(4, "page", "contains", "pricing", moment=8),
    Rule(5, "referrer", "contains", "rival.example", moment=9),
    Rule(6, "signal", "equals", "asked to cancel", moment=7),
    Rule(7, "list", "equals", "vip", persona="vera"),
    Rule(8, "keyword", "contains", "cheap", persona="otto"),
    Rule(9, "page", "starts_with", "/blog/", persona="nora"),
]


def test_it_works() -> None:
    recogniser = index_rules(RULES)
    assert recogniser.recognise(gather_signs([("utm_source", "news")])) == ("nora", None)
    assert recogniser.recognise(gather_signs([])) == (None, None)
    assert index_rules([]).kinds == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"utm_source": " NEWS "}, ("nora", None)),
        ({"utm_source": "newsletter"}, (None, None)),
        ({"utm_campaign": "Spring-sale"}, ("otto", None)),
        ({"utm_source": "news", "utm_campaign": "spring-sale"}, ("otto", None)),
        ({"page": "https://www.tea.example/cancel/?step=2#why"}, (None, 7)),
        ({"page": "/cancel"}, (None, 7)),
        ({"page": "https://tea.example/cancelled"}, (None, None)),
        ({"page": "https://tea.example/en/pricing"}, (None, 8)),
        ({"page": "https://tea.example/blog/tea?utm_source=news"}, ("nora", None)),
        ({"page": "https://tea.example/?utm_campaign=spring-1"}, ("otto", None)),
        ({"page": "/?utm_source=news", "utm_source": "other"}, (None, None)),
        ({"referrer": "https://rival.example/compare"}, (None, 9)),
        ({"referrer": "https://rival.example/", "page": "/cancel"}, (None, 7)),
        ({"signal": "opened mail, asked  to cancel"}, (None, 7)),
        ({"list": "vip", "utm_source": "news", "page": "/pricing"}, ("vera", 8)),
        ({"keyword": "cheap tea", "utm_source": "news"}, ("otto", None)),
        ({"nonsense": "vip", "utm_id": "news"}, (None, None)),
    ],
)
def test_the_table(given: dict[str, str], expected: tuple[str | None, int | None]) -> None:
    signs = gather_signs(given.items())
    assert index_rules(RULES).recognise(signs) == expected
    reading = explain(RULES, signs)
    assert (reading.persona, reading.moment) == expected


def test_is_wins_over_begins_with_and_the_longer_and_older_over_the_rest() -> None:
    rules = [
        Rule(1, "utm_source", "contains", "news", persona="part"),
        Rule(2, "utm_source", "starts_with", "news", persona="short"),
        Rule(3, "utm_source", "starts_with", "newsletter", persona="long"),
        Rule(5, "utm_source", "equals", "newsletter-1", persona="younger"),
        Rule(4, "utm_source", "equals", "newsletter-1", persona="older"),
    ]
    recogniser = index_rules(rules)
    told = {
        text: recogniser.recognise(gather_signs([("utm_source", text)]))[0]
        for text in ("newsletter-1", "newsletter-2", "newspaper", "the news")
    }
    assert list(told.values()) == ["older", "long", "short", "part"]
    fits = explain(rules, gather_signs([("utm_source", "newsletter-1")])).fits
    assert [fit.rule.id for fit in fits] == [4, 5, 3, 2, 1]
    assert [fit.decides for fit in fits] == [True, False, False, False, False]


def test_what_a_browser_sends_is_bounded() -> None:
    signs = gather_signs([("page", "a" * 10_000), ("signal", ",".join(map(str, range(1000))))])
    assert max(map(len, signs["page"])) == LONGEST_SIGN
    assert len(signs["signal"]) <= MOST_VALUES
    gather_signs([("page", "http://[?utm_source=%ff&utm_=&utm_source")])


def test_an_address_is_compared_in_one_way() -> None:
    assert fold("page", "HTTPS://www.Tea.example/Pricing/?a=1#b") == "tea.example/pricing"
    assert fold("page", "/") == "/"
    assert fold("utm_source", "https://x") == "https://x"


TEXTS = st.text("ab/,", max_size=5)


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(MATCHES), TEXTS, st.integers(0, 5))),
    st.lists(st.tuples(st.sampled_from(KINDS), TEXTS)),
)
def test_the_fast_way_says_what_the_plain_one_says(
    given_rules: list[tuple[str, str, str, int]], pairs: list[tuple[str, str]]
) -> None:
    rules = [
        Rule(
            number,
            kind,
            match,
            value,
            persona=f"p{target}" if target < 3 else None,
            moment=target if target >= 3 else None,
        )
        for number, (kind, match, value, target) in enumerate(given_rules, start=1)
        if fold(kind, value)
    ]
    signs = gather_signs(pairs)
    reading = explain(rules, signs)
    assert index_rules(rules).recognise(signs) == (reading.persona, reading.moment)
