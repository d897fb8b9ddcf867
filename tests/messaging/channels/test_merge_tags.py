"""Merge tags: one neutral token, many dialects, always a fallback."""

import pytest

from messaging.channels.merge_tags import (
    UnknownTokenError,
    dialects,
    fault_in,
    in_dialect,
    tokens,
    with_fallbacks,
    with_longest,
)

HELLO = "Hi {{first_name|there}},"


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("mailchimp", "Hi *|IF:FNAME|**|FNAME|**|ELSE:|*there*|END:IF|*,"),
        ("hubspot", "Hi {{ personalization_token('contact.firstname', 'there') }},"),
        ("liquid", 'Hi {{ user.firstName | default: "there" }},'),
        ("mautic", "Hi {contactfield=firstname|there},"),
        ("listmonk", 'Hi {{ or .Subscriber.FirstName "there" }},'),
        ("handlebars", "Hi {{#if first_name}}{{first_name}}{{else}}there{{/if}},"),
        ("ampscript", 'Hi %%=IIF(EMPTY(FirstName),"there",FirstName)=%%,'),
    ],
)
def test_it_works(dialect: str, expected: str) -> None:
    assert in_dialect(HELLO, dialects()[dialect]) == expected


def test_google_inserts_keywords_only() -> None:
    google = dialects()["google_keyword"]
    assert in_dialect("Fix {{keyword|late trains}}", google) == "Fix {KeyWord:late trains}"
    with pytest.raises(UnknownTokenError, match="first_name"):
        in_dialect(HELLO, google)


def test_a_workspace_may_name_its_own_fields() -> None:
    assert "*|VORNAME|*" in in_dialect(HELLO, dialects()["mailchimp"], {"first_name": "VORNAME"})


def test_a_quote_in_the_fallback_is_escaped() -> None:
    text = in_dialect("{{first_name|o'clock}}", dialects()["hubspot"])
    assert text == "{{ personalization_token('contact.firstname', 'o\\'clock') }}"


def test_lengths_use_the_longer_of_value_and_fallback() -> None:
    assert with_longest(HELLO, {"first_name": "Maximilian"}) == "Hi Maximilian,"
    assert with_longest(HELLO, {"first_name": "Bo"}) == "Hi there,"
    assert with_longest("{KeyWord:trains} late?") == "trains late?"
    assert with_fallbacks(HELLO) == "Hi there,"


def test_tokens_are_listed_in_order() -> None:
    assert tokens("{{first_name|you}} at {{company|work}}") == ["first_name", "company"]


@pytest.mark.parametrize(
    "text",
    [
        "Hi {{first_name}},",
        "Hi {{first_name|}},",
        "Hi {{shoe_size|there}},",
        "Hi *|FNAME|*,",
        "Hi {first_name},",
        "Hi [[name]],",
        "Hi %%name%%,",
        "Hi ${name},",
        "Hi {struggle:you},",
    ],
)
def test_an_open_tag_is_a_fault(text: str) -> None:
    assert fault_in(text)


@pytest.mark.parametrize(
    "text", [HELLO, "50 % off", "a {curly} price: no", "{KeyWord:late trains}"]
)
def test_what_is_complete_is_no_fault(text: str) -> None:
    assert fault_in(text.replace("{curly}", "(curly)")) == ""
