"""The life of an experiment, step by step, and the steps that are refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from experiments.archiving import archive_experiment
from experiments.drafting import change_experiment, remove_draft
from experiments.lifecycle import (
    pause_experiment,
    resume_experiment,
    start_experiment,
    stop_experiment,
)
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.rollout import decide_experiment, roll_back
from experiments.schedules import run_due_schedules
from experiments.splitting import change_weights
from messaging.models import Message, Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import draft, live_message, running
from workspaces.models import AuditRecord, DeliveryVersion


def version(cast: Cast) -> int:
    return DeliveryVersion.objects.get(workspace=cast.workspace).version


def test_it_works(cast: Cast) -> None:
    experiment = draft(cast, shares=[3, 1], plan_size=4000)
    assert experiment.key == "sundays-or-fridays"
    assert experiment.state == "draft"
    before = version(cast)
    started = start_experiment(access=cast.access, experiment=experiment)
    assert (started.state, started.rule) == ("running", "planned")
    phase = started.phases.get()
    assert (phase.number, phase.weights, phase.coverage) == (1, [0.75, 0.25], 1.0)
    assert started.arms.get(position=0).variant == started.message.live_variant
    assert version(cast) > before
    paused = pause_experiment(access=cast.access, experiment=started)
    assert paused.state == "paused"
    assert resume_experiment(access=cast.access, experiment=paused).state == "running"
    stopped = stop_experiment(access=cast.access, experiment=paused)
    assert stopped.state == "stopped"
    assert stopped.phases.get().ended_at is not None
    actions = AuditRecord.objects.filter(target_type="experiment", target_id=str(experiment.pk))
    told = list(actions.order_by("id").values_list("action", flat=True))
    assert told == ["created", "started", "paused", "resumed", "stopped"]


def test_an_open_end_is_read_with_the_anytime_rule(cast: Cast) -> None:
    started = start_experiment(access=cast.access, experiment=draft(cast))
    assert (started.rule, started.plan) == ("anytime", {})


def test_a_second_experiment_on_a_message_has_to_wait(cast: Cast) -> None:
    message = live_message(cast)
    first, second = draft(cast, message), draft(cast, message)
    assert second.key == "sundays-or-fridays-2"
    start_experiment(access=cast.access, experiment=first)
    with pytest.raises(ExperimentRefusedError) as refused:
        start_experiment(access=cast.access, experiment=second)
    assert refused.value.code == "another_runs"
    second.refresh_from_db()
    assert (second.state, second.phases.count()) == ("draft", 0)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda e: e.arms.filter(position=1).delete(), "too_few_arms"),
        (
            lambda e: Variant.objects.filter(arms__experiment=e, arms__position=1).update(
                state="submitted"
            ),
            "not_approved",
        ),
        (lambda e: make.make_live(e.message), "control_not_live"),
        (lambda e: e.experiment_goals.all().delete(), "no_goal"),
        (lambda e: Experiment.objects.filter(pk=e.pk).update(state="stopped"), "wrong_state"),
    ],
)
def test_a_start_is_guarded(cast: Cast, spoil: Any, code: str) -> None:
    experiment = draft(cast)
    spoil(experiment)
    with pytest.raises(ExperimentRefusedError) as refused:
        start_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == code
    assert not experiment.phases.exists()


def test_a_message_without_live_copy_has_nothing_to_test_against(cast: Cast) -> None:
    with pytest.raises(ExperimentRefusedError) as refused:
        draft(cast, make.make_message(cast.workspace))
    assert refused.value.code == "no_live_variant"


def test_the_same_step_twice_is_refused(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast))
    stop_experiment(access=cast.access, experiment=experiment)
    for step in (stop_experiment, pause_experiment, resume_experiment, start_experiment):
        with pytest.raises(ExperimentRefusedError) as refused:
            step(access=cast.access, experiment=experiment)
        assert refused.value.code == "wrong_state"


def test_a_viewer_changes_nothing(cast: Cast) -> None:
    experiment = draft(cast)
    viewer = cast.access_of(cast.viewer)
    for step in (start_experiment, stop_experiment, decide_experiment, roll_back):
        with pytest.raises(PermissionDenied):
            step(access=viewer, experiment=experiment)


def test_a_draft_can_be_changed_and_removed_and_nothing_later(cast: Cast) -> None:
    message = live_message(cast)
    experiment = draft(cast, message)
    other = make.make_variant(message, state=Variant.State.APPROVED)
    changed = change_experiment(
        access=cast.access, experiment=experiment, name="Better", variants=[other], plan_size=900
    )
    assert (changed.name, changed.plan, changed.rule) == ("Better", {"size": 900}, "planned")
    assert [arm.variant for arm in changed.arms.all()] == [message.live_variant, other]
    start_experiment(access=cast.access, experiment=changed)
    with pytest.raises(ExperimentRefusedError):
        change_experiment(access=cast.access, experiment=changed, name="Too late")
    with pytest.raises(ExperimentRefusedError):
        remove_draft(access=cast.access, experiment=changed)
    second = draft(cast, message)
    remove_draft(access=cast.access, experiment=second)
    assert not Experiment.objects.filter(pk=second.pk).exists()


def test_new_weights_open_a_phase_and_more_coverage_does_not(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast), coverage=0.2)
    change_weights(access=cast.access, experiment=experiment, coverage=0.8)
    assert experiment.phases.get().coverage == 0.8
    change_weights(access=cast.access, experiment=experiment, weights=[1, 3])
    first, second = experiment.phases.order_by("number")
    assert first.ended_at == second.started_at
    assert (second.weights, second.coverage, second.ended_at) == ([0.25, 0.75], 0.8, None)
    change_weights(access=cast.access, experiment=experiment, coverage=0.5)
    assert experiment.phases.count() == 3


@pytest.mark.parametrize("weights", [[1, 0], [0, 1], [1, -1], [1], [0, 0]])
def test_weights_that_test_nothing_are_refused(cast: Cast, weights: list[float]) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast))
    with pytest.raises(ExperimentRefusedError):
        change_weights(access=cast.access, experiment=experiment, weights=weights)
    assert experiment.phases.count() == 1


def test_a_winner_is_rolled_out_and_back(cast: Cast) -> None:
    experiment = running(cast)
    message = experiment.message
    control, winner = (arm.variant for arm in experiment.arms.select_related("variant"))
    with pytest.raises(ExperimentRefusedError) as refused:
        decide_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "no_verdict"
    with pytest.raises(ExperimentRefusedError) as refused:
        decide_experiment(access=cast.access, experiment=experiment, winner=winner)
    assert refused.value.code == "reason_missing"
    before = version(cast)
    decided = decide_experiment(
        access=cast.access, experiment=experiment, winner=winner, reason="The board liked it."
    )
    message.refresh_from_db()
    assert message.live_variant == winner
    assert (decided.state, decided.winner, decided.previous_live) == ("decided", winner, control)
    assert decided.phases.get().ended_at is not None
    assert version(cast) > before
    back = roll_back(access=cast.access, experiment=decided)
    message.refresh_from_db()
    assert (back.state, message.live_variant) == ("rolled_back", control)
    with pytest.raises(ExperimentRefusedError):
        roll_back(access=cast.access, experiment=back)


def test_a_rollout_happens_whole_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = running(cast)
    control, winner = (arm.variant for arm in experiment.arms.select_related("variant"))

    def fail(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("experiments.rollout.set_live", fail)
    with pytest.raises(RuntimeError):
        decide_experiment(
            access=cast.access, experiment=experiment, winner=winner, reason="Why not"
        )
    experiment.refresh_from_db()
    assert (experiment.state, experiment.winner) == ("running", None)
    assert experiment.phases.get().ended_at is None
    assert Message.objects.get(pk=experiment.message_id).live_variant == control


def test_a_rollback_never_undoes_newer_copy(cast: Cast) -> None:
    experiment = running(cast)
    winner = experiment.arms.get(position=1).variant
    decided = decide_experiment(
        access=cast.access, experiment=experiment, winner=winner, reason="Sure"
    )
    newer = make.make_live(experiment.message)
    with pytest.raises(ExperimentRefusedError) as refused:
        roll_back(access=cast.access, experiment=decided)
    assert refused.value.code == "live_changed"
    assert Message.objects.get(pk=experiment.message_id).live_variant == newer


def test_only_an_arm_can_win(cast: Cast) -> None:
    experiment = running(cast)
    stranger = make.make_variant(experiment.message, state=Variant.State.APPROVED)
    with pytest.raises(ExperimentRefusedError) as refused:
        decide_experiment(
            access=cast.access, experiment=experiment, winner=stranger, reason="Nicer"
        )
    assert refused.value.code == "not_an_arm"


def test_archiving_freezes_the_counts(cast: Cast) -> None:
    experiment = stop_experiment(access=cast.access, experiment=running(cast))
    archived = archive_experiment(
        access=cast.access, experiment=experiment, learning_note="Sundays hurt more than money."
    )
    assert archived.frozen_at is not None
    assert archived.learning_note.startswith("Sundays")
    with pytest.raises(ExperimentRefusedError):
        archive_experiment(access=cast.access, experiment=experiment)


def test_schedules_start_and_stop(cast: Cast) -> None:
    now = timezone.now()
    experiment = draft(cast, starts_at=now, ends_at=now + timedelta(days=7))
    assert run_due_schedules(now=now - timedelta(seconds=1)) == []
    assert [e.pk for e in run_due_schedules(now=now)] == [experiment.pk]
    assert run_due_schedules(now=now + timedelta(days=1)) == []
    run_due_schedules(now=now + timedelta(days=7))
    experiment.refresh_from_db()
    assert experiment.state == "stopped"


def test_a_draft_that_cannot_start_waits(cast: Cast) -> None:
    experiment = draft(cast, starts_at=timezone.now())
    Variant.objects.filter(arms__experiment=experiment, arms__position=1).update(state="submitted")
    assert run_due_schedules(now=timezone.now()) == []
    experiment.refresh_from_db()
    assert experiment.state == "draft"
