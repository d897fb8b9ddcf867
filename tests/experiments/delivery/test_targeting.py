"""Who takes part in a test at all, and what those get who come from a certain pain. Pure."""

from datetime import timedelta
from typing import Any

import pytest
from scipy.stats import chisquare

from experiments.delivery.allocation import hash_visitor
from experiments.delivery.context import Context
from experiments.delivery.evaluator import Evaluation, Reason, at_stage, evaluate, is_held_out
from experiments.delivery.snapshot import (
    ExperimentSnapshot,
    MessageSnapshot,
    PlacementSnapshot,
    Snapshot,
)
from tests.experiments.delivery.test_evaluator import NOW, experiment, wording


def found(
    test: ExperimentSnapshot | None, context: Context, *, holdout: float = 0.0, **more: Any
) -> Evaluation:
    says = {1: wording("goes-on")}
    message = MessageSnapshot(1, ("en", None, None), wording("live"), test, says)
    place = PlacementSnapshot("hero", {message.aim: message}, message)
    live = Snapshot(1, 1, {"hero": place}, {}, {}, holdout=holdout, pains={"ad": 1, "old-ad": 2})
    return evaluate(live, "hero", context, more.get("now", NOW))


def test_it_works() -> None:
    test = experiment(conditions={"plan": "team"})
    assert found(test, Context("v", attributes={"plan": "team"})).reason == Reason.SPLIT
    for attributes in ({"plan": "free"}, {}, None):
        outside = found(test, Context("v", attributes=attributes))
        assert (outside.variant, outside.assignment) == ("live", None)


def test_what_the_caller_names_is_an_attribute_too() -> None:
    test = experiment(conditions={"persona": "anna", "id": {"$regex": "^v"}})
    assert found(test, Context("v", "anna")).reason == Reason.SPLIT
    assert found(test, Context("x", "anna")).assignment is None
    lying = Context("v", "ben", attributes={"persona": "anna"})
    assert found(test, lying).assignment is None


def test_a_condition_outlasts_what_was_assigned() -> None:
    test = experiment(conditions={"plan": "team"})
    context = Context("v", assigned=("test:1:arm-1",), attributes={"plan": "free"})
    assert found(test, context).assignment is None


def test_the_held_out_take_part_in_no_test() -> None:
    outside = 0
    for number in range(4_000):
        visitor = f"v{number}"
        is_out = is_held_out(visitor, 0.1)
        outside += is_out
        kept = ("test:1:arm-1",)
        for context in (Context(visitor), Context(visitor, assigned=kept)):
            assert (found(experiment(), context, holdout=0.1).assignment is None) == is_out
    assert abs(outside / 4_000 - 0.1) < 0.02


def test_the_holdout_is_drawn_apart_from_every_test() -> None:
    """Else one arm would lose more of its visitors to it than another."""
    counts = [0, 0]
    for number in range(20_000):
        answer = found(experiment(), Context(f"v{number}"), holdout=0.3)
        if answer.assignment is not None:
            counts[answer.assignment.arm == "arm-1"] += 1
    assert chisquare(counts).pvalue > 0.001


def test_the_clock_begins_and_ends_a_test() -> None:
    hour = timedelta(hours=1)
    for test, moments in (
        (experiment(starts_at=NOW), {NOW - hour: False, NOW: True}),
        (experiment(ends_at=NOW), {NOW - hour: True, NOW: False}),
    ):
        for now, is_given in moments.items():
            assert (found(test, Context("v"), now=now).assignment is not None) == is_given


def held_back(share: float = 0.2) -> ExperimentSnapshot:
    return experiment(
        (share, 1 - share), earlier=1, is_running=False, is_held_back=True, ends_at=NOW
    )


def test_a_decided_test_holds_the_old_text_back_from_some() -> None:
    old = 0
    for number in range(2_000):
        visitor = f"v{number}"
        answer = found(held_back(), Context(visitor, assigned=("test:1:arm-0",)))
        assert answer.assignment is not None
        assert answer.assignment.phase == 2, "what was assigned in the test is over"
        bucket = hash_visitor("test", visitor)
        assert bucket is not None
        assert (answer.assignment.arm == "arm-0") == (bucket < 0.2)
        old += answer.assignment.arm == "arm-0"
    assert abs(old / 2_000 - 0.2) < 0.03


def test_a_landing_goes_on_from_the_pain_of_the_ad() -> None:
    answer = found(None, Context(came_from="ad"))
    assert (answer.variant, answer.reason) == ("goes-on", Reason.TARGETING_MATCH)
    for came_from in ("old-ad", "unknown", "", None):
        answer = found(None, Context("v", came_from=came_from))
        assert (answer.variant, answer.reason) == ("live", Reason.STATIC)


def test_a_test_that_assigns_comes_before_it() -> None:
    assert found(experiment(), Context("v", came_from="ad")).reason == Reason.SPLIT
    outside = found(experiment(coverage=0.0), Context("v", came_from="ad"))
    assert outside.variant == "goes-on"


@pytest.mark.parametrize("key", ["arm-0", "arm-1"])
def test_what_is_forced_is_shown_and_never_counted(key: str) -> None:
    answer = found(experiment(coverage=0.0), Context("v", forced={"test": key}))
    assert (answer.variant, answer.assignment, answer.assigned) == (key, None, None)
    for forced in ({"test": "nobody"}, {"other": key}):
        assert found(experiment(coverage=0.0), Context("v", forced=forced)).variant == "live"
    paused = experiment(is_running=False)
    assert found(paused, Context("v", forced={"test": key})).variant == "live"


def test_an_inferred_stage_is_one_like_any_other() -> None:
    assert at_stage(Context("v", "anna", came_from="ad"), "deciding") == Context(
        "v", "anna", "deciding", came_from="ad"
    )
