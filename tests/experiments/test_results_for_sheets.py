"""What tests said, as it goes into a workbook: asked by a hook, since messaging lies below."""

from experiments.looks import recount_and_look
from experiments.results_for_sheets import arm_lines
from messaging.sharing.results_hook import register_results, results_for
from tests.conftest import Cast
from tests.experiments.counted import set_counts
from tests.experiments.scenes import running


def test_it_works(cast: Cast) -> None:
    experiment = running(cast)
    set_counts(experiment, (5_000, 500), (5_000, 700))
    recount_and_look(experiment=experiment)
    control, rival = results_for(cast.workspace)
    assert control.is_control
    assert (control.visitors, control.conversions, control.rate) == (5_000, 500, 0.1)
    assert control.lift is None
    assert rival.lift is not None
    assert rival.lift > 0
    assert rival.sentence
    assert rival.state == "Running"


def test_a_test_nobody_was_counted_in_is_left_out(cast: Cast) -> None:
    running(cast)
    assert results_for(cast.workspace) == []


def test_only_tests_of_the_places_that_leave(cast: Cast) -> None:
    experiment = running(cast)
    set_counts(experiment, (50, 5), (50, 7))
    recount_and_look(experiment=experiment)
    place = experiment.message.placement_id
    assert len(results_for(cast.workspace, [place])) == 2
    assert results_for(cast.workspace, []) == []
    assert results_for(cast.other.workspace) == []


def test_who_is_registered_twice_is_asked_once(cast: Cast) -> None:
    experiment = running(cast)
    set_counts(experiment, (50, 5), (50, 7))
    recount_and_look(experiment=experiment)
    register_results(arm_lines)
    assert len(results_for(cast.workspace)) == 2
