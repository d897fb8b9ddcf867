"""A holdback after the decision: opened with it, ended by hand, by the clock or by what follows."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from experiments.archiving import archive_experiment
from experiments.holding_back import HOLDBACK_FOR, end_due_holdbacks, end_holdback, held_back
from experiments.lifecycle import start_experiment
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.rollout import decide_experiment, roll_back
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import draft, running
from workspaces.models import AuditRecord


def decided(cast: Cast, place: int = 1, **fields: Any) -> Experiment:
    experiment = running(cast)
    variant = experiment.arms.get(position=place).variant
    values = {"holdback": 0.1, "reason": "Sure"} | fields
    return decide_experiment(access=cast.access, experiment=experiment, winner=variant, **values)


def test_it_works(cast: Cast) -> None:
    experiment = decided(cast)
    assert experiment.state == "decided"
    test, holdback = experiment.phases.order_by("number")
    assert test.ended_at is not None
    assert (holdback.kind, holdback.weights, holdback.ended_at) == ("holdback", [0.1, 0.9], None)
    assert held_back(experiment) == 0.1
    end_holdback(access=cast.access, experiment=experiment)
    assert held_back(experiment) == 0
    actions = AuditRecord.objects.filter(target_type="experiment").order_by("id")
    assert list(actions.values_list("action", flat=True)) == ["decided", "holdback ended"]
    with pytest.raises(ExperimentRefusedError) as refused:
        end_holdback(access=cast.access, experiment=experiment)
    assert refused.value.code == "no_holdback"


def test_nothing_is_held_back_where_the_old_text_won(cast: Cast) -> None:
    assert decided(cast, place=0).phases.count() == 1


def test_what_the_plan_says_holds_unless_said_otherwise(cast: Cast) -> None:
    experiment = decided(cast, holdback=0)
    assert experiment.phases.count() == 1
    with pytest.raises(ExperimentRefusedError) as refused:
        decided(cast, holdback=0.5)
    assert refused.value.code == "bad_holdback"


def test_rolling_back_closes_it(cast: Cast) -> None:
    experiment = decided(cast)
    roll_back(access=cast.access, experiment=experiment)
    assert held_back(experiment) == 0


def test_the_archive_closes_it(cast: Cast) -> None:
    experiment = decided(cast)
    archive_experiment(access=cast.access, experiment=experiment)
    assert held_back(experiment) == 0


def test_another_test_on_the_message_closes_it(cast: Cast) -> None:
    experiment = decided(cast)
    experiment.message.refresh_from_db()
    other = draft(cast, experiment.message)
    start_experiment(access=cast.access, experiment=other)
    assert held_back(experiment) == 0
    record = AuditRecord.objects.get(action="started")
    assert record.after["along"][0]["action"] == "holdback ended"


def test_it_ends_after_its_days_and_when_other_copy_goes_live(cast: Cast) -> None:
    one, other = decided(cast), decided(cast)
    now = timezone.now()
    assert end_due_holdbacks(now=now) == []
    make.make_live(other.message)
    assert [row.pk for row in end_due_holdbacks(now=now)] == [other.pk]
    assert [row.pk for row in end_due_holdbacks(now=now + HOLDBACK_FOR + timedelta(days=1))] == [
        one.pk
    ]


def test_an_editor_ends_none(cast: Cast) -> None:
    experiment = decided(cast)
    with pytest.raises(PermissionDenied):
        end_holdback(access=cast.access_of(cast.editor), experiment=experiment)
