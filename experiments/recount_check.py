"""Whether the stored daily counts are those that the event log gives."""

from dataclasses import asdict

from experiments.models import DailyCount, Experiment
from experiments.recount import count
from experiments.tallying import Cell, Numbers


def differing_cells(*, experiment: Experiment) -> list[Cell]:
    """Cells of which the stored counts say otherwise than a count of the log, to the last digit."""
    stored = {
        (row.phase_id, row.arm_id, row.goal_id, row.day): Numbers(
            **{name: getattr(row, name) for name in asdict(Numbers())}
        )
        for row in DailyCount.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        )
    }
    tally = count(experiment=experiment)
    found = {key: cell for key, cell in tally.cells.items() if not cell.is_nothing()}
    return [key for key in stored.keys() | found.keys() if stored.get(key) != found.get(key)]
