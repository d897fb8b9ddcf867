"""A document of a channel from anywhere: refused with a sentence, never kept as it came."""

import pytest

from messaging.channels.document import DocumentError, tidy_document

PART = {"name": "Headline", "hard": 30}


@pytest.mark.parametrize(
    "seen_on",
    [
        [["a phone", 10**30]],
        [["a phone", -1]],
        [["a\x00phone", 10]],
        [["a \ud800", 10]],
        [["a phone", 10]] * 10_000,
        [[["a"], 10]],
        "phone",
        {"phone": 10},
        7,
    ],
)
def test_where_a_text_is_seen_is_bounded(seen_on: object) -> None:
    with pytest.raises(DocumentError) as refused:
        tidy_document({"name": "Letter", "parts": [PART | {"seen_on": seen_on}]}, key="letter")
    assert [fault.place for fault in refused.value.faults] == ["parts[0].seen_on"]


def test_what_fits_is_kept() -> None:
    part = PART | {"seen_on": [["a phone", 40]]}
    kept = tidy_document({"name": "Letter", "parts": [part]}, key="letter")
    assert kept["parts"][0]["seen_on"] == [["a phone", 40]]
