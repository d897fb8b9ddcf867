"""Links with utm_*: what is there stays, what is new is added once."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.utm import UnusableUrlError, already_there, build, layered, problems

MAIL = {"source": "newsletter", "medium": "email", "campaign": "spring"}
ADDED = "utm_source=newsletter&utm_medium=email&utm_campaign=spring&utm_content=hero-1"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.example", f"https://a.example?{ADDED}"),
        ("https://a.example/tea", f"https://a.example/tea?{ADDED}"),
        ("https://a.example/tea?", f"https://a.example/tea?{ADDED}"),
        ("https://a.example/?x=1&y=a+b", f"https://a.example/?x=1&y=a+b&{ADDED}"),
        ("https://a.example/?x=%C3%BC", f"https://a.example/?x=%C3%BC&{ADDED}"),
        ("https://a.example/?x=1#price", f"https://a.example/?x=1&{ADDED}#price"),
        ("https://a.example/#/route?x=1", f"https://a.example/?{ADDED}#/route?x=1"),
        ("https://a.example/?flag&x=1", f"https://a.example/?flag&x=1&{ADDED}"),
        ("https://a.example:8443/tea", f"https://a.example:8443/tea?{ADDED}"),
        ("https://müller.example/", f"https://xn--mller-kva.example/?{ADDED}"),
        ("https://a.example/grüner-tee", f"https://a.example/gr%C3%BCner-tee?{ADDED}"),
        ("  https://a.example/tea ", f"https://a.example/tea?{ADDED}"),
        (
            "https://a.example/?utm_source=partner",
            "https://a.example/?utm_source=partner&utm_medium=email&utm_campaign=spring"
            "&utm_content=hero-1",
        ),
        (
            "https://a.example/?UTM_Source=partner&gclid=x",
            "https://a.example/?UTM_Source=partner&gclid=x&utm_medium=email&utm_campaign=spring"
            "&utm_content=hero-1",
        ),
    ],
)
def test_it_works(link: str, expected: str) -> None:
    assert build(link, MAIL, "hero-1") == expected


def test_what_is_there_is_replaced_only_when_told_and_then_once() -> None:
    link = "https://a.example/?utm_source=old&x=1&utm_source=older#end"
    assert build(link, {"source": "new"}) == link
    replaced = build(link, {"source": "new"}, replace=True)
    assert replaced == "https://a.example/?utm_source=new&x=1#end"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("spring sale", "spring%20sale"),
        ("tea & cake", "tea%20%26%20cake"),
        ("a=b#c?d/e", "a%3Db%23c%3Fd%2Fe"),
        ("Grüße", "Gr%C3%BC%C3%9Fe"),
        ("100%", "100%25"),
        ("茶", "%E8%8C%B6"),
        ("{keyword}", "{keyword}"),
        ("ad {creative} left", "ad%20{creative}%20left"),
        ("{not closed", "%7Bnot%20closed"),
    ],
)
def test_values_are_encoded_but_for_what_a_platform_fills_in(value: str, written: str) -> None:
    assert build("https://a.example/", {"term": value}) == f"https://a.example/?utm_term={written}"


def test_nothing_said_adds_nothing() -> None:
    link = "https://a.example/tea?x=1#y"
    assert build(link, {}) == link
    assert build(link, {"source": " ", "colour": "red"}) == link


@pytest.mark.parametrize(
    "link",
    ["", "a.example", "ftp://a.example", "https://", "javascript:x", "https://[", "https://a]b/?x"],
)
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(UnusableUrlError):
        build(link, MAIL)
    assert problems(link)
    assert already_there(link) == []


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ("https://a.example/a b", "blank"),
        ("https://me:secret@a.example/", "password"),
        ("http://a.example/", "https"),
        ("https://example/", "ending"),
        ("https://a.example/?x=1&x=2", "twice"),
        ("https://a.example/#utm_source=x", "#"),
        ("https://a.example/?" + "x" * 2048, "2,048"),
    ],
)
def test_problems_are_named(link: str, word: str) -> None:
    assert any(word in each for each in problems(link))


def test_a_good_link_has_no_problem() -> None:
    assert problems("https://a.example/tea?x=1&utm_source=y#z") == []
    assert already_there("https://a.example/?utm_term=a&x=1&UTM_source=y") == [
        "utm_term",
        "utm_source",
    ]


def test_the_nearer_layer_wins_and_an_empty_one_says_nothing() -> None:
    channel, campaign = {"medium": "email", "source": "mail"}, {"campaign": "spring"}
    found = layered(channel, campaign, {"source": "partner", "medium": ""})
    assert found == {"medium": "email", "source": "partner", "campaign": "spring"}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(values=st.dictionaries(st.sampled_from(["source", "medium", "campaign"]), TEXTS))
def test_what_goes_in_is_what_analytics_reads(values: dict[str, str]) -> None:
    link = build("https://a.example/?x=1#y", values, "key")
    read = parse_qsl(urlsplit(link).query, keep_blank_values=True)
    said = {name: value for name, value in read if name.startswith("utm_")}
    expected = {f"utm_{name}": value.strip() for name, value in values.items() if value.strip()}
    assert said == expected | {"utm_content": "key"}
    assert ("x", "1") in read
    assert link.endswith("#y")
    assert build(link, values, "key") == link
