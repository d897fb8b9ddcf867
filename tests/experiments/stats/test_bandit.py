"""The bandit: chances to be best, floors, and what it does to simulated visitors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.stats.bandit import Aim, thompson_shares
from experiments.stats.bayes import compare_rates


def test_it_works() -> None:
    shares = thompson_shares([50, 80], [1_000, 1_000], aim="earn", seed=1)
    assert sum(shares) == pytest.approx(1)
    assert shares[1] > 0.95
    assert shares == thompson_shares([50, 80], [1_000, 1_000], aim="earn", seed=1)
    assert shares != thompson_shares([52, 66], [1_000, 1_000], aim="earn", seed=2)


def test_to_earn_is_the_chance_to_be_best() -> None:
    successes, trials = [50, 60, 55], [1_000, 1_010, 980]
    (exact,) = compare_rates([list(zip(map(float, trials), map(float, successes), strict=True))])
    shares = thompson_shares(successes, trials, aim="earn", floor=0, seed=3)
    assert shares == pytest.approx(exact.p_best, abs=0.015)


def test_to_learn_gives_half_to_challengers() -> None:
    """By Russo's formula from the chances to be best."""
    successes, trials = [50, 60, 55], [1_000, 1_010, 980]
    p = thompson_shares(successes, trials, aim="earn", floor=0, seed=3)
    expected = [
        p[i] * (0.5 + 0.5 * sum(p[j] / (1 - p[j]) for j in range(3) if j != i)) for i in range(3)
    ]
    assert thompson_shares(successes, trials, aim="learn", floor=0, seed=3) == pytest.approx(
        expected
    )
    clear = thompson_shares([10, 500, 20], [1_000] * 3, aim="learn", floor=0, seed=3)
    assert clear[1] == pytest.approx(0.5)
    assert clear[2] > clear[0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=10),
    st.sampled_from(["earn", "learn"]),
    st.booleans(),
)
def test_nobody_is_starved(arms: list[tuple[int, int]], aim: Aim, higher: bool) -> None:
    shares = thompson_shares(
        [x for x, _ in arms], [x + y for x, y in arms], aim=aim, seed=4, higher_is_better=higher
    )
    assert sum(shares) == pytest.approx(1)
    assert min(shares) >= 0.01 - 1e-12


def test_lower_can_be_better() -> None:
    up = thompson_shares([50, 80], [1_000, 1_000], aim="earn", seed=1)
    down = thompson_shares([50, 80], [1_000, 1_000], aim="earn", seed=1, higher_is_better=False)
    assert down[0] == pytest.approx(up[1])


def regret_and_choice(aim: Aim | None, rates: list[float], seed: int) -> tuple[float, int]:
    """Conversions lost over 20 batches of 500, and the arm with the best rate at the end."""
    random = np.random.default_rng(seed)
    x, n = np.zeros(len(rates), dtype=int), np.zeros(len(rates), dtype=int)
    for batch in range(20):
        shares = (
            thompson_shares(x.tolist(), n.tolist(), aim=aim, seed=batch)
            if aim
            else [1 / len(rates)] * len(rates)
        )
        new = random.multinomial(500, shares)
        n, x = n + new, x + random.binomial(new, rates)
    return float(n.sum() * max(rates) - n @ np.array(rates)), int(np.argmax(x / np.maximum(n, 1)))


def test_it_earns_more_than_even_shares_and_finds_the_best() -> None:
    rates = [0.05, 0.05, 0.09]
    runs = {
        aim: [regret_and_choice(aim, rates, seed) for seed in range(25)]
        for aim in ("earn", "learn", None)
    }
    lost = {aim: np.mean([regret for regret, _ in some]) for aim, some in runs.items()}
    assert lost["earn"] < 0.35 * lost[None]
    assert lost["earn"] < lost["learn"] < lost[None]
    for aim in ("earn", "learn"):
        assert sum(choice == 2 for _, choice in runs[aim]) >= 23


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1], [2]), "two arms"),
        (([1, 1], [2]), "two arms"),
        (([3, 1], [2, 2]), "between 0"),
        (([1] * 100, [2] * 100), "nothing to share out"),
    ],
)
def test_faults_are_named(arguments: tuple[list[int], list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        thompson_shares(*arguments, aim="earn", seed=1)


def test_an_unknown_aim_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown aim"):
        thompson_shares([1, 1], [2, 2], aim="win", seed=1)  # type: ignore[arg-type]
