"""What finished tests say together."""

import math
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from experiments.models import Experiment, Look
from experiments.resonance import pooled, resonance_of
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run


def finished(
    cast: Cast, counts: list[tuple[int, int]], arms: list[dict[str, Any]], **changes: Any
) -> Experiment:
    """A stopped experiment whose last look has these counts; ``arms``: fields of its variants."""
    experiment = make.make_experiment(live_message(cast))
    run(experiment)
    Experiment.objects.filter(pk=experiment.pk).update(state="stopped")
    for arm, fields in zip(experiment.arms.select_related("variant"), arms, strict=True):
        for name, value in fields.items():
            setattr(arm.variant, name, value)
        arm.variant.save()
    goal = experiment.experiment_goals.get().goal.key
    phase = {
        "number": 1,
        "weights": [0.5, 0.5],
        "crossed": 0,
        "n": [n for n, _ in counts],
        "goals": {goal: [[x, 0.0, 0.0] for _, x in counts]},
    }
    Look.objects.create(
        workspace=cast.workspace,
        experiment=experiment,
        taken_at=timezone.now() - timedelta(minutes=1),
        totals={"phases": [phase], "simulated": False},
        analysis={"goal": goal, "verdict": "keep_going", "winner": None} | changes,
    )
    return experiment


def effect(n_a: int, x_a: int, n_b: int, x_b: int) -> tuple[float, float]:
    """Log risk ratio and its variance, written out."""
    ratio = math.log((x_b + 0.5) / (n_b + 1)) - math.log((x_a + 0.5) / (n_a + 1))
    return ratio, (1 - x_a / n_a) / (x_a + 0.5) + (1 - x_b / n_b) / (x_b + 0.5)


def test_it_works(cast: Cast) -> None:
    sundays, money = make.make_pain(cast.workspace), make.make_pain(cast.workspace)
    arms = [{"pain": money}, {"pain": sundays, "framework": "pas"}]
    finished(cast, [(1000, 50), (1000, 80)], arms, verdict="winner", winner=1)
    finished(cast, [(4000, 200), (4000, 220)], arms)
    table = resonance_of(workspace_id=cast.workspace.pk)
    assert table.experiments == 2
    [row] = table.pains
    assert (row.key, row.name, row.tests, row.wins) == (str(sundays.pk), sundays.title, 2, 1)
    (first, v1), (second, v2) = effect(1000, 50, 1000, 80), effect(4000, 200, 4000, 220)
    mean = (first / v1 + second / v2) / (1 / v1 + 1 / v2)
    half = 1.959964 / math.sqrt(1 / v1 + 1 / v2)
    assert row.lift == pytest.approx(math.expm1(mean))
    assert row.low == pytest.approx(math.expm1(mean - half))
    assert row.high == pytest.approx(math.expm1(mean + half))
    assert [row.key for row in table.frameworks] == ["pas"]


def test_what_teaches_nothing_is_left_out(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    arms = [{"pain": pain}, {"pain": pain}]
    counts = [(1000, 50), (1000, 80)]
    finished(cast, counts, arms)  # the same pain in both arms
    finished(cast, counts, [{}, {"pain": pain}], verdict="broken")
    still = finished(cast, counts, [{}, {"pain": pain}])
    Experiment.objects.filter(pk=still.pk).update(state="running")
    watched = finished(cast, counts, [{}, {"pain": pain}])
    Experiment.objects.filter(pk=watched.pk).update(split_by="optimiser")
    assert resonance_of(workspace_id=cast.workspace.pk).pains == ()
    assert resonance_of(workspace_id=cast.other.workspace.pk).experiments == 0


def test_it_takes_as_many_queries_for_many_tests(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    pain = make.make_pain(cast.workspace)
    for _ in range(5):
        finished(cast, [(100, 5), (100, 8)], [{}, {"pain": pain}])
    with django_assert_max_num_queries(4):
        assert resonance_of(workspace_id=cast.workspace.pk).pains[0].tests == 5


def test_nothing_pools_to_nothing() -> None:
    assert pooled([]) is None


def test_over_rest(cast: Cast) -> None:
    finished(cast, [(1000, 50), (1000, 80)], [{}, {"framework": "pas"}])
    body = cast.api().get("/api/v1/resonance/").json()
    assert body["experiments"] == 1
    assert body["frameworks"][0]["key"] == "pas"
    assert cast.api(other=True).get("/api/v1/resonance/").json()["experiments"] == 0
