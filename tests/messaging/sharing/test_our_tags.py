"""A text that left with a tool's merge tags is known again when it comes back."""

import pytest

from messaging.channels.channel import Parts
from messaging.channels.merge_tags import dialects, in_dialect
from messaging.sharing.our_tags import with_our_tags

SUBJECT = "Hi {{first_name|there}}, tea is ready"
TEXTS = ["{{first_name|friend}} and {{company|you}}", "No tag"]
OURS: Parts = {"subject": SUBJECT, "texts": TEXTS}


@pytest.mark.parametrize(
    "key", [key for key, one in dialects().items() if {"first_name", "company"} <= set(one.fields)]
)
def test_it_works(key: str) -> None:
    dialect = dialects()[key]
    theirs: Parts = {
        "subject": in_dialect(SUBJECT, dialect),
        "texts": [in_dialect(text, dialect) for text in TEXTS],
    }
    assert theirs["subject"] != SUBJECT
    assert with_our_tags(theirs, OURS, {}) == OURS


def test_a_keyword_of_google_is_known_again() -> None:
    ours: Parts = {"headlines": ["{{keyword|Tea}} by post"]}
    theirs: Parts = {"headlines": ["{KeyWord:Tea} by parcel"]}
    assert with_our_tags(theirs, ours, {}) == {"headlines": ["{{keyword|Tea}} by parcel"]}


def test_fields_of_the_workspace_are_known() -> None:
    fields = {"mailchimp": {"first_name": "VORNAME"}}
    foreign = in_dialect("{{first_name|there}}", dialects()["mailchimp"], fields["mailchimp"])
    assert "VORNAME" in foreign
    told = with_our_tags({"subject": f"Hi {foreign}"}, OURS, fields)
    assert told == {"subject": "Hi {{first_name|there}}"}


def test_a_text_without_tags_and_a_tag_of_nobody_stay() -> None:
    theirs: Parts = {"subject": "Hi {KeyWord:somebody}", "other": "*|FNAME|*"}
    assert with_our_tags(theirs, OURS, {}) == theirs
    assert with_our_tags(theirs, {"subject": "Plain"}, {}) is theirs
