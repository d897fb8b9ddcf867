"""What tests said, as lines of a workbook that goes out: messaging asks by its hook."""

from collections.abc import Collection, Iterator

from experiments.arm_names import arm_names
from experiments.models import Experiment
from experiments.results import results_of
from messaging.sharing.workbook_content import ArmLine
from workspaces.models import Workspace

MOST_TESTS = 100
"""The newest of them; each takes seven queries, and a sheet with more arms is no longer read."""
READ = (
    Experiment.State.RUNNING,
    Experiment.State.PAUSED,
    Experiment.State.STOPPED,
    Experiment.State.DECIDED,
    Experiment.State.ROLLED_BACK,
)
SIMULATED = "Simulated visitors. "


def arm_lines(workspace: Workspace, placements: Collection[int] | None) -> Iterator[ArmLine]:
    """The arms of the tests that have a reading, the newest test first, by the primary goal."""
    rows = (
        Experiment.objects.for_workspace(workspace)
        .filter(state__in=READ, archived_at=None)
        .order_by("-started_at", "-pk")
    )
    if placements is not None:
        rows = rows.filter(message__placement__in=placements)
    for experiment in rows[:MOST_TESTS]:
        yield from _lines(experiment)


def _lines(experiment: Experiment) -> Iterator[ArmLine]:
    results = results_of(experiment)
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    names = dict(zip((arm.variant.key for arm in arms), arm_names(arms), strict=True))
    # Lifts of what was not split by a coin would be read as a test's.
    told = results.is_tested and results.allocation == Experiment.Allocation.FIXED
    for arm in results.arms:
        lift = arm.corrected_lift if told else None
        yield ArmLine(
            test=experiment.name,
            state=experiment.get_state_display(),
            key=arm.key,
            text=names.get(arm.key, "").strip("“”"),
            is_control=arm.is_control,
            visitors=arm.n,
            conversions=arm.x,
            rate=arm.rate,
            lift_low=lift.low if lift else None,
            lift=lift.point if lift else None,
            lift_high=lift.high if lift else None,
            sentence=f"{SIMULATED if results.simulated else ''}{results.sentence}",
        )
