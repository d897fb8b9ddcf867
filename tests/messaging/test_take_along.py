"""Copy as the tool it is for takes it."""

from collections.abc import Mapping
from typing import Any

import pytest

from messaging.channels import all_channels
from messaging.channels.document import document_of
from messaging.channels.merge_tags import UnknownTokenError, dialects, fault_in, with_fallbacks
from messaging.channels_here import TagsHere
from messaging.merge_tag_settings import set_merge_tags
from messaging.own_channels import add_channel
from messaging.take_along import parts_in_dialect, text_in_dialect, usual_way, ways, written
from tests import make
from tests.conftest import Cast

NONE = TagsHere("", {}, {})
MAIL = {"subject": "Hi {{first_name|there}}", "preheader": "Late?", "body": "One\n\nTwo"}


def test_it_works(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace, channel="email"), parts=MAIL)
    said = text_in_dialect(access=cast.access, variant=variant, dialect="mautic", part="subject")
    assert said == "Hi {contactfield=firstname|there}"
    whole = text_in_dialect(access=cast.access, variant=variant)
    assert whole == "Hi {{first_name|there}}\n\nLate?\n\nOne\n\nTwo"
    filled = parts_in_dialect(access=cast.access, variant=variant, dialect="filled")
    assert filled["subject"] == "Hi there"


def test_the_workspaces_own_tool_and_fields_are_used(cast: Cast) -> None:
    fields = {"mailchimp": {"first_name": "VORNAME"}}
    set_merge_tags(access=cast.access, dialect="mailchimp", fields=fields, longest={})
    variant = make.make_variant(make.make_message(cast.workspace, channel="email"), parts=MAIL)
    assert usual_way(cast.access) == next(iter(ways(cast.access))) == "mailchimp"
    said = text_in_dialect(access=cast.access, variant=variant, part="subject")
    assert said == "Hi *|IF:VORNAME|**|VORNAME|**|ELSE:|*there*|END:IF|*"


def test_one_text_of_a_list_and_what_is_appended(cast: Cast) -> None:
    document = document_of(all_channels()["sms"])
    document["parts"][0]["appended"] = "Reply STOP to end"
    add_channel(access=cast.access, key="sms", document=document)
    sms = make.make_variant(make.make_message(cast.workspace, channel="sms"), parts={"body": "Hi"})
    assert text_in_dialect(access=cast.access, variant=sms) == "Hi Reply STOP to end"
    ad = {"headlines": ["A", "B"], "descriptions": ["C"]}
    row = make.make_variant(make.make_message(cast.workspace, channel="google_rsa"), parts=ad)
    assert text_in_dialect(access=cast.access, variant=row, part="headlines[1]") == "B"
    assert text_in_dialect(access=cast.access, variant=row, part="headlines") == "A\nB"
    for part in ("headlines[2]", "headlines[x]", "fax"):
        with pytest.raises(KeyError):
            text_in_dialect(access=cast.access, variant=row, part=part)
    with pytest.raises(KeyError, match="mailchimp"):
        text_in_dialect(access=cast.access, variant=row, dialect="klingon")


# The table of the facts, each dialect, and what quotes in a fallback become in it.
@pytest.mark.parametrize(
    ("dialect", "plain", "quoted"),
    [
        (
            "mailchimp",
            "*|IF:FNAME|**|FNAME|**|ELSE:|*there*|END:IF|*",
            '*|IF:FNAME|**|FNAME|**|ELSE:|*my "dear"*|END:IF|*',
        ),
        (
            "hubspot",
            "{{ personalization_token('contact.firstname', 'there') }}",
            "{{ personalization_token('contact.firstname', 'my \"dear\"') }}",
        ),
        (
            "liquid",
            '{{ user.firstName | default: "there" }}',
            "{{ user.firstName | default: 'my \"dear\"' }}",
        ),
        (
            "mautic",
            "{contactfield=firstname|there}",
            '{contactfield=firstname|my "dear"}',
        ),
        (
            "listmonk",
            '{{ or .Subscriber.FirstName "there" }}',
            '{{ or .Subscriber.FirstName "my \\"dear\\"" }}',
        ),
        (
            "handlebars",
            "{{#if first_name}}{{first_name}}{{else}}there{{/if}}",
            '{{#if first_name}}{{first_name}}{{else}}my "dear"{{/if}}',
        ),
        (
            "ampscript",
            '%%=IIF(EMPTY(FirstName),"there",FirstName)=%%',
            '%%=IIF(EMPTY(FirstName),"my ""dear""",FirstName)=%%',
        ),
    ],
)
def test_every_dialect_of_the_table(dialect: str, plain: str, quoted: str) -> None:
    assert written("{{first_name|there}}", dialect, NONE) == plain
    assert written('{{ first_name | my "dear" }}', dialect, NONE) == quoted


def test_google_inserts_keywords_and_customizers() -> None:
    tags = TagsHere("", {"google_customizer": {"city": "City"}}, {})
    assert written("Late in {{city|town}}?", "google_customizer", tags) == (
        "Late in {CUSTOMIZER.City:town}?"
    )
    assert written("{{keyword|trains}}", "google_keyword", NONE) == "{KeyWord:trains}"
    with pytest.raises(UnknownTokenError, match="city"):
        written("{{city|town}}", "google_keyword", NONE)
    assert set(dialects()) >= {"google_keyword", "google_customizer"}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Hi {{first_name|}}, welcome", "Hi, welcome"),
        ("Hi {{ first_name | }} , welcome", "Hi, welcome"),
        ("Hi {{first_name|}} and you", "Hi and you"),
        ("{{first_name|}} hello", "hello"),
        ("Thanks {{first_name|}}!", "Thanks!"),
        ("Hi {{first_name| there }},", "Hi there,"),
        ("{KeyWord:late trains} again", "late trains again"),
    ],
)
def test_no_blank_is_left_before_a_comma(text: str, seen: str) -> None:
    assert with_fallbacks(text) == seen


def test_a_gap_is_shown_as_it_would_be_read() -> None:
    assert "“Hi ,”" in fault_in("Hi {{first_name|}},")
    known: Mapping[str, Any] = {"city": ""}
    assert "known: city" in fault_in("{{town|here}}", known)
