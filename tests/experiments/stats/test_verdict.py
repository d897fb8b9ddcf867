"""The reading as a whole: verdicts that stay, sentences, and what a look carries to the next."""

import json

import numpy as np
import pytest

from experiments.stats.readings import (
    Analysis,
    ArmCounts,
    Carried,
    Counts,
    Design,
    Phase,
    Plan,
    Rule,
)
from experiments.stats.verdict import analyse, analyse_looks, harmed_arms
from tests.experiments.stats.make import NAMES, counts, design, run


def test_it_works() -> None:
    analysis, _ = analyse(design(), counts((10_000, 1_000), (10_000, 1_250)))
    assert analysis.verdict == "winner"
    assert analysis.arm == 1
    assert analysis.arms[0].verdict == "better"
    assert analysis.sentence.startswith("Naming the Sunday evenings lifts sign-ups by 23 %")
    assert analysis.sentence.endswith("it is safe to roll out.")


def test_an_arm_that_harms_a_guardrail_wins_but_is_not_called_safe() -> None:
    guardrail, _ = analyse(design(), counts((10_000, 2_000), (10_000, 1_500)))
    harmed = harmed_arms(guardrail, 0.05)
    assert harmed == {1}
    analysis, _ = analyse(design(), counts((10_000, 1_000), (10_000, 1_250)), harmed=harmed)
    assert analysis.verdict == "winner"
    assert "safe" not in analysis.sentence
    assert "guardrail" in analysis.sentence


def test_too_few_conversions_decide_nothing() -> None:
    analysis, carried = analyse(design(), counts((34, 1), (34, 9)))
    assert analysis.verdict == "keep_going"
    assert analysis.arms[0].p == 1
    assert carried.pairs[0].low is None
    assert analysis.arms[0].lift is not None
    assert analysis.arms[0].lift.low is None
    assert "not enough evidence yet: it takes at least 68 more visitors" in analysis.sentence


def test_without_a_trend_the_wait_is_until_the_arms_are_known_to_be_alike() -> None:
    analysis, _ = analyse(design(), counts((10_000, 500), (10_000, 500)))
    assert analysis.visitors_needed == pytest.approx(404_000 - 20_000, rel=0.03)
    never, _ = analyse(design(rope=0.0), counts((10_000, 500), (10_000, 500)))
    assert never.visitors_needed is None


def test_no_visitors_at_all() -> None:
    analysis, _ = analyse(design(3), counts((0, 0), (0, 0), (0, 0)))
    assert analysis.verdict == "keep_going"
    assert [arm.lift for arm in analysis.arms] == [None, None]
    assert [arm.corrected_lift for arm in analysis.arms] == [None, None]
    assert analysis.p_best == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert analysis.arms[0].p_better == pytest.approx(0.5)


def test_every_other_arm_worse_keeps_the_control() -> None:
    analysis, _ = analyse(design(3), counts((20_000, 2_400), (20_000, 2_000), (20_000, 1_900)))
    assert analysis.verdict == "loser"
    assert analysis.arm is None
    assert "Today's text" in analysis.sentence


def test_one_worse_arm_is_to_be_stopped_while_others_are_open() -> None:
    analysis, _ = analyse(design(3), counts((20_000, 2_400), (20_000, 2_000), (20_000, 2_410)))
    assert analysis.verdict == "keep_going"
    assert "Stop Naming the Sunday evenings" in analysis.sentence


def test_the_best_of_several_winners_is_named() -> None:
    analysis, _ = analyse(design(3), counts((20_000, 2_000), (20_000, 2_500), (20_000, 2_900)))
    assert analysis.arm == 2
    assert analysis.sentence.startswith("Promising the refund lifts")


def test_lower_can_be_better() -> None:
    lower = design(higher_is_better=False, outcome="cancellations")
    analysis, _ = analyse(lower, counts((20_000, 2_000), (20_000, 1_600)))
    assert analysis.verdict == "winner"
    assert analysis.arms[0].p_better > 0.99
    assert "lowers cancellations by 19 %" in analysis.sentence
    assert analysis.p_best[1] > 0.99


def test_equal_arms_are_called_equal_once_the_interval_is_narrow() -> None:
    same = counts((1_000_000, 100_000), (1_000_000, 100_100))
    assert analyse(design(), same)[0].verdict == "no_difference"
    assert analyse(design(rope=0.0), same)[0].verdict == "keep_going"


def test_a_wrong_split_is_broken_and_stays_so() -> None:
    first, carried = analyse(design(), counts((6_400, 640), (5_600, 900)))
    assert first.verdict == "broken"
    assert first.srm_e >= 100
    assert "find the fault" in first.sentence
    later, _ = analyse(design(), counts((60_000, 6_000), (60_000, 6_900)), carried)
    assert later.srm_e < 100
    assert later.verdict == "broken"


def test_visitors_in_a_switched_off_arm_raise_a_leak_and_do_not_count() -> None:
    phase = Phase((0.5, 0.5, 0.0), (ArmCounts(5_000, 500), ArmCounts(5_000, 510), ArmCounts(9, 9)))
    analysis, _ = analyse(design(3), Counts((phase,)))
    assert analysis.leak
    assert analysis.verdict == "keep_going"
    assert "switched off" in analysis.sentence
    assert analysis.arms[1].lift is None


