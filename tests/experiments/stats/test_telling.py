"""What a reader is told in special cases: ends, optimisers, bandits, effects that changed."""

from dataclasses import replace
from datetime import date

import pytest

from experiments.stats.readings import Design, Plan
from experiments.stats.verdict import analyse, harmed_arms
from tests.experiments.stats.make import NAMES, counts, design


def test_an_open_test_that_ended_says_what_is_risked() -> None:
    over = replace(counts((5_000, 500), (5_000, 510)), is_over=True)
    analysis, _ = analyse(design(), over)
    assert analysis.ended
    assert analysis.verdict == "keep_going"
    assert analysis.visitors_needed is None
    assert analysis.sentence.startswith(
        "The test has ended; the effect of Naming the Sunday evenings on sign-ups lies between −"
    )
    assert "either will do, and the most you risk with Naming" in analysis.sentence
    few = replace(counts((50, 1), (50, 2)), is_over=True)
    assert "too few sign-ups" in analyse(design(), few)[0].sentence
    won = replace(counts((10_000, 1_000), (10_000, 1_250)), is_over=True)
    assert analyse(design(), won)[0].sentence.endswith("it is safe to roll out.")


def test_of_several_arms_the_one_that_may_still_win_is_spoken_of() -> None:
    looks = counts((20_000, 2_400), (20_000, 2_000), (20_000, 2_380))
    analysis, _ = analyse(design(3), replace(looks, is_over=True))
    assert "effect of Promising the refund" in analysis.sentence


def test_a_planned_date_says_that_time_is_over() -> None:
    by_date = Design(arms=NAMES[:2], rule="planned_end", plan=Plan(days=7), outcome="sign-ups")
    analysis, _ = analyse(by_date, counts((5_000, 500), (5_000, 510), days=7))
    assert analysis.sentence.startswith("The planned time is over; the effect of")
    early = replace(counts((5_000, 500), (5_000, 510), days=3), is_over=True)
    assert analyse(by_date, early)[0].sentence.startswith("The test has ended")


def test_what_an_optimiser_did_is_observed() -> None:
    seen = design(split="optimiser")
    analysis, carried = analyse(seen, counts((9_000, 500), (1_000, 300)))
    assert analysis.verdict == "observed"
    assert analysis.arm is None
    assert analysis.srm_e == 1
    assert analysis.p_best == (None, None)
    (arm,) = analysis.arms
    assert (arm.p, arm.verdict, arm.p_better, arm.corrected_lift) == (1, "open", None, None)
    assert arm.lift is not None
    assert arm.lift.low is None
    assert arm.lift.point == pytest.approx(4.4, abs=0.1)
    assert harmed_arms(analysis, 0.05) == frozenset()
    assert not carried.broken


def test_only_units_that_were_split_are_checked() -> None:
    uneven = counts((6_400, 640), (5_600, 600))
    assert analyse(design(split="platform_test"), uneven)[0].verdict == "broken"
    assert analyse(design(unit="send"), uneven)[0].verdict == "broken"
    for unit in ("impression", "click"):
        assert analyse(design(unit=unit), uneven)[0].verdict != "broken"


def test_a_bandit_never_shows_an_interval() -> None:
    for looks in (
        counts((9_000, 900), (9_000, 905)),
        counts((9_000, 900), (9_000, 1_200)),
        counts((1_000_000, 100_000), (1_000_000, 100_100)),
    ):
        analysis, _ = analyse(design(is_bandit=True), looks)
        (arm,) = analysis.arms
        assert arm.lift is not None
        assert arm.lift.low is arm.lift.high is None
        assert arm.corrected_lift is arm.p_better is None
        assert arm.verdict != "same"
        assert "%" not in analysis.sentence
    over = replace(counts((9_000, 900), (9_000, 905)), is_over=True)
    assert "is still open" in analyse(design(is_bandit=True), over)[0].sentence


def test_an_effect_that_changed_is_given_its_day() -> None:
    _, carried = analyse(design(), counts((10_000, 1_000), (10_000, 1_400)))
    turned = replace(counts((200_000, 20_000), (200_000, 18_400)), day=date(2026, 5, 3))
    later, after = analyse(design(), turned, carried)
    assert "The effect of Naming the Sunday evenings changed on about 3 May 2026." in later.sentence
    assert later.arms[0].drift_day == after.pairs[0].drift_day == "2026-05-03"


def test_a_guardrail_is_harmed_in_the_direction_in_which_it_was_found() -> None:
    """Its own p tells, not one adjusted for several arms; and not what history makes likely."""
    hopeful = tuple((0.5, 0.02) for _ in range(30))
    guardrail = design(3, history=hopeful)
    analysis, _ = analyse(guardrail, counts((10_000, 2_000), (10_000, 1_790), (10_000, 2_210)))
    assert analysis.arms[0].leans == -1
    assert analysis.arms[1].leans == 1
    assert harmed_arms(analysis, 0.05) == {1}
    lower = design(3, higher_is_better=False)
    analysis, _ = analyse(lower, counts((10_000, 2_000), (10_000, 1_790), (10_000, 2_210)))
    assert harmed_arms(analysis, 0.05) == {2}
