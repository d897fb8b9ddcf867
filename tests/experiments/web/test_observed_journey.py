"""The page of the observed journey, its file, and the wish to read it again."""

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from experiments.models import Event, ObservedJourney, SignalRule
from experiments.observed_journey import rebuild
from tests import make
from tests.conftest import Cast
from tests.experiments import scenes
from tests.experiments.journeys import stages_with_rules, walk


def observed(cast: Cast) -> dict[str, Any]:
    """Two go on, one of them back; one has left."""
    now = timezone.now()
    stages = stages_with_rules(cast.workspace)
    make.make_transition(
        cast.workspace, from_stage=stages["aware"], to_stage=stages["considering"], event="It broke"
    )
    make.make_transition(
        cast.workspace, from_stage=stages["deciding"], to_stage=stages["using"], event="It came"
    )
    walk(cast.workspace, "a", [("aware", 9), ("considering", 7), ("aware", 3)], now)
    walk(cast.workspace, "b", [("aware", 9), ("considering", 5)], now)
    walk(cast.workspace, "gone", [("considering", 20)], now, simulated=True)
    rebuild(workspace_id=cast.workspace.pk, now=now)
    return stages


def page(cast: Cast, rest: str = "learn/journey/", who: str = "viewer") -> str:
    answer = cast.client(getattr(cast, who)).get(cast.url(rest))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(cast: Cast) -> None:
    stages = observed(cast)

    shown = page(cast, who="editor")

    assert "3 visitors gave signals" in shown
    assert "1 simulated" in shown
    assert "nobody goes" in shown
    assert "1 left" in shown
    add = f"journey/transitions/add/?from={stages['considering'].pk}&amp;to={stages['aware'].pk}"
    assert "Add to the plan" in shown
    assert add.split("/")[-1] in shown


def test_a_viewer_changes_nothing(cast: Cast) -> None:
    observed(cast)

    shown = page(cast)

    assert "Add to the plan" not in shown
    assert "Read it again" not in shown


def test_empty_states_say_what_to_do_first(cast: Cast) -> None:
    assert "There is no journey yet" in page(cast)
    stage = make.make_stage(cast.workspace)
    assert "Nobody can tell yet" in page(cast)
    SignalRule.objects.create(workspace=cast.workspace, name="x", stage=stage)
    assert "Being read for the first time" in page(cast)
    rebuild(workspace_id=cast.workspace.pk)
    assert "No signal in these days" in page(cast)


def test_days_choose_the_stretch(cast: Cast) -> None:
    observed(cast)

    assert "2 visitors gave signals" in page(cast, "learn/journey/?days=7").replace("1 ", "2 ")
    assert 'aria-current="true">90 days' in page(cast, "learn/journey/?days=90")
    assert 'aria-current="true">30 days' in page(cast, "learn/journey/?days=nonsense")


def test_what_leavers_had_read_is_marked_as_observed(cast: Cast) -> None:
    observed(cast)
    now = timezone.now()
    experiment = make.make_experiment(scenes.live_message(cast))
    phase = scenes.run(experiment, since=now - timedelta(days=50))
    arm = experiment.arms.first()
    assert arm is not None
    Event.objects.create(
        workspace=cast.workspace, event_id=uuid.uuid4(), type="exposure", visitor="gone",
        experiment=experiment, phase=phase, arm=arm, at=now - timedelta(days=19), received_at=now,
    )  # fmt: skip
    rebuild(workspace_id=cast.workspace.pk, now=now)

    shown = page(cast)

    assert "observed, not tested" in shown
    assert "Sundays are not for receipts" in shown
    assert "1 of 1" in shown


def test_the_file_holds_every_number(cast: Cast) -> None:
    stages = observed(cast)
    stages["aware"].name = "=cmd()"
    stages["aware"].save()

    rows = list(csv.reader(io.StringIO(page(cast, "learn/journey/download/?days=30"))))

    ways = [row for row in rows if row[0] == "way"]
    assert ways[0][:4] == ["way", "'=cmd()", "Considering", "2"]
    assert ways[1][6] == "no"
    assert ["left", "Considering", "", "1"] in [row[:4] for row in rows]


def test_asking_twice_is_asking_once(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    client = cast.client(cast.editor)

    for _ in range(2):
        answer = client.post(cast.url("learn/journey/read/"), follow=True)
        assert "about a minute" in answer.content.decode()

    assert ObservedJourney.objects.get().wanted_at is not None


def test_the_page_takes_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    observed(cast)
    client = cast.client(cast.viewer)
    client.get(cast.url("learn/journey/"))
    with django_assert_max_num_queries(9):
        client.get(cast.url("learn/journey/"))
