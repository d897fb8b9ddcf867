"""Practise what we preach: our own site and README, read by our own lens."""

import statistics

import pytest

from messaging.lens import read
from tests.messaging.lens.own_texts import OwnText, own_texts

TEXTS = own_texts()
FLOORS = {"lead": 60.0, "empty": 60.0, "heading": 40.0}
"""Mean score of the line under a page's title, of what an empty page says, and of headings, which
are mostly names of what is below them and speak of nobody."""
NEVER = {"hype", "jargon", "pressure", "weasel_words", "borrowed_authority"}


def told(rules: set[str]) -> list[str]:
    return [
        f"{own.where}: “{words}” ({finding.rule}) in “{own.text[:80]}”"
        for own in TEXTS
        for finding in read(own.text).findings
        if finding.rule in rules and (words := own.text[finding.start : finding.end])
    ]


def scores(kind: str) -> list[float]:
    readings = [read(own.text) for own in TEXTS if own.kind == kind]
    return [reading.score for reading in readings if not reading.unreadable]


def test_there_is_something_to_read() -> None:
    counts = {kind: len(scores(kind)) for kind in FLOORS}
    assert min(counts.values()) >= 40, counts
    assert any(own.where == "README.md" for own in TEXTS)


@pytest.mark.parametrize("kind", FLOORS)
def test_our_own_texts_speak_to_the_reader(kind: str) -> None:
    found = scores(kind)
    assert statistics.fmean(found) >= FLOORS[kind], round(statistics.fmean(found), 1)


def test_no_hype_and_no_jargon_of_ours() -> None:
    assert told(NEVER) == []


def test_what_is_put_together_from_parts_is_left_out() -> None:
    assert not any("{%" in own.text or "{{" in own.text for own in TEXTS if ".html" in own.where)
    assert isinstance(TEXTS[0], OwnText)
