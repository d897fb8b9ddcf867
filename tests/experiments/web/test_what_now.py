"""The one thing to do with a test."""

from dataclasses import replace
from typing import Any

import pytest

from experiments.models import Experiment
from experiments.result_values import Results
from experiments.results import results_of
from experiments.web.what_now import what_now
from tests import make
from tests.conftest import Cast


@pytest.fixture
def bare(cast: Cast) -> Results:
    return results_of(make.make_experiment(make.make_message(cast.workspace)))


def step(results: Results, **more: Any) -> tuple[str, str]:
    given: dict[str, Any] = {"may_approve": True, "may_edit": True} | more
    found = what_now(results, **given)
    assert found.text.endswith((".", "?"))
    return found.action, found.text


def test_it_works(bare: Results) -> None:
    assert step(bare)[0] == "start"
    running = replace(bare, state="running", has_look=True, verdict="keep_going", days_needed=12.4)
    assert step(running) == ("", "Leave it running. Come back in about 12 days.")
    assert "more than a year" in step(replace(running, days_needed=1000.0))[1]
    assert step(replace(running, verdict="winner"))[0] == "show"
    assert step(replace(running, verdict="broken"))[0] == "stop"
    assert step(replace(running, ended=True))[0] == "choose"


@pytest.mark.parametrize("state", Experiment.State.values)
@pytest.mark.parametrize(
    "verdict", ["none", "winner", "loser", "no_difference", "keep_going", "broken", "observed"]
)
def test_whoever_may_not_is_offered_nothing_to_press(
    bare: Results, state: str, verdict: str
) -> None:
    results = replace(bare, state=state, verdict=verdict, has_look=verdict != "none")
    for kind in (results, replace(results, is_aa=True), replace(results, is_tested=False)):
        assert step(kind, may_approve=False, may_edit=False)[0] == ""
        assert step(kind, archived=True)[0] == ""
        step(kind)


def test_a_trial_and_what_was_observed_are_never_rolled_out(bare: Results) -> None:
    won = replace(bare, state="running", has_look=True, verdict="winner")
    assert step(replace(won, is_aa=True))[0] == "stop"
    assert step(replace(won, is_tested=False))[0] == "plan"


def test_a_decided_test_wants_its_lesson(bare: Results) -> None:
    decided = replace(bare, state="decided")
    assert step(decided)[0] == "note"
    assert step(decided, note="Evenings matter.")[0] == ""
