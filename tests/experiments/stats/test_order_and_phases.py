"""What must not matter to a reading: the order of the other arms, and stretches with nobody in."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.stats import srm, tiny_counts
from experiments.stats.phases import summarise_pair
from experiments.stats.readings import ArmCounts, Counts, Phase, Rule
from experiments.stats.verdict import analyse
from tests.experiments.stats.make import design

RULES: tuple[Rule, ...] = ("anytime", "planned_end", "tiny_counts")
cells = st.tuples(st.integers(200, 20_000), st.floats(0.01, 0.5)).map(
    lambda cell: ArmCounts(cell[0], round(cell[0] * cell[1]))
)


@settings(max_examples=25, deadline=None)
@given(st.lists(cells, min_size=3, max_size=3), st.sampled_from(RULES))
def test_the_order_of_the_other_arms_does_not_matter(arms: list[ArmCounts], rule: Rule) -> None:
    weights = (0.5, 0.3, 0.2)
    there, _ = analyse(design(3, rule), Counts((Phase(weights, tuple(arms)),)))
    turned = Phase((0.5, 0.2, 0.3), (arms[0], arms[2], arms[1]))
    back, _ = analyse(design(3, rule), Counts((turned,)))
    assert there.verdict == back.verdict
    assert there.srm_e == pytest.approx(back.srm_e)
    assert there.p_best == pytest.approx((back.p_best[0], back.p_best[2], back.p_best[1]))
    for one, other in zip(there.arms, back.arms[::-1], strict=True):
        assert one.p == pytest.approx(other.p)
        assert one.verdict == other.verdict
        assert one.p_better == pytest.approx(other.p_better)


@settings(max_examples=25, deadline=None)
@given(st.lists(cells, min_size=2, max_size=2), st.sampled_from(RULES))
def test_a_phase_nobody_was_in_changes_nothing(arms: list[ArmCounts], rule: Rule) -> None:
    phase = Phase((0.5, 0.5), tuple(arms))
    empty = Phase((0.9, 0.1), (ArmCounts(0, 0), ArmCounts(0, 0)))
    one, _ = analyse(design(rule=rule), Counts((phase,)))
    both, _ = analyse(design(rule=rule), Counts((empty, phase)))
    assert both == one


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_evidence_of_phases_adds_up(pairs: list[tuple[ArmCounts, ArmCounts]]) -> None:
    """ln e of the split and of tiny counts, and score and variance of z: sums over phases."""
    phases = tuple(Phase((0.4, 0.6), pair) for pair in pairs)
    alone = [srm.log_evidence([arm.n for arm in phase.arms], phase.weights) for phase in phases]
    assert srm.evidence(phases) == pytest.approx(math.exp(min(sum(alone), srm.LARGEST_LOG)))
    assert tiny_counts.log_evidence(pairs) == pytest.approx(
        sum(tiny_counts.log_evidence([pair]) for pair in pairs)
    )
    score = variance = 0.0
    for a, b in pairs:
        rate = (a.x + b.x) / (a.n + b.n)
        score += b.x - b.n * rate
        variance += rate * (1 - rate) * a.n * b.n / (a.n + b.n)
    summary = summarise_pair(phases, 1, "conversion")
    assert summary.z == pytest.approx(score / math.sqrt(variance), rel=1e-9, abs=1e-9)
    assert summary.visitors == sum(a.n + b.n for a, b in pairs)
    assert summary.expected == pytest.approx(
        sum(min(a.n, b.n) * (a.x + b.x) / (a.n + b.n) for a, b in pairs)
    )


def test_information_of_a_planned_end_over_phases() -> None:
    """V / (p (1 - p)) with the rate pooled over phases; one phase alone has n_a n_b / T."""
    one = Phase((0.5, 0.5), (ArmCounts(4_000, 400), ArmCounts(5_000, 500)))
    other = Phase((0.9, 0.1), (ArmCounts(9_000, 1_800), ArmCounts(1_000, 230)))
    alone = summarise_pair((one,), 1, "conversion")
    assert alone.information == pytest.approx(4_000 * 5_000 / 9_000)
    both = summarise_pair((one, other), 1, "conversion")
    variance = 0.1 * 0.9 * 4_000 * 5_000 / 9_000 + 0.203 * 0.797 * 900
    rate = (900 + 2_030) / 19_000
    assert both.information == pytest.approx(variance / (rate * (1 - rate)))
