"""The same contrast at several places."""

from typing import Any

import pytest

from experiments import contrasts
from experiments.contrasts import places_for_contrast, spread_contrast
from experiments.lifecycle import start_experiment
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message, Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import draft, live_message
from workspaces.models import AuditRecord


class Pains:
    def __init__(self, cast: Cast) -> None:
        persona = make.make_persona(cast.workspace)
        self.one = make.make_pain(cast.workspace, persona=persona)
        self.other = make.make_pain(cast.workspace, persona=persona)


def place(cast: Cast, live: Any, rival: Any, framework: str = "pas") -> Message:
    """A message whose live text names the pain ``live``, and an approved one that names another."""
    message = live_message(cast)
    Variant.objects.filter(pk=message.live_variant_id).update(pain=live, framework="pas")
    make.make_variant(message, state=Variant.State.APPROVED, pain=rival, framework=framework)
    message.refresh_from_db()
    return message


def contrast(cast: Cast, pains: Pains) -> Experiment:
    message = place(cast, pains.one, pains.other)
    rival = message.variants.exclude(pk=message.live_variant_id).get()
    return draft(cast, message, variants=[rival], plan_days=28, hypothesis="Sundays.")


def test_it_works(cast: Cast) -> None:
    pains = Pains(cast)
    experiment = contrast(cast, pains)
    elsewhere = place(cast, pains.one, pains.other)
    place(cast, pains.other, pains.one)  # the other way round is another test
    place(cast, pains.one, pains.other, framework="bab")  # changes two things
    found = places_for_contrast(access=cast.access, experiment=experiment)
    assert [each.message for each in found] == [elsewhere]
    made = spread_contrast(
        access=cast.access,
        experiment=experiment,
        contrast="Sundays or money",
        messages=[elsewhere],
    )
    assert [(e.message, e.factor, e.plan, e.hypothesis) for e in made] == [
        (elsewhere, "pain", {"days": 28}, "Sundays.")
    ]
    assert made[0].experiment_goals.get().goal == experiment.experiment_goals.get().goal
    together = contrasts.tests_of_contrast(cast.workspace, "Sundays or money")
    assert [e.pk for e in together] == [experiment.pk, made[0].pk]
    assert contrasts.tests_of_contrast(cast.workspace, "") == []
    assert AuditRecord.objects.filter(action="spread").count() == 1


def test_a_place_without_texts_is_named_and_nothing_is_made(cast: Cast) -> None:
    pains = Pains(cast)
    experiment = contrast(cast, pains)
    good, bad = place(cast, pains.one, pains.other), live_message(cast)
    with pytest.raises(ExperimentRefusedError) as refused:
        spread_contrast(
            access=cast.access, experiment=experiment, contrast="c", messages=[good, bad]
        )
    assert refused.value.code == "no_texts"
    assert Experiment.objects.count() == 1


def test_several_factors_are_no_contrast(cast: Cast) -> None:
    experiment = draft(cast)
    assert places_for_contrast(access=cast.access, experiment=experiment) == []
    with pytest.raises(ExperimentRefusedError) as refused:
        spread_contrast(
            access=cast.access,
            experiment=experiment,
            contrast="c",
            messages=[experiment.message],
        )
    assert refused.value.code == "no_factor"


def test_what_runs_is_not_spread(cast: Cast) -> None:
    experiment = start_experiment(access=cast.access, experiment=draft(cast))
    with pytest.raises(ExperimentRefusedError) as refused:
        spread_contrast(access=cast.access, experiment=experiment, contrast="c", messages=[])
    assert refused.value.code == "not_a_draft"
