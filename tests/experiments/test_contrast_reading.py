"""One contrast over several places, read as one test."""

from datetime import timedelta

import pytest
from django.utils import timezone

from experiments.contrast_results import contrast_results
from experiments.looks import recount_and_look
from experiments.models import Experiment, Look
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from tests.experiments.counted import set_counts
from tests.experiments.scenes import running


@pytest.fixture
def pains(cast: Cast) -> tuple[PainPoint, PainPoint]:
    persona = make.make_persona(cast.workspace)
    return (
        make.make_pain(cast.workspace, persona, title="Sundays"),
        make.make_pain(cast.workspace, persona, title="Refunds"),
    )


def place(cast: Cast, pains: tuple[PainPoint, ...], contrast: str = "sundays") -> Experiment:
    """A running test of one pain against another at a place of its own."""
    experiment = running(cast, contrast=contrast)
    for arm, pain in zip(experiment.arms.order_by("position"), pains, strict=True):
        arm.variant.pain = pain
        arm.variant.save()
    return experiment


def look_at(experiment: Experiment, hours: int = 0) -> Look:
    look = recount_and_look(experiment=experiment, now=timezone.now() + timedelta(hours=hours))
    assert look is not None
    return look


def test_it_works(cast: Cast, pains: tuple[PainPoint, PainPoint]) -> None:
    places = [place(cast, pains) for _ in range(3)]
    for experiment, rate in zip(places, (10, 5, 20), strict=True):
        visitors = 30_000 // rate
        set_counts(experiment, (visitors, 300), (visitors, 350))
        look = look_at(experiment)
        assert look.analysis["verdict"] == "keep_going"  # none tells alone
    pooled = look.analysis["contrast"]
    assert pooled["verdict"] == "winner"
    assert pooled["tests"] == [one.key for one in places]
    assert pooled["arms"] == ["“Sundays”", "“Refunds”"]
    assert pooled["visitors"] == 2 * (3_000 + 6_000 + 1_500)
    assert pooled["sentence"].startswith("3 tests of this contrast taken together. “Refunds” lifts")
    assert pooled["readings"][0]["lift"]["point"] == pytest.approx(0.167, abs=0.01)
    kept = contrast_results(places[0])
    assert kept is not None
    assert kept["sentence"] == pooled["sentence"]


def test_a_place_that_turns_the_contrast_round_is_turned_back(
    cast: Cast, pains: tuple[PainPoint, PainPoint]
) -> None:
    one, other = place(cast, pains), place(cast, pains[::-1])
    set_counts(one, (5_000, 250), (5_000, 300))
    look_at(one)
    set_counts(other, (5_000, 300), (5_000, 250))
    pooled = look_at(other).analysis["contrast"]
    assert pooled["arms"] == ["“Sundays”", "“Refunds”"]
    assert pooled["readings"][0]["lift"]["point"] == pytest.approx(0.2, abs=0.01)


def test_a_place_at_a_time_never_takes_back(cast: Cast, pains: tuple[PainPoint, PainPoint]) -> None:
    """The state goes on from look to look, whichever test it was part of."""
    one, other = place(cast, pains), place(cast, pains)
    set_counts(one, (10_000, 1_000), (10_000, 1_120))
    look_at(one)
    set_counts(other, (10_000, 1_000), (10_000, 1_120))
    first = look_at(other).analysis["contrast"]
    assert first["verdict"] == "winner"
    set_counts(one, (20_000, 2_120), (20_000, 2_120))
    second = look_at(one, 2).analysis["contrast"]
    assert second["verdict"] == "winner"
    assert second["readings"][0]["p"] == first["readings"][0]["p"]


def test_what_does_not_fit_is_left_out(cast: Cast, pains: tuple[PainPoint, PainPoint]) -> None:
    own = place(cast, pains)
    broken = place(cast, pains)
    set_counts(broken, (9_000, 900), (5_000, 900))
    assert look_at(broken).analysis["verdict"] == "broken"
    assert contrast_results(broken) is None
    unsure = place(cast, pains)
    Experiment.objects.filter(pk=unsure.pk).update(split_by=Experiment.SplitBy.OPTIMISER)
    unsure.refresh_from_db()
    set_counts(unsure, (5_000, 300), (5_000, 500))
    look_at(unsure)
    elsewhere = place(cast, pains, contrast="another")
    set_counts(elsewhere, (5_000, 300), (5_000, 500))
    look_at(elsewhere)
    set_counts(own, (5_000, 300), (5_000, 310))
    assert "contrast" not in look_at(own).analysis
    assert contrast_results(own) is None
    alone = place(cast, pains, contrast="")
    assert contrast_results(alone) is None
