"""The reading after a decision: what it finds, that it stays, and that it speaks plainly."""

import json
from dataclasses import replace
from datetime import date
from math import log1p

import pytest

from experiments.stats.holdback import Kept, LogRange, read_holdback
from experiments.stats.readings import ArmCounts, Counts, Phase
from tests.experiments.stats.make import design

DECIDED: LogRange = (log1p(0.1), log1p(0.3))
"""In the test the winner did 10 to 30 % better."""


def since(held_back: tuple[int, int], winner: tuple[int, int], day: int = 3) -> Counts:
    arms = (ArmCounts(*held_back), ArmCounts(*winner))
    return Counts((Phase((0.1, 0.9), arms),), day=date(2026, 5, day))


@pytest.mark.parametrize(
    ("held_back", "winner", "state"),
    [
        ((500, 50), (4_500, 520), "open"),
        ((10_000, 1_000), (90_000, 10_800), "lasts"),
        ((200_000, 20_000), (1_800_000, 181_000), "gone"),
        ((20_000, 2_000), (180_000, 15_000), "worse"),
        ((200_000, 20_000), (1_800_000, 192_600), "changed"),
        ((30_000, 3_000), (170_000, 20_400), "broken"),
    ],
)
def test_it_works(held_back: tuple[int, int], winner: tuple[int, int], state: str) -> None:
    reading, kept = read_holdback(design(), since(held_back, winner), DECIDED)
    assert reading.state == state
    assert reading.warns == (state in ("worse", "gone", "changed"))
    assert reading.held_back == held_back[0]
    assert reading.visitors == held_back[0] + winner[0]
    assert Kept.from_json(json.loads(json.dumps(kept.as_json()))) == kept
    if reading.warns:
        assert reading.day == "2026-05-03"
        assert "changed on about 3 May 2026" in reading.sentence


def test_what_was_found_out_stays_with_its_day() -> None:
    first, kept = read_holdback(design(), since((200_000, 20_000), (1_800_000, 181_000)), DECIDED)
    later = since((300_000, 30_000), (2_700_000, 300_000), day=9)
    second, _ = read_holdback(design(), later, DECIDED, kept)
    assert (second.state, second.day) == (first.state, first.day) == ("gone", "2026-05-03")


def test_lower_can_be_better() -> None:
    fewer = design(higher_is_better=False, outcome="cancellations")
    decided = (log1p(-0.3), log1p(-0.1))
    lasts, _ = read_holdback(fewer, since((10_000, 1_000), (90_000, 7_200)), decided)
    gone, _ = read_holdback(fewer, since((200_000, 20_000), (1_800_000, 179_500)), decided)
    assert (lasts.state, gone.state) == ("lasts", "gone")


def test_the_rule_of_the_test_does_not_matter() -> None:
    counts = since((10_000, 1_000), (90_000, 10_800))
    one, _ = read_holdback(design(), counts, DECIDED)
    other, _ = read_holdback(design(rule="planned_end"), counts, DECIDED)
    over, _ = read_holdback(design(), replace(counts, is_over=True), DECIDED)
    assert one == other == over
