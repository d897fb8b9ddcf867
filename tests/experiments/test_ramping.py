"""Ramp-up: more visitors as hours pass, and none more once something looks wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiments.lifecycle import start_experiment
from experiments.models import Experiment, Look
from experiments.ramping import coverage_after, run_due_ramps, tidy_ramp, why_hold
from experiments.refusals import ExperimentRefusedError
from experiments.schedules import run_due_schedules
from experiments.splitting import change_weights
from experiments.terms import later_changes
from tests.conftest import Cast
from tests.experiments.scenes import draft
from tests.experiments.visitors import let_visitors_answer
from workspaces.models import AuditRecord

RAMP = [[0, 0.1], [24, 0.5], [48, 1]]


def started(cast: Cast) -> Experiment:
    return start_experiment(access=cast.access, experiment=draft(cast, ramp=RAMP))


def after(experiment: Experiment, hours: float) -> list[Experiment]:
    assert experiment.started_at is not None
    return run_due_ramps(now=experiment.started_at + timedelta(hours=hours))


def test_it_works(cast: Cast) -> None:
    experiment = started(cast)
    assert experiment.phases.get().coverage == 0.1
    assert after(experiment, 23) == []
    after(experiment, 24)
    assert experiment.phases.get().coverage == 0.5, "more visitors stay in the same phase"
    after(experiment, 100)
    assert experiment.phases.get().coverage == 1
    assert after(experiment, 101) == []
    records = AuditRecord.objects.filter(action="ramped", actor="ramp-up")
    assert records.count() == 2
    said = [change.said for change in later_changes(experiment)]
    assert said[0] == "50 % of visitors take part instead of 10 %."


@pytest.mark.parametrize(
    "wrong",
    [
        [[1, 0.5]],
        [[0, 0.5], [0, 0.6]],
        [[0, 0.5], [5, 0.4]],
        [[0, 0]],
        [[0, 1.5]],
        [[0]],
        [["0", 0.5]],
        [[0, 0.1 + step / 100] for step in range(11)],
    ],
)
def test_a_ramp_that_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(ExperimentRefusedError) as refused:
        tidy_ramp(wrong)
    assert refused.value.code == "bad_ramp"


@given(st.floats(0, 100), st.floats(0, 100))
def test_coverage_only_grows(one: float, other: float) -> None:
    early, late = sorted((one, other))
    ramp = tidy_ramp(RAMP)
    assert coverage_after(ramp, early) <= coverage_after(ramp, late)


def test_a_faulty_split_holds_the_ramp_for_good(cast: Cast) -> None:
    experiment = started(cast)
    look = let_visitors_answer(experiment, visitors=20, converted=[1, 1])
    assert look is not None
    Look.objects.filter(pk=look.pk).update(analysis=look.analysis | {"srm_alarm": True})
    after(experiment, 24)
    after(experiment, 48)
    experiment.refresh_from_db()
    assert (experiment.phases.get().coverage, experiment.ramp) == (0.1, [])
    record = AuditRecord.objects.get(action="ramp held")
    assert record.after["reason"] == "Visitors are not split as planned."
    assert "not split as planned" in later_changes(experiment)[-1].said
    assert experiment.terms["ramp"] == RAMP, "what was agreed stays as it was"


def test_a_harmed_guardrail_holds_it() -> None:
    arm = {"verdict": "open", "own_p": 0.01, "leans": -1}
    goals = {"refunds": {"role": "guardrail", "name": "Refunds", "arms": [arm]}}
    assert why_hold({"goals": goals}, 0.05) == "“Refunds” is harmed."
    assert why_hold({"goals": {"x": goals["refunds"] | {"role": "secondary"}}}, 0.05) == ""
    assert why_hold({}, 0.05) == ""


def test_who_sets_the_share_by_hand_ends_the_ramp(cast: Cast) -> None:
    experiment = started(cast)
    change_weights(access=cast.access, experiment=experiment, coverage=0.3)
    assert after(experiment, 48) == []
    assert experiment.phases.get().coverage == 0.3


def test_a_paused_test_waits(cast: Cast) -> None:
    experiment = started(cast)
    Experiment.objects.filter(pk=experiment.pk).update(state="paused")
    assert after(experiment, 48) == []


def test_one_that_cannot_be_read_holds_up_no_other(cast: Cast) -> None:
    broken, experiment = started(cast), started(cast)
    Experiment.objects.filter(pk=broken.pk).update(ramp=[[0]])
    assert after(experiment, 24) == [experiment]
    assert experiment.phases.get().coverage == 0.5


def test_a_start_that_fails_holds_up_no_other(cast: Cast) -> None:
    broken, due = draft(cast), draft(cast)
    Experiment.objects.update(starts_at=timezone.now())
    Experiment.objects.filter(pk=broken.pk).update(plan={"days": "seven"})
    assert run_due_schedules(now=timezone.now()) == [due]
