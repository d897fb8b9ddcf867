"""Sum an experiment's daily counts up into the totals that a look keeps (see ``totals.py``)."""

from typing import Any

from django.db.models import Sum

from experiments.models import DailyCount, Event, Experiment, ExperimentGoal, Goal, Phase
from experiments.tallying import Tally

FIELDS = ("n", "x", "sum", "sumsq", "before", "beforesq", "cross")
EMPTY = (0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
Cells = dict[tuple[int, int, int | None], tuple[Any, ...]]


def totals_of(experiment: Experiment, tally: Tally) -> dict[str, Any]:
    """Cumulative counts of every phase; those of a holdback by themselves."""
    arms = list(experiment.arms.order_by("position").values_list("pk", flat=True))
    place = {pk: index for index, pk in enumerate(arms)}
    rows = (
        DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .order_by()
        .values_list("phase_id", "arm_id", "goal_id")
        .annotate(*(Sum(field) for field in FIELDS))
    )
    cells: Cells = {
        (phase, place[arm], goal): tuple(numbers) for phase, arm, goal, *numbers in rows
    }
    links = list(
        ExperimentGoal.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        ).select_related("goal")
    )
    parts: dict[str, list[dict[str, Any]]] = {kind: [] for kind in Phase.Kind.values}
    for phase in experiment.phases.order_by("number"):
        parts[phase.kind].append(
            {
                "number": phase.number,
                "weights": phase.weights,
                "crossed": tally.crossed.get(phase.pk, 0),
                "n": [cells.get((phase.pk, arm, None), EMPTY)[0] for arm in range(len(arms))],
                "goals": {
                    link.goal.key: [
                        _cell(link, cells.get((phase.pk, arm, link.goal_id), EMPTY))
                        for arm in range(len(arms))
                    ]
                    for link in links
                },
            }
        )
    simulated = Event.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, simulated=True
    )
    totals = {"phases": parts[Phase.Kind.TEST], "simulated": simulated.exists()}
    holdback = parts[Phase.Kind.HOLDBACK]
    return totals | ({"holdback": holdback} if holdback else {})


def _cell(link: ExperimentGoal, numbers: tuple[Any, ...]) -> list[float]:
    """Without the visitors, which all goals share; the time before where it is compared."""
    compares = link.cuped_days and link.goal.kind == Goal.Kind.VALUE
    return list(numbers[1:] if compares else numbers[1:4])