def test_an_effect_that_turns_round_is_flagged_and_the_verdict_stays() -> None:
    first, carried = analyse(design(), counts((10_000, 1_000), (10_000, 1_400)))
    assert first.verdict == "winner"
    later, after = analyse(design(), counts((200_000, 20_000), (200_000, 18_400)), carried)
    assert later.verdict == "winner"
    assert later.arms[0].drift
    assert "changed during the test" in later.sentence
    assert after.pairs[0].verdict == "better"


def test_planned_end_with_nothing_found() -> None:
    looks = run([0.1, 0.1], looks=10, per_look=2_000, seed=6)
    analyses, carried = analyse_looks(design(rule="planned_end"), looks)
    last = analyses[-1]
    assert [analysis.ended for analysis in analyses] == [False] * 9 + [True]
    assert last.verdict == "keep_going"
    assert "planned size is used up" in last.sentence
    assert "the most you risk" in last.sentence
    assert analyses[4].visitors_needed == 10_000
    assert analyses[4].days_needed == pytest.approx(5)
    shown, after = analyse(
        design(rule="planned_end"), counts((40_000, 4_000), (40_000, 5_000)), carried
    )
    assert after.pairs[0].p == carried.pairs[0].p  # later counts are shown, not tested
    assert shown.verdict == "keep_going"


def test_planned_end_by_date() -> None:
    by_date = Design(arms=NAMES[:2], rule="planned_end", plan=Plan(days=14))
    middle, carried = analyse(by_date, counts((5_000, 500), (5_000, 520), days=7))
    assert not middle.ended
    assert middle.days_needed == 7
    last, after = analyse(by_date, counts((9_000, 900), (9_000, 1_020), days=14), carried)
    assert last.ended
    assert after.pairs[0].ended
    assert last.verdict == "winner"


def test_planned_end_declares_exactly_when_its_bound_is_crossed() -> None:
    looks = run([0.1, 0.113], looks=10, per_look=2_000, seed=1)
    analyses, carried = analyse_looks(design(rule="planned_end"), looks)
    assert analyses[-1].verdict == "winner"
    for analysis in analyses:
        assert analysis.declared == (analysis.arms[0].p <= 0.05)
    assert carried.pairs[0].path[-1][0] == 1


def test_tiny_counts_need_no_floor() -> None:
    analysis, carried = analyse(design(rule="tiny_counts"), counts((60, 1), (60, 38)))
    assert analysis.verdict == "winner"
    assert carried.pairs[0].low is not None
    assert carried.pairs[0].low > 0


def test_days_needed_follow_the_traffic() -> None:
    slow, _ = analyse(design(), counts((5_000, 500), (5_000, 550), days=10))
    fast, _ = analyse(design(), counts((5_000, 500), (5_000, 550), days=1))
    assert slow.visitors_needed == fast.visitors_needed
    assert slow.days_needed is not None
    assert fast.days_needed is not None
    assert slow.days_needed == pytest.approx(10 * fast.days_needed)
    assert "more visitors, about" in fast.sentence


def test_value_goals() -> None:
    random = np.random.default_rng(3)

    def arm(n: int, mean: float) -> ArmCounts:
        values = np.where(random.random(n) < 0.1, random.gamma(4, mean / 0.4, n), 0.0)
        return ArmCounts(n, int((values > 0).sum()), float(values.sum()), float((values**2).sum()))

    revenue = design(kind="value", outcome="revenue")
    phase = Phase((0.5, 0.5), (arm(20_000, 2.0), arm(20_000, 2.5)))
    analysis, _ = analyse(revenue, Counts((phase,)))
    assert analysis.verdict == "winner"
    assert analysis.p_best[1] > 0.99
    lift = analysis.arms[0].lift
    assert lift is not None
    assert lift.point == pytest.approx(0.25, abs=0.08)
    nothing = Phase((0.5, 0.5), (ArmCounts(100, 0), ArmCounts(100, 0)))
    empty, _ = analyse(revenue, Counts((nothing,)))
    assert empty.verdict == "keep_going"
    assert empty.arms[0].lift is None


@pytest.mark.parametrize("rule", ["anytime", "planned_end", "tiny_counts"])
def test_state_and_reading_survive_json(rule: Rule) -> None:
    looks = run([0.1, 0.12, 0.09], looks=6, per_look=3_000, seed=8)
    together, _ = analyse_looks(design(3, rule), looks)
    carried: Carried | None = None
    for look, expected in zip(looks, together, strict=True):
        analysis, state = analyse(design(3, rule), look, carried)
        carried = Carried.from_json(json.loads(json.dumps(state.as_json())))
        assert carried == state
        assert Analysis.from_json(json.loads(json.dumps(analysis.as_json()))) == analysis
        assert analysis.verdict == expected.verdict
        assert analysis.sentence == expected.sentence
        assert [arm.p for arm in analysis.arms] == [arm.p for arm in expected.arms]


def test_faulty_designs_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one other arm"):
        Design(arms=("alone",))
    with pytest.raises(ValueError, match="alpha"):
        design(alpha=1.0)
    with pytest.raises(ValueError, match="rope"):
        design(rope=-0.1)
    with pytest.raises(ValueError, match="plan"):
        Design(arms=NAMES[:2], rule="planned_end")
    with pytest.raises(ValueError, match="weight"):
        Phase((0.5,), (ArmCounts(1, 0), ArmCounts(1, 0)))
    with pytest.raises(ValueError, match="all arms"):
        analyse(design(3), counts((10, 1), (10, 1)))
