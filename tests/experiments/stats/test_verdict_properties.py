"""What must hold for a reading whatever the counts."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.stats.readings import ArmCounts, Counts, Phase, Rule
from experiments.stats.verdict import analyse, analyse_looks
from tests.experiments.stats.make import counts, design, run

arm_rates = st.lists(st.floats(0.01, 0.6), min_size=2, max_size=3)


@settings(max_examples=25, deadline=None)
@given(
    arm_rates,
    st.sampled_from(["anytime", "planned_end", "tiny_counts"]),
    st.integers(0, 10_000),
    st.sampled_from([300, 2_000, 9_000]),
)
def test_nothing_declared_is_ever_taken_back(
    rates: list[float], rule: Rule, seed: int, per_look: int
) -> None:
    analyses, carried = analyse_looks(
        design(len(rates), rule), run(rates, looks=8, per_look=per_look, seed=seed)
    )
    for before, after in itertools.pairwise(analyses):
        if before.declared or before.verdict in ("broken", "no_difference"):
            assert after.verdict in (before.verdict, "broken")
        for old, new in zip(before.arms, after.arms, strict=True):
            assert 0 <= new.p <= old.p <= 1
            assert old.verdict in ("open", new.verdict)
    for analysis in analyses:
        assert sum(analysis.p_best) == pytest.approx(1, abs=1e-8)
        assert min(analysis.expected_loss) >= 0
        for arm in analysis.arms:
            assert 0 <= arm.p_better <= 1
            if arm.lift and arm.lift.low is not None and arm.lift.high is not None:
                assert arm.lift.low <= arm.lift.high
    assert all(pair.low is None or math.isfinite(pair.low) for pair in carried.pairs)


@settings(max_examples=25, deadline=None)
@given(st.integers(100, 20_000), st.integers(100, 20_000), st.floats(0, 1), st.floats(0, 1))
def test_swapping_the_arms_mirrors_the_reading(n_a: int, n_b: int, a: float, b: float) -> None:
    one, other = (n_a, round(n_a * a)), (n_b, round(n_b * b))
    for rule in ("anytime", "planned_end", "tiny_counts"):
        there, kept = analyse(design(rule=rule), counts(one, other))
        back, mirrored = analyse(design(rule=rule), counts(other, one))
        assert there.arms[0].own_p == pytest.approx(back.arms[0].own_p, rel=1e-6, abs=1e-12)
        assert there.arms[0].p_better == pytest.approx(1 - back.arms[0].p_better, abs=1e-9)
        assert there.p_best == pytest.approx(back.p_best[::-1], abs=1e-9)
        if kept.pairs[0].low is not None:
            assert mirrored.pairs[0].high is not None
            assert kept.pairs[0].low == pytest.approx(-mirrored.pairs[0].high, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(
        [
            Phase((0.5, 0.5), (ArmCounts(4_000, 400), ArmCounts(4_100, 450))),
            Phase((0.9, 0.1), (ArmCounts(9_000, 1_800), ArmCounts(1_000, 230))),
            Phase((0.2, 0.8), (ArmCounts(900, 30), ArmCounts(3_500, 140))),
        ]
    )
)
def test_the_order_of_phases_does_not_matter(phases: list[Phase]) -> None:
    first, _ = analyse(design(), Counts(tuple(phases)))
    second, _ = analyse(design(), Counts(tuple(sorted(phases, key=lambda p: p.weights))))
    assert first.arms[0].lift is not None
    assert second.arms[0].lift is not None
    assert first.arms[0].lift.point == pytest.approx(second.arms[0].lift.point, abs=1e-9)
    assert first.srm_e == pytest.approx(second.srm_e, rel=1e-6)
    assert first.p_best == pytest.approx(second.p_best, abs=1e-9)


def test_phases_do_not_turn_an_effect_round() -> None:
    """In each phase b is better; added up it would look far worse (Simpson's paradox)."""
    early = Phase((0.5, 0.5), (ArmCounts(10_000, 2_000), ArmCounts(10_000, 2_300)))
    late = Phase((0.1, 0.9), (ArmCounts(10_000, 200), ArmCounts(90_000, 2_160)))
    analysis, _ = analyse(design(), Counts((early, late)))
    assert analysis.verdict == "winner"
    assert analysis.arms[0].lift is not None
    assert 0.1 < analysis.arms[0].lift.point < 0.25
    assert analysis.p_best[1] > 0.95


@pytest.mark.parametrize("rule", ["anytime", "planned_end"])
def test_tests_without_a_difference_are_seldom_declared(rule: Rule) -> None:
    declared = 0
    tests = 150
    for seed in range(tests):
        analyses, _ = analyse_looks(
            design(rule=rule), run([0.1, 0.1], looks=20, per_look=1_000, seed=seed)
        )
        declared += any(analysis.declared for analysis in analyses)
    # 5 % of 150 is 7.5; more than 14 would happen by chance about once in a hundred.
    assert declared <= 14
