"""How visitors really moved: derived from the log, the same however often and in what order."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from experiments.models import Event, SignalRule, VisitorStage
from experiments.observed_journey import (
    rebuild,
)
from experiments.visitor_stages import stage_of_visitor
from tests import make
from tests.conftest import Cast
from tests.experiments import scenes
from tests.experiments.journeys import stages_with_rules, walk

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def stretch(cast: Cast, days: int = 90, now: datetime = NOW) -> dict[str, Any]:
    body: dict[str, Any] = rebuild(workspace_id=cast.workspace.pk, now=now).body
    found: dict[str, Any] = body["stretches"][str(days)]
    return found


def flows(found: dict[str, Any]) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {
        (row["from"], row["to"]): (row["visitors"], row["moves"], row["median_seconds"])
        for row in found["flows"]
    }


def test_it_works(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 9), ("considering", 7), ("deciding", 3)], NOW)
    walk(cast.workspace, "b", [("aware", 9), ("considering", 5)], NOW)

    found = stretch(cast)

    day = 24 * 3600
    assert found["visitors"] == 2
    assert flows(found) == {
        ("aware", "considering"): (2, 2, 3 * day),
        ("considering", "deciding"): (1, 1, 4 * day),
    }
    assert found["stages"]["aware"] == {"visitors": 2, "entries": 2, "left": 0, "went_on": 2}
    assert stage_of_visitor(cast.workspace.pk, "a") == "deciding"
    assert stage_of_visitor(cast.workspace.pk, "b") == "considering"


def test_repeats_of_a_stage_are_one_stay(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 9), ("aware", 8), ("aware", 7), ("deciding", 6)], NOW)

    assert flows(stretch(cast)) == {("aware", "deciding"): (1, 1, 3 * 24 * 3600)}


def test_whoever_gives_no_signal_for_two_weeks_has_left(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "gone", [("aware", 20), ("considering", 15)], NOW)
    walk(cast.workspace, "still here", [("considering", 13)], NOW)

    found = stretch(cast)

    assert found["stages"]["considering"]["exits"] == 1
    assert "exits" not in found["stages"]["aware"]


def test_leaving_is_dated_when_the_two_weeks_are_over(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 20)], NOW)
    walk(cast.workspace, "b", [("aware", 40)], NOW)

    assert stretch(cast, 7)["stages"]["aware"]["exits"] == 1
    assert stretch(cast, 30)["stages"]["aware"]["exits"] == 2


def test_coming_back_after_leaving_is_no_way_between_stages(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 60), ("deciding", 20), ("using", 19)], NOW)

    found = stretch(cast)

    assert found["came_back"] == [{"from": "aware", "to": "deciding", "visitors": 1}]
    assert list(flows(found)) == [("deciding", "using")]
    assert found["stages"]["aware"]["exits"] == 1


def test_going_back_to_an_earlier_stage_is_a_way(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("deciding", 4), ("considering", 3), ("deciding", 2)], NOW)

    found = flows(stretch(cast))

    assert found == {
        ("considering", "deciding"): (1, 1, 24 * 3600),
        ("deciding", "considering"): (1, 1, 24 * 3600),
    }


def test_the_median_of_an_even_number_is_between_the_middle_two(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    for visitor, days in (("a", 1), ("b", 2), ("c", 4), ("d", 9)):
        walk(cast.workspace, visitor, [("aware", 10), ("deciding", 10 - days)], NOW)

    assert flows(stretch(cast))["aware", "deciding"][2] == 3 * 24 * 3600


def test_only_people_count(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    for event_class in ("bot", "machine_open", "preview", "forced"):
        walk(
            cast.workspace, event_class, [("aware", 3), ("deciding", 2)], NOW,
            event_class=event_class,
        )  # fmt: skip
    walk(cast.workspace, "a", [("aware", 3)], NOW)

    found = stretch(cast)

    assert (found["visitors"], found["flows"]) == (1, [])
    assert set(VisitorStage.objects.values_list("visitor", flat=True)) == {"a"}


def test_a_goal_reached_is_a_signal_too(cast: Cast) -> None:
    stages = stages_with_rules(cast.workspace)
    goal = make.make_goal(cast.workspace, key="order")
    SignalRule.objects.create(
        workspace=cast.workspace, kind="conversion", name="order", stage=stages["using"]
    )
    walk(cast.workspace, "a", [("aware", 3)], NOW)
    at = NOW - timedelta(days=1)
    Event.objects.create(
        workspace=cast.workspace, event_id=uuid.uuid4(), type="conversion", visitor="a", goal=goal,
        at=at, received_at=NOW,
    )  # fmt: skip

    assert list(flows(stretch(cast))) == [("aware", "using")]
    assert stage_of_visitor(cast.workspace.pk, "a") == "using"


def test_simulated_visitors_are_told_apart(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "real", [("aware", 3)], NOW)
    walk(cast.workspace, "sim-1", [("aware", 3)], NOW, simulated=True)

    found = stretch(cast)

    assert (found["visitors"], found["simulated"]) == (2, 1)


def test_another_workspace_stays_out_of_it(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.other.workspace, "theirs", [("aware", 3)], NOW)

    assert stretch(cast)["visitors"] == 0
    assert not VisitorStage.objects.exists()


def test_copy_is_told_by_how_the_stay_ended(cast: Cast) -> None:
    """What was seen while at the stage counts; what was seen before, or long after, does not."""
    stages_with_rules(cast.workspace)
    experiment = make.make_experiment(scenes.live_message(cast))
    phase = scenes.run(experiment, since=NOW - timedelta(days=80))
    first, second = experiment.arms.all()
    walk(cast.workspace, "left", [("considering", 30)], NOW)
    walk(cast.workspace, "on", [("considering", 30), ("deciding", 25)], NOW)
    walk(cast.workspace, "here", [("considering", 5)], NOW)
    seen = [("left", 29, first), ("on", 28, second), ("on", 24, first), ("here", 4, first)]
    seen += [("left", 31, second), ("left", 28, first)]
    for visitor, days, arm in seen:
        Event.objects.create(
            workspace=cast.workspace, event_id=uuid.uuid4(), type="exposure", visitor=visitor,
            experiment=experiment, phase=phase, arm=arm, received_at=NOW,
            at=NOW - timedelta(days=days),
        )  # fmt: skip

    found = stretch(cast)

    at_considering = [row for row in found["copy"] if row["stage"] == "considering"]
    assert [(row["variant"], row["left"], row["went_on"]) for row in at_considering] == [
        (first.variant.key, 1, 0),
        (second.variant.key, 0, 1),
    ]
    here = found["stages"]["considering"]
    assert (here["left"], here["went_on"]) == (1, 1)
