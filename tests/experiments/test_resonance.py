"""What finished tests say together: which are counted, and what comes out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.models import Event, Experiment, Look, ResonanceReading
from experiments.resonance import resonance_of
from experiments.resonance_reading import take_reading
from experiments.resonance_wanted import workspaces_wanting
from experiments.tasks import work_out_resonance
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run

COUNTS = [(1000, 50), (1000, 80)]


def finished(
    cast: Cast,
    counts: list[tuple[int, int]],
    arms: list[dict[str, Any]],
    *,
    message: Any = None,
    simulated: bool = False,
    **changes: Any,
) -> Experiment:
    """A stopped experiment whose last look has these counts; ``arms``: fields of its variants."""
    experiment = make.make_experiment(message or live_message(cast))
    run(experiment)
    Experiment.objects.filter(pk=experiment.pk).update(state="stopped", stopped_at=timezone.now())
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
        totals={"phases": [phase], "simulated": simulated},
        analysis={"goal": goal, "verdict": "keep_going", "winner": None} | changes,
    )
    return experiment


def pains(cast: Cast) -> tuple[PainPoint, PainPoint]:
    persona = make.make_persona(cast.workspace)
    money = make.make_pain(cast.workspace, persona, title="Late money")
    return money, make.make_pain(cast.workspace, persona, title="Lost Sundays")


def read(cast: Cast) -> Any:
    take_reading(workspace_id=cast.workspace.pk)
    return resonance_of(workspace_id=cast.workspace.pk)


def test_it_works(cast: Cast) -> None:
    money, sundays = pains(cast)
    arms = [{"pain": money}, {"pain": sundays}]
    finished(cast, COUNTS, arms, verdict="winner", winner=1)
    finished(cast, [(4000, 200), (4000, 250)], arms)
    table = read(cast)
    assert (table.experiments, table.used, table.fresh) == (2, 2, True)
    best, other = table.pains
    assert (best.key, best.name) == (str(sundays.pk), "Lost Sundays")
    assert (best.tests, best.wins, best.visitors, best.conversions) == (2, 1, 5000, 330)
    assert best.low < best.lift < best.high
    assert best.chance_best > 0.9
    assert (other.wins, other.lift < 0) == (0, True)
    assert [cell.name for cell in table.cells["pain"]] == [sundays.persona.name]
    better = table.cell_for("pain", sundays.persona_id, None).better(best.key, other.key)
    assert better.chance > 0.9
    assert table.frameworks == ()


def test_a_stage_has_a_cell_of_its_own(cast: Cast) -> None:
    money, sundays = pains(cast)
    stage = make.make_stage(cast.workspace)
    message = make.make_message(cast.workspace, stage=stage)
    make.make_live(message)
    finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}], message=message)
    [cell] = read(cast).cells["pain"]
    assert (cell.persona, cell.stage) == (money.persona, stage)
    finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}])
    assert [cell.name for cell in read(cast).cells["pain"]] == [
        money.persona.name,
        f"{money.persona} · {stage}",
    ]


def test_what_teaches_nothing_is_left_out_and_the_reason_is_said(cast: Cast) -> None:
    money, sundays = pains(cast)
    arms = [{"pain": money}, {"pain": sundays}]
    finished(cast, COUNTS, [{"pain": money}, {"pain": money}])
    finished(cast, COUNTS, [{}, {}])
    finished(cast, COUNTS, [arms[0], {"pain": sundays, "framework": "pas"}])
    finished(cast, COUNTS, arms, verdict="broken")
    for fields in ({"split_by": "optimiser"}, {"is_aa": True}, {"allocation": "earn"}):
        Experiment.objects.filter(pk=finished(cast, COUNTS, arms).pk).update(**fields)
    still = finished(cast, COUNTS, arms)
    Experiment.objects.filter(pk=still.pk).update(state="running")
    table = read(cast)
    assert (table.experiments, table.used, table.pains) == (7, 0, ())
    assert sum(number for number, _ in table.left_out) == 7
    told = {why.partition(",")[0].partition(":")[0]: number for number, why in table.left_out}
    assert told == {
        "changed the wording alone": 2,
        "changed several things at once": 1,
        "did not split visitors as planned": 1,
        "left the split to a platform’s optimiser": 1,
        "showed the same text twice": 1,
        "sent more visitors to what did better": 1,
    }


def test_simulated_visitors_count_only_where_there_are_no_others(cast: Cast) -> None:
    money, sundays = pains(cast)
    arms = [{"pain": money}, {"pain": sundays}]
    finished(cast, COUNTS, arms, simulated=True)
    table = read(cast)
    assert (table.used, table.simulated) == (1, 1)
    finished(cast, COUNTS, arms)
    table = read(cast)
    assert (table.used, table.simulated) == (1, 0)
    assert table.left_out == ((1, "had simulated visitors"),)


def test_a_test_that_mixes_simulated_and_real_visitors_stays_out(cast: Cast) -> None:
    money, sundays = pains(cast)
    experiment = finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}], simulated=True)
    Event.objects.create(
        workspace=cast.workspace,
        experiment=experiment,
        event_id=uuid4(),
        type="exposure",
        visitor="somebody",
        at=timezone.now(),
        received_at=timezone.now(),
    )
    assert read(cast).left_out == ((1, "mixed simulated with real visitors"),)


def test_levels_that_were_never_compared_are_not_ranked_for_everybody(cast: Cast) -> None:
    for _ in range(2):
        money, sundays = pains(cast)
        finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}])
    cells = read(cast).cells["pain"]
    assert len(cells) == 2
    assert None not in {cell.persona for cell in cells}


def test_the_worker_reads_again_when_something_changed(cast: Cast) -> None:
    money, sundays = pains(cast)
    assert workspaces_wanting() == []
    experiment = finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}])
    assert not resonance_of(workspace_id=cast.workspace.pk).fresh
    work_out_resonance()
    assert workspaces_wanting() == []
    look = experiment.looks.get()
    look.pk = None
    look.taken_at = timezone.now()
    look.save()
    assert workspaces_wanting() == [cast.workspace.pk]
    work_out_resonance()
    assert resonance_of(workspace_id=cast.workspace.pk).fresh
    ResonanceReading.objects.update(taken_at=timezone.now() - timedelta(days=2))
    assert workspaces_wanting() == [cast.workspace.pk]


def test_it_takes_as_many_queries_for_many_tests(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    money, sundays = pains(cast)
    for _ in range(4):
        finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}])
    with django_assert_max_num_queries(14):
        take_reading(workspace_id=cast.workspace.pk)
    with django_assert_max_num_queries(6):
        assert resonance_of(workspace_id=cast.workspace.pk).pains[0].tests == 4


def test_over_rest(cast: Cast) -> None:
    finished(cast, COUNTS, [{"framework": "bab"}, {"framework": "pas"}])
    take_reading(workspace_id=cast.workspace.pk)
    body = cast.api().get("/api/v1/resonance/").json()
    assert (body["experiments"], body["used"]) == (1, 1)
    assert body["frameworks"][0]["key"] == "pas"
    assert body["frameworks"][0]["chance_best"] == pytest.approx(0.9, abs=0.1)
    assert body["cells"][0]["factor"] == "framework"
    other = cast.api(other=True).get("/api/v1/resonance/").json()
    assert (other["experiments"], other["pains"]) == (0, [])
