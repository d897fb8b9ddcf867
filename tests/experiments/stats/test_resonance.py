"""What moves people, over finished experiments: the plain table and the model."""

import math

import numpy as np
import pytest

from bench.resonance import CELL, workspace
from experiments.stats.readings import Interval
from experiments.stats.resonance import FinishedArm, comparable, pooled_levels, resonance


def arm(experiment: str, position: str, level: str, x: int, n: int = 10_000) -> FinishedArm:
    return FinishedArm(experiment, 1, position, level, n, x, "cooks", "choosing")


CLEAR = [
    arm("one", "a", "waiting", 1_000),
    arm("one", "b", "cost", 1_200),
    arm("two", "a", "waiting", 300),
    arm("two", "b", "cost", 365),
    arm("three", "a", "doubt", 500),
    arm("three", "b", "waiting", 495),
]


def bounds(lift: Interval) -> tuple[float, float]:
    assert lift.low is not None
    assert lift.high is not None
    return lift.low, lift.high


def test_only_phases_that_compare_levels_count() -> None:
    alone = [arm("four", "a", "cost", 900), arm("four", "b", "cost", 100)]
    unseen = [arm("five", "a", "cost", 0, n=0), arm("five", "b", "doubt", 50)]
    assert comparable(CLEAR + alone + unseen) == CLEAR
    assert pooled_levels(alone) == []
    assert resonance(alone) == []


def test_pooled_table() -> None:
    effects = pooled_levels(CLEAR)
    cost = effects[0]
    assert cost.level == "cost"
    assert (cost.experiments, cost.visitors, cost.conversions) == (2, 20_000, 1_565)
    low, high = bounds(cost.lift)
    assert 0 < low < cost.lift.point < high
    assert cost.lift.point == pytest.approx(0.2, abs=0.02)
    assert cost.chance_best is None


def test_a_good_placement_makes_no_level_look_good() -> None:
    """ "cost" was only shown where everything converts; within each test it does worse."""
    arms = [
        arm("rich", "a", "waiting", 5_200),
        arm("rich", "b", "cost", 5_000),
        arm("poor", "a", "waiting", 100),
        arm("poor", "b", "doubt", 100),
    ]
    cost = next(effect for effect in pooled_levels(arms) if effect.level == "cost")
    assert cost.lift.point < 0


def test_model_agrees_where_the_data_are_clear_and_doubts_more() -> None:
    effects = resonance(CLEAR, "cooks", "choosing")
    assert effects[0].level == "cost"
    assert sum(effect.chance_best or 0 for effect in effects) == pytest.approx(1)
    assert effects[0].chance_best is not None
    assert effects[0].chance_best > 0.6
    low, high = bounds(effects[0].lift)
    assert low < effects[0].lift.point < high
    table_low, table_high = bounds(pooled_levels(CLEAR)[0].lift)
    assert high - low > table_high - table_low


def test_another_persona_is_less_certain_than_the_one_that_was_tested() -> None:
    def width(persona: str) -> float:
        low, high = bounds(resonance(CLEAR, persona, "choosing")[0].lift)
        return math.log1p(high) - math.log1p(low)

    assert width("guests") > width("cooks")


def test_the_same_arms_give_the_same_answer() -> None:
    assert resonance(CLEAR) == resonance(CLEAR)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    random = np.random.default_rng(7)
    inside = total = 0
    for _ in range(12):
        arms, true = workspace(random, experiments=16)
        for effect in resonance(arms, *CELL):
            low, high = bounds(effect.lift)
            inside += low <= true[effect.level] <= high
            total += 1
    # 48 levels: 95 % is 45.6 of them; fewer than 40 would be a one-in-a-hundred accident.
    assert inside >= 40
    assert total == 48
