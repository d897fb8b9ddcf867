"""Sample sizes, detectable lifts, waiting times; the tiny-counts interval; wording of numbers."""

import math

import pytest

from experiments.stats import power, sentences, sequential, srm, tiny_counts
from experiments.stats.readings import ArmCounts, Phase


def test_five_to_six_percent_needs_8155_an_arm() -> None:
    assert math.ceil(power.visitors_per_arm(0.05, 0.06)) == 8_155


@pytest.mark.parametrize(("one", "other"), [(0.0, 0.1), (0.1, 1.0), (0.1, 0.1)])
def test_impossible_rates_are_refused(one: float, other: float) -> None:
    with pytest.raises(ValueError, match="rates"):
        power.visitors_per_arm(one, other)


def test_detectable_lift_is_the_inverse_of_the_size() -> None:
    assert power.detectable_lift(0.05, 8_155) == pytest.approx(0.2, abs=1e-4)
    with_three_rivals = power.detectable_lift(0.05, 8_155, alpha=0.05 / 3)
    assert with_three_rivals is not None
    assert with_three_rivals > 0.2
    certain = power.detectable_lift(0.05, 8_155, power=0.95)
    assert certain is not None
    assert power.visitors_per_arm(0.05, 0.05 * (1 + certain), power=0.95) == pytest.approx(8_155)
    assert power.detectable_lift(0.05, 0.1) is None
    assert power.detectable_lift(0.05, 0) is None
    assert power.detectable_lift(0.0, 1_000) is None
    assert power.detectable_lift(0.5, 1e16) == pytest.approx(1e-6)


@pytest.mark.parametrize(
    ("rate", "simulated"), [(0.005, 0.514), (0.05, 0.517), (0.1, 0.520), (0.3, 0.454)]
)
def test_power_of_the_open_rule_is_that_of_twenty_thousand_simulated_tests(
    rate: float, simulated: float
) -> None:
    """Figures of 100 looks at +20 %, at the size where a test read once has 80 %."""
    size = power.visitors_per_arm(rate, 1.2 * rate)
    assert power.power_of("anytime", rate, 0.2, size) == pytest.approx(simulated, abs=0.025)
    assert power.power_of(None, rate, 0.2, size) == pytest.approx(0.8, abs=1e-6)
    assert power.power_of("planned_end", rate, 0.2, size) == pytest.approx(0.77, abs=0.005)


def test_power_grows_with_visitors_and_shrinks_with_arms() -> None:
    for rule in (None, "planned_end", "anytime", "tiny_counts"):
        few, many = (power.power_of(rule, 0.1, -0.2, n) for n in (1_000, 20_000))
        assert few < many <= 1
        assert power.power_of(rule, 0.1, 0.2, 4_000, others=4) < power.power_of(
            rule, 0.1, 0.2, 4_000
        )
    assert power.power_of("anytime", 0.1, 0.0, 4_000) == 0
    with pytest.raises(ValueError, match="rates"):
        power.power_of("anytime", 0.6, 1.0, 4_000)


def test_days() -> None:
    assert power.days_for(1_000, 50) == 20
    assert power.days_for(1_000, 0) is None


def test_waiting_time_ends_at_the_boundary() -> None:
    z, visitors, horizon = 1.5, 10_000, 12_000.0
    size = power.visitors_to_decide(z, visitors, horizon, 0.05)
    assert size is not None
    then = z * math.sqrt(size / visitors)
    assert sequential.anytime_p(then, round(size), horizon) <= 0.05
    before = 0.99 * size
    then = z * math.sqrt(before / visitors)
    assert sequential.anytime_p(then, round(before), horizon) > 0.05
    assert power.visitors_to_decide(0.0, visitors, horizon, 0.05) is None
    assert power.visitors_to_decide(0.01, visitors, horizon, 0.05) is None
    assert power.visitors_to_decide(9.0, visitors, horizon, 0.05) == visitors


def test_p_and_interval_of_the_anytime_rule_agree() -> None:
    """The boundary in p and the one in the interval are the same function."""
    for visitors in (100, 5_000, 1_000_000):
        z = math.sqrt(sequential.boundary_squared(visitors, 9_000, 0.05))
        assert sequential.anytime_p(z, visitors, 9_000) == pytest.approx(0.05)
        half = sequential.anytime_half_width(0.01, visitors, 9_000, 0.05)
        assert half == pytest.approx(0.1 * z)


def test_a_narrow_region_of_no_difference_is_dear() -> None:
    wide = power.visitors_for_no_difference(0.05, 0.05)
    narrow = power.visitors_for_no_difference(0.05, 0.02)
    assert wide == pytest.approx(404_000, rel=0.02)
    assert narrow == pytest.approx(2_800_000, rel=0.05)
    assert power.visitors_for_no_difference(0.05, 0) is None


def test_tiny_interval_ends_where_the_evidence_does() -> None:
    arms = [(ArmCounts(1_000, 20), ArmCounts(900, 35))]
    low, high = tiny_counts.exact_interval(arms, 0.05)
    assert low is not None
    assert high is not None
    assert low < math.log(35 / 900 / (20 / 1_000)) < high
    for end in (low, high):
        assert tiny_counts.log_evidence(arms, end) == pytest.approx(math.log(20), abs=1e-9)


def test_tiny_interval_without_conversions_is_open() -> None:
    assert tiny_counts.exact_interval([(ArmCounts(50, 0), ArmCounts(50, 0))], 0.05) == (None, None)
    low, high = tiny_counts.exact_interval([(ArmCounts(500, 0), ArmCounts(500, 30))], 0.05)
    assert low is not None
    assert low > 0
    assert high is None


def test_tiny_evidence_adds_over_phases() -> None:
    one = (ArmCounts(100, 5), ArmCounts(100, 9))
    two = (ArmCounts(900, 5), ArmCounts(100, 3))
    both = tiny_counts.log_evidence([one, two])
    assert both == pytest.approx(tiny_counts.log_evidence([one]) + tiny_counts.log_evidence([two]))
    unseen = (ArmCounts(0, 0), ArmCounts(10, 1))
    assert tiny_counts.log_evidence([one, unseen]) == tiny_counts.log_evidence([one])


def test_sample_ratio_of_a_huge_fault_stays_a_number() -> None:
    phase = Phase((0.5, 0.5), (ArmCounts(10**7, 1), ArmCounts(10, 1)))
    assert math.isfinite(srm.evidence((phase,)))
    assert srm.evidence((Phase((1.0, 0.0), (ArmCounts(9, 1), ArmCounts(0, 0))),)) == 1


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0.18, "18 %"), (0.042, "4.2 %"), (-0.04, "4 %"), (0.0997, "10 %"), (12.5, "1,250 %")],
)
def test_percent(fraction: float, text: str) -> None:
    assert sentences.percent(fraction) == text


@pytest.mark.parametrize(
    ("count", "text"), [(3_418, "3,500"), (7, "7"), (0.2, "1"), (100_001, "110,000")]
)
def test_rounded_up_to_two_digits(count: float, text: str) -> None:
    assert sentences.rounded(count) == text
