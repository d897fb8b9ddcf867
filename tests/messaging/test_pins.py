"""Pins belong to their texts, and hold in every way an ad may be combined."""

import csv
import io

import pytest

from messaging.channels import all_channels
from messaging.pins import PinsError, follow, in_words, tidy_pins
from messaging.sharing.google_ads_editor import write_google_ads_editor
from messaging.sharing.leaving import Leaving
from messaging.sharing.lines import Line
from messaging.web.previews import combinations

GOOGLE = all_channels()["google_rsa"]
PARTS = {"headlines": ["A", "B", "C", "D", "E"], "descriptions": ["x", "y", "z"]}


def test_it_works() -> None:
    given = {"headlines": ["A", "", "B"], "descriptions": ["x"]}
    pins = {"headlines": {"0": 2, "2": 1}, "descriptions": {}}
    assert tidy_pins(GOOGLE, given, pins) == {"headlines": {"0": 2, "1": 1}}
    moved = follow({"headlines": {"0": 2, "1": 1}}, {"headlines": ["A", "B"]}, PARTS)
    assert moved == {"headlines": {"0": 2, "1": 1}}
    assert follow({"headlines": {"0": 2}}, {"headlines": ["Z"]}, PARTS) == {}
    assert in_words(GOOGLE, PARTS, {"headlines": {"1": 3}}) == "“B” at 3"


@pytest.mark.parametrize(
    "pins",
    [
        {"headlines": {"0": 4}},
        {"headlines": {"0": 0}},
        {"headlines": {"0": True}},
        {"headlines": {"5": 1}},
        {"headlines": {"-1": 1}},
        {"descriptions": {"0": 3}},
        {"path1": {"0": 1}},
        {"fax": {"0": 1}},
    ],
)
def test_what_cannot_be_pinned_is_refused(pins: dict[str, dict[str, object]]) -> None:
    with pytest.raises(PinsError):
        tidy_pins(GOOGLE, PARTS, pins)


def test_pins_hold_in_every_combination_and_none_is_there_twice() -> None:
    pins = {"headlines": {"3": 1, "4": 1, "2": 3}, "descriptions": {"2": 2}}
    found = combinations(PARTS, pins)
    assert len(found) == len(set(found)) > 1
    for each in found:
        assert each.headlines[0] in ("D", "E")
        assert each.headlines[2] == "C"
        assert each.descriptions[1] == "z"
        assert len(set(each.headlines)) == len(each.headlines)
    assert combinations({}, {})[0].headlines == ()


def test_google_ads_editor_gets_the_positions() -> None:
    empty = dict.fromkeys(
        ("placement", "placement_key", "persona", "stage", "language", "pain", "framework"), ""
    )
    line = Line(
        variant_id=1,
        key="ad-1",
        channel="google_rsa",
        state="approved",
        is_live=False,
        parts=PARTS,
        pins={"headlines": {"1": 3}, "descriptions": {"0": 2}},
        **empty,
    )
    file = io.BytesIO()
    write_google_ads_editor(file, [Leaving(line, line.parts)])
    row = next(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    assert (row["Headline 1 position"], row["Headline 2 position"]) == ("", "3")
    assert row["Description 1 position"] == "2"
    assert row["Headline 9 position"] == ""
