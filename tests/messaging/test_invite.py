"""Words to invite with: the same in every language and tool, and short enough."""

import pytest

from messaging.ask_words import FOLDER, ask_words, invite_words
from messaging.channels.merge_tags import fault_in
from messaging.invite import NO_TOOL, invitation, tools
from personas.survey_words import languages

KINDS = ("struggle", "churn", "rating", "ask")
LINK = "https://cuppa.example/a/" + "x" * 43 + "/"


def test_it_works() -> None:
    found = invitation(kind="ask", language="en", address=LINK, brand="Tea & Sons", tool="hubspot")
    assert "{{ personalization_token('contact.firstname', 'there') }}" in found.email
    assert found.email.endswith("Tea & Sons")
    assert found.sms in found.as_text()


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_word(language: str) -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(languages())
    assert set(ask_words(language)) == set(ask_words("en"))
    for kind in KINDS:
        words = invite_words(kind, language)
        assert set(words) == {"subject", "email", "sms", "chat"}
        assert all(
            not fault_in(text.replace("{link}", "").replace("{brand}", ""))
            for text in words.values()
        )
        assert all("{link}" in words[way] for way in ("email", "sms", "chat"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", languages())
def test_a_text_message_costs_two_at_most(kind: str, language: str) -> None:
    for tool in tools():
        found = invitation(
            kind=kind, language=language, address=LINK, brand="Tea and Sons", tool=tool
        )
        assert found.count.encoding == "gsm7"
        assert found.count.segments <= 2


def test_a_brand_that_looks_like_a_tag_is_none() -> None:
    brand = "{{first_name|there}}"
    found = invitation(kind="ask", language="en", address=LINK, brand=brand, tool=NO_TOOL)
    assert found.email.endswith(brand)
