"""From draft to plan and back, what is frozen at the start, and what a draft may say."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from experiments.archiving import archive_experiment, unarchive_experiment
from experiments.drafting import change_experiment, remove_draft
from experiments.goals import change_goal
from experiments.lifecycle import (
    pause_experiment,
    resume_experiment,
    start_experiment,
    stop_experiment,
)
from experiments.models import Experiment, Goal, Phase
from experiments.planning_steps import back_to_draft, plan_experiment
from experiments.refusals import ExperimentRefusedError
from experiments.schedules import run_due_schedules
from experiments.splitting import change_weights
from experiments.terms import later_changes
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import draft, live_message, running
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    editor = cast.access_of(cast.editor)
    experiment = plan_experiment(access=editor, experiment=draft(cast, plan_size=4000))
    assert experiment.state == "planned"
    assert back_to_draft(access=editor, experiment=experiment).state == "draft"
    plan_experiment(access=editor, experiment=experiment)
    assert start_experiment(access=cast.access, experiment=experiment).state == "running"
    told = AuditRecord.objects.filter(target_type="experiment").order_by("id")
    assert list(told.values_list("action", flat=True)) == [
        "created",
        "planned",
        "back to draft",
        "planned",
        "started",
    ]


def test_a_plan_is_not_changed_but_may_be_thrown_away(cast: Cast) -> None:
    experiment = plan_experiment(access=cast.access, experiment=draft(cast))
    with pytest.raises(ExperimentRefusedError) as refused:
        change_experiment(access=cast.access, experiment=experiment, name="Other")
    assert refused.value.code == "planned"
    remove_draft(access=cast.access, experiment=experiment)
    assert not Experiment.objects.exists()


def test_planning_names_what_is_missing(cast: Cast) -> None:
    experiment = draft(cast)
    Variant.objects.filter(arms__experiment=experiment, arms__position=1).update(state="submitted")
    with pytest.raises(ExperimentRefusedError) as refused:
        plan_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "not_approved"
    with pytest.raises(PermissionDenied):
        plan_experiment(access=cast.access_of(cast.viewer), experiment=experiment)


@pytest.mark.parametrize("step", [plan_experiment, back_to_draft, unarchive_experiment])
def test_steps_that_do_not_fit_are_refused(cast: Cast, step: Any) -> None:
    experiment = running(cast)
    with pytest.raises(ExperimentRefusedError):
        step(access=cast.access, experiment=experiment)


def test_a_plan_starts_by_the_clock_as_a_draft_does(cast: Cast) -> None:
    now = timezone.now()
    experiment = plan_experiment(access=cast.access, experiment=draft(cast, starts_at=now))
    assert [row.pk for row in run_due_schedules(now=now)] == [experiment.pk]


def test_planned_days_end_at_the_hour_of_the_start_where_the_test_lives(cast: Cast) -> None:
    cast.workspace.time_zone = "Europe/Berlin"
    cast.workspace.save(update_fields=["time_zone"])
    started = start_experiment(access=cast.access, experiment=draft(cast, plan_days=200))
    assert (started.rule, started.plan, started.time_zone) == (
        "planned",
        {"days": 200},
        "Europe/Berlin",
    )
    zone = ZoneInfo("Europe/Berlin")
    assert started.started_at is not None
    assert started.ends_at is not None
    begin, end = started.started_at.astimezone(zone), started.ends_at.astimezone(zone)
    assert (end.date() - begin.date()).days == 200
    assert (begin.hour, begin.minute) == (end.hour, end.minute)
    run_due_schedules(now=started.ends_at)
    started.refresh_from_db()
    assert started.state == "stopped"


def test_an_end_that_passed_is_told(cast: Cast) -> None:
    experiment = draft(cast, ends_at=timezone.now() - timedelta(days=1))
    with pytest.raises(ExperimentRefusedError) as refused:
        start_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "end_passed"


def test_terms_are_frozen_and_later_changes_are_listed(cast: Cast) -> None:
    experiment = draft(cast, hypothesis="Sundays hurt more.", plan_size=900, rope=0.03)
    goal = experiment.experiment_goals.get().goal
    started = start_experiment(access=cast.access, experiment=experiment, coverage=0.5)
    terms = started.terms
    assert (terms["hypothesis"], terms["plan"], terms["rope"], terms["coverage"]) == (
        "Sundays hurt more.",
        {"size": 900},
        0.03,
        0.5,
    )
    assert [(g["key"], g["role"], g["window_days"]) for g in terms["goals"]] == [
        (goal.key, "primary", 14)
    ]
    assert [arm["key"] for arm in terms["arms"]] == [arm.key for arm in started.arms.all()]
    assert later_changes(started) == []
    pause_experiment(access=cast.access, experiment=started)
    resume_experiment(access=cast.access, experiment=started)
    change_weights(access=cast.access, experiment=started, weights=[1, 3])
    change_goal(access=cast.access, goal=goal, changes={"name": "Buys"})
    found = later_changes(started)
    assert [change.what for change in found] == ["paused", "resumed", "reweighted", "changed"]
    assert found[2].said == (
        "Visitors are split 25 % / 75 % instead of 50 % / 50 %, in a new phase 2."
    )
    assert "is called “Buys” now" in found[3].said
    assert found[0].who == cast.owner.email
    started.refresh_from_db()
    assert started.terms["goals"][0]["name"] == terms["goals"][0]["name"]


def test_phases_tell_what_the_audit_log_no_longer_keeps(cast: Cast) -> None:
    experiment = running(cast)
    now = timezone.now()
    experiment.phases.update(ended_at=now)
    Phase.objects.create(
        workspace=cast.workspace,
        experiment=experiment,
        number=2,
        weights=[0.2, 0.8],
        coverage=0.5,
        started_at=now,
    )
    (change,) = later_changes(experiment)
    assert (change.at, change.who, change.what) == (now, "", "reweighted")
    assert "split 20 % / 80 % instead of 50 % / 50 %" in change.said
    assert "50 % of visitors take part instead of 100 %" in change.said


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"unit": "send"}, "unit"),
        ({"unit": "cup", "split_by": "optimiser"}, "unit"),
        ({"split_by": "optimiser", "ramp": [[0, 0.5]]}, "ramp"),
        ({"split_by": "platform_test", "allocation": "earn"}, "allocation"),
        ({"split_by": "platform_test", "holdback": 0.1}, "holdback"),
        ({"holdback": 0.3}, "holdback"),
        ({"ramp": [[3, 0.5]]}, "ramp"),
        ({"namespace": ["a", 7]}, "namespace"),
        ({"plan_size": 100, "plan_days": 3}, "plan_days"),
        ({"plan_days": 1_000}, "plan_days"),
        ({"cap": 3.0}, "goal"),
        ({"rope": 0.9}, "rope"),
    ],
)
def test_what_a_draft_cannot_say_is_told_at_its_field(
    cast: Cast, fields: dict[str, Any], at: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(cast, **fields)
    assert list(refused.value.message_dict) == [at]
    experiment = draft(cast)
    with pytest.raises(ValidationError):
        change_experiment(access=cast.access, experiment=experiment, **fields)
    assert not AuditRecord.objects.filter(action="changed").exists()


def test_a_platform_says_what_it_counts(cast: Cast) -> None:
    experiment = draft(cast, split_by="optimiser", unit="impression")
    changed = change_experiment(
        access=cast.access, experiment=experiment, split_by="platform_test", unit="send"
    )
    started = start_experiment(access=cast.access, experiment=changed)
    assert (started.terms["split_by"], started.terms["unit"]) == ("platform_test", "send")


def test_the_end_changes_from_visitors_to_days_and_back(cast: Cast) -> None:
    experiment = draft(cast, plan_size=500, plan_known={"rate": 0.05, "lift": 0.2, "daily": 40})
    known = {"rate": 0.05, "lift": 0.2, "daily": 40}
    days = change_experiment(access=cast.access, experiment=experiment, plan_days=14)
    assert (days.plan, days.rule) == ({"days": 14} | known, "planned")
    size = change_experiment(access=cast.access, experiment=days, plan_size=700)
    assert size.plan == {"size": 700} | known
    none = change_experiment(
        access=cast.access, experiment=size, plan_size=None, plan_days=None, plan_known={}
    )
    assert (none.plan, none.rule) == ({}, "anytime")


def test_the_factor_is_read_at_every_edit_and_at_the_start(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    one, other = (make.make_pain(cast.workspace, persona=persona) for _ in range(2))
    message = live_message(cast)
    Variant.objects.filter(pk=message.live_variant_id).update(pain=one, framework="pas")
    message.refresh_from_db()
    approved = {"state": Variant.State.APPROVED}
    clean = make.make_variant(message, pain=other, framework="pas", **approved)
    mixed = make.make_variant(message, pain=other, framework="bab", **approved)
    experiment = draft(cast, message, variants=[clean])
    assert experiment.factor == "pain"
    changed = change_experiment(access=cast.access, experiment=experiment, variants=[mixed])
    assert changed.factor == "several"
    Variant.objects.filter(pk=mixed.pk).update(framework="pas")
    started = start_experiment(access=cast.access, experiment=changed)
    assert (started.factor, started.terms["factor"]) == ("pain", "pain")


def test_a_bandit_needs_a_goal_that_is_reached_or_not(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, kind=Goal.Kind.VALUE)
    experiment = draft(cast, goal=goal, allocation="earn")
    with pytest.raises(ExperimentRefusedError) as refused:
        start_experiment(access=cast.access, experiment=experiment)
    assert refused.value.code == "bandit_value"


def test_shares_alone_may_be_changed(cast: Cast) -> None:
    experiment = draft(cast)
    change_experiment(access=cast.access, experiment=experiment, shares=[3, 1])
    assert list(experiment.arms.values_list("share", flat=True)) == [3, 1]


def test_the_archive_gives_a_test_back_with_final_counts(cast: Cast) -> None:
    experiment = stop_experiment(access=cast.access, experiment=running(cast))
    archived = archive_experiment(access=cast.access, experiment=experiment, learning_note="Yes.")
    frozen = archived.frozen_at
    back = unarchive_experiment(access=cast.access, experiment=archived)
    assert (back.archived_at, back.frozen_at, back.learning_note) == (None, frozen, "Yes.")
    again = archive_experiment(access=cast.access, experiment=back)
    assert (again.frozen_at, again.learning_note) == (frozen, "Yes.")
