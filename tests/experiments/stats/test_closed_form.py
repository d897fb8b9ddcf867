"""Against figures computed with scipy and statsmodels, and against statsmodels itself."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from experiments.stats import multiple, power, sequential, srm, tiny_counts
from experiments.stats.bayes import compare_rates, compare_values
from experiments.stats.phases import summarise_pair
from experiments.stats.readings import ArmCounts, Phase

ORACLE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "oracle_closed_form.json").read_text(encoding="utf-8")
)
EXACT = 1e-9


def pair(case: dict[str, Any]) -> tuple[ArmCounts, ArmCounts]:
    return ArmCounts(case["na"], case["xa"]), ArmCounts(case["nb"], case["xb"])


@pytest.mark.parametrize("case", ORACLE["cases"])
def test_one_pair(case: dict[str, Any]) -> None:
    arms = pair(case)
    summary = summarise_pair((Phase((0.5, 0.5), arms),), 1, "conversion")
    assert summary.z == pytest.approx(case["pooled_z"], abs=EXACT)
    assert math.erfc(abs(summary.z) / math.sqrt(2)) == pytest.approx(case["pooled_p"], abs=EXACT)
    assert summary.log_lift == pytest.approx(case["logrr"], abs=EXACT)
    assert summary.variance == pytest.approx(case["logrr_var"], abs=EXACT)
    by_lift = case["logrr"] / math.sqrt(case["logrr_var"])
    for horizon, expected in case["asymp_p_nullvar"].items():
        p = sequential.anytime_p(summary.z, summary.visitors, float(horizon))
        assert p == pytest.approx(expected, abs=EXACT)
    for horizon, expected in case["asymp_p_logrr"].items():
        p = sequential.anytime_p(by_lift, summary.visitors, float(horizon))
        assert p == pytest.approx(expected, abs=EXACT)
    assert tiny_counts.log_evidence([arms]) == pytest.approx(
        case["conv_split_log_e_c50"], abs=EXACT
    )


@pytest.mark.parametrize("case", ORACLE["cases"])
def test_posterior_of_a_pair(case: dict[str, Any]) -> None:
    (posterior,) = compare_rates([[(case["na"], case["xa"]), (case["nb"], case["xb"])]])
    assert posterior.p_best[1] == pytest.approx(case["p_b_better_beta11"], abs=EXACT)
    assert posterior.expected_loss == pytest.approx(
        (case["expected_loss_choose_a"], case["expected_loss_choose_b"]), abs=EXACT
    )


@pytest.mark.parametrize("case", ORACLE["sequential_srm"])
def test_sample_ratio(case: dict[str, Any]) -> None:
    assert srm.log_evidence(case["n"], case["p"]) == pytest.approx(case["log_e"], abs=EXACT)


@pytest.mark.parametrize("case", ORACLE["multiple_testing"])
def test_multiple(case: dict[str, Any]) -> None:
    assert multiple.holm(case["p"]) == pytest.approx(case["holm"], abs=EXACT)
    assert multiple.benjamini_hochberg(case["p"]) == pytest.approx(case["bh"], abs=EXACT)


@pytest.mark.parametrize("case", ORACLE["power"])
def test_sample_size(case: dict[str, Any]) -> None:
    other = case["p0"] * (1 + case["rel"])
    visitors = power.visitors_per_arm(case["p0"], other, case["alpha"], case["power"])
    assert visitors == pytest.approx(case["n_per_arm_unpooled"], rel=EXACT)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_multiple_agrees_with_statsmodels(p_values: list[float]) -> None:
    holm = multipletests(p_values, method="holm")[1]
    hochberg = multipletests(p_values, method="fdr_bh")[1]
    assert multiple.holm(p_values) == pytest.approx(list(holm), abs=EXACT)
    assert multiple.benjamini_hochberg(p_values) == pytest.approx(list(hochberg), abs=EXACT)


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.floats(0.0001, 0.9999), st.floats(0.0001, 0.9)
)
def test_z_agrees_with_statsmodels(n_a: int, n_b: int, rate_a: float, rate_b: float) -> None:
    x_a, x_b = round(n_a * rate_a), round(n_b * rate_b)
    phase = Phase((0.5, 0.5), (ArmCounts(n_a, x_a), ArmCounts(n_b, x_b)))
    z = summarise_pair((phase,), 1, "conversion").z
    if 0 < x_a + x_b < n_a + n_b:
        expected = proportions_ztest([x_b, x_a], [n_b, n_a])[0]
        assert z == pytest.approx(expected, rel=1e-7, abs=1e-7)
    else:
        assert z == 0


def test_a_value_of_zeros_and_ones_is_a_rate() -> None:
    def both(n: int, x: int) -> ArmCounts:
        return ArmCounts(n, x, total=float(x), squares=float(x))

    phase = Phase((0.5, 0.5), (both(4_000, 240), both(4_100, 300)))
    as_rate = summarise_pair((phase,), 1, "conversion")
    as_value = summarise_pair((phase,), 1, "value")
    assert as_value.z == pytest.approx(as_rate.z, abs=1e-9)
    assert as_value.dispersion == pytest.approx(as_rate.dispersion, rel=1e-9)
    assert as_value.log_lift == pytest.approx(as_rate.log_lift, abs=1e-3)
    assert as_value.variance == pytest.approx(as_rate.variance, rel=0.01)


def test_posterior_of_many_unlike_arms_agrees_with_simulation() -> None:
    arms = [(100.0, 5.0), (1e6, 52_000.0), (3.0, 0.0), (0.0, 0.0)]
    (posterior,) = compare_rates([arms])
    random = np.random.default_rng(20260101)
    draws = np.stack([random.beta(1 + x, 1 + n - x, 400_000) for n, x in arms])
    chances = np.bincount(draws.argmax(axis=0), minlength=4) / draws.shape[1]
    losses = draws.max(axis=0).mean() - draws.mean(axis=1)
    assert posterior.p_best == pytest.approx(chances, abs=0.004)
    assert posterior.expected_loss == pytest.approx(losses, abs=0.004)
    assert sum(posterior.p_best) == pytest.approx(1, abs=1e-9)


def test_posterior_of_looks_together_equals_each_alone() -> None:
    looks = [[(100.0, 5.0), (90.0, 9.0), (0.0, 0.0)], [(1e5, 900.0), (1e5, 990.0), (2e5, 1.0)]]
    together = compare_rates(looks)
    for look, posterior in zip(looks, together, strict=True):
        (alone,) = compare_rates([look])
        assert posterior.p_best == pytest.approx(alone.p_best, abs=1e-12)
        assert posterior.expected_loss == pytest.approx(alone.expected_loss, abs=1e-12)


def test_the_best_of_a_goal_to_lower_is_the_lowest() -> None:
    (high,) = compare_rates([[(1_000, 50), (1_000, 80)]])
    (low,) = compare_rates([[(1_000, 50), (1_000, 80)]], higher_is_better=False)
    assert low.p_best == pytest.approx(high.p_best[::-1], abs=1e-9)


def test_normal_means_have_the_textbook_chance() -> None:
    (posterior,) = compare_values([[(10.0, 0.3), (10.5, 0.4)]])
    # P(N(.5, .25) > 0) with standard deviation .5: one standard deviation above zero.
    assert posterior.p_best[1] == pytest.approx(0.5 * math.erfc(-1 / math.sqrt(2)), abs=EXACT)
