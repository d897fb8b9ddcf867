"""What a link carries besides utm_*."""

from messaging.utm import carrying


def test_it_works() -> None:
    link = carrying("https://example.org/a?x={keyword}#part", {"cuppa_from": "a b"})

    assert link == "https://example.org/a?x={keyword}&cuppa_from=a%20b#part"


def test_it_is_carried_once() -> None:
    link = carrying("https://example.org/?cuppa_from=old&y=1", {"cuppa_from": "new"})

    assert link == "https://example.org/?y=1&cuppa_from=new"


def test_what_is_no_link_stays() -> None:
    assert carrying("no link", {"cuppa_from": "a"}) == "no link"
    assert carrying("https://example.org/", {}) == "https://example.org/"
