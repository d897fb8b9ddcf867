"""A/A tests: the same text twice, and a copy that lives only as long as the test."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from experiments.aa_tests import create_aa_test
from experiments.drafting import change_experiment, remove_draft
from experiments.lifecycle import start_experiment, stop_experiment
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.rollout import decide_experiment
from messaging.models import Variant, VariantSource
from messaging.publishing import set_live
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message
from workspaces.models import AuditRecord


def aa(cast: Cast, **fields: Any) -> Experiment:
    goal = make.make_goal(cast.workspace)
    return create_aa_test(access=cast.access, message=live_message(cast), goal=goal, **fields)


def test_it_works(cast: Cast) -> None:
    experiment = aa(cast, days=7)
    assert (experiment.is_aa, experiment.factor, experiment.plan) == (True, "", {"days": 7})
    live, copy = (arm.variant for arm in experiment.arms.select_related("variant"))
    assert (copy.parts, copy.derived_from, copy.state) == (live.parts, live, "approved")
    assert copy.key != live.key
    record = AuditRecord.objects.get(target_type="experiment")
    assert (record.action, record.after["along"][0]["type"]) == ("created", "variant")
    assert not AuditRecord.objects.filter(target_type="variant").exists()
    started = start_experiment(access=cast.access, experiment=experiment)
    stop_experiment(access=cast.access, experiment=started)
    copy.refresh_from_db()
    assert copy.state == "retired", "nobody takes the copy for a wording of its own"


def test_it_decides_nothing(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=aa(cast))
    for arm in experiment.arms.select_related("variant"):
        with pytest.raises(ExperimentRefusedError) as refused:
            decide_experiment(
                access=cast.access, experiment=experiment, winner=arm.variant, reason="Nicer"
            )
        assert refused.value.code == "nothing_to_decide"


def test_a_draft_that_is_thrown_away_takes_its_copy_along(cast: Cast) -> None:
    experiment = aa(cast)
    before = Variant.objects.count()
    remove_draft(access=cast.access, experiment=experiment)
    assert Variant.objects.count() == before - 1


def test_its_arms_stay_the_same(cast: Cast) -> None:
    experiment = aa(cast)
    other = make.make_variant(experiment.message, state=Variant.State.APPROVED)
    with pytest.raises(ExperimentRefusedError) as refused:
        change_experiment(access=cast.access, experiment=experiment, variants=[other])
    assert refused.value.code == "aa_arms"


def test_the_copy_stands_on_the_same_words(cast: Cast) -> None:
    message = live_message(cast)
    evidence = make.make_evidence(cast.workspace)
    VariantSource.objects.create(
        workspace=cast.workspace,
        variant=message.live_variant,
        part="headline",
        sentence="Sundays are not for receipts",
        evidence=evidence,
    )
    goal = make.make_goal(cast.workspace)
    experiment = create_aa_test(access=cast.access, message=message, goal=goal)
    copy = experiment.arms.get(position=1).variant
    assert VariantSource.objects.get(variant=copy).evidence == evidence


def test_without_live_copy_there_is_nothing_to_show_twice(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    goal = make.make_goal(cast.workspace)
    with pytest.raises(ExperimentRefusedError) as refused:
        create_aa_test(access=cast.access, message=message, goal=goal)
    assert refused.value.code == "no_live_variant"
    with pytest.raises(PermissionDenied):
        create_aa_test(access=cast.access_of(cast.viewer), message=message, goal=goal)


def test_a_copy_that_was_put_to_use_stays(cast: Cast) -> None:
    """Set live, it is what visitors see: it neither retires with the test nor goes with a draft."""
    drafted, started = aa(cast), start_experiment(access=cast.access, experiment=aa(cast))
    copies = [test.arms.get(position=1).variant for test in (drafted, started)]
    for copy in copies:
        set_live(access=cast.access, message=copy.message, variant=copy)
    stop_experiment(access=cast.access, experiment=started)
    remove_draft(access=cast.access, experiment=drafted)
    for copy in copies:
        copy.refresh_from_db()
        assert copy.state == "approved"
        assert copy.message.live_variant == copy
