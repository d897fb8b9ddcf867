"""What all finished tests say together, worked out and kept for the pages.

Only workers and commands import this module: it loads the statistics.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from experiments.models import ResonanceReading
from experiments.resonance_material import Material, material_of
from experiments.resonance_wanted import marks
from experiments.stats.readings import Interval
from experiments.stats.resonance import Cell, CellReading, FinishedArm, comparable, read_cells
from experiments.value_holdout import count_holdout

DIGITS = 6


def take_reading(*, workspace_id: int) -> ResonanceReading:
    """Work it out anew from the last looks, in place of the reading there was."""
    mark = marks(workspace_id).get(workspace_id, "")
    material = material_of(workspace_id=workspace_id)
    holdout = count_holdout(workspace_id=workspace_id)
    body = {"mark": mark, "holdout": holdout, **body_of(material)}
    reading: ResonanceReading
    reading, _ = ResonanceReading.objects.update_or_create(
        workspace_id=workspace_id, defaults={"taken_at": timezone.now(), "body": body}
    )
    return reading


def body_of(material: Material) -> dict[str, Any]:
    """The reading as it is kept; ``resonance.py`` reads it."""
    used = {row.experiment for rows in material.rows.values() for row in rows}
    return {
        "finished": material.finished,
        "tests": len(used),
        "simulated": len(material.simulated),
        "left_out": [
            {"reason": reason, "tests": sorted(tests)}
            for reason, tests in sorted(material.left_out.items())
        ],
        "factors": {
            factor: _cells(rows, material.wins[factor]) for factor, rows in material.rows.items()
        },
    }


def cells_of(rows: Sequence[FinishedArm]) -> list[Cell]:
    """The cells in which at least two levels were shown.

    Everybody only where every level can be traced to every other through the tests that compare
    them; and a wide cell not beside a narrower one that holds all its tests.
    """
    cells: dict[Cell, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for cell in ((None, None), (row.persona, None), (row.persona, row.stage)):
            if cell[0] is not None or cell == (None, None):
                cells[cell].add(number)
    if not _is_connected(rows):
        cells.pop((None, None), None)
    levels = {cell: {rows[number].level for number in own} for cell, own in cells.items()}
    compared = sorted((cell for cell in cells if len(levels[cell]) > 1), key=_order)
    return [
        cell
        for cell in compared
        if not any(_is_narrower(other, cell) and cells[other] == cells[cell] for other in compared)
    ]


def _is_narrower(one: Cell, other: Cell) -> bool:
    return one != other and other[0] in (None, one[0]) and other[1] in (None, one[1])


def _order(cell: Cell) -> tuple[str, str]:
    return cell[0] or "", cell[1] or ""


def _is_connected(rows: Sequence[FinishedArm]) -> bool:
    shown: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in rows:
        shown[row.experiment, row.phase].add(row.level)
    groups: list[set[str]] = []
    for levels in shown.values():
        apart = [group for group in groups if not group & levels]
        joined = levels.union(*(group for group in groups if group & levels))
        groups = [*apart, joined]
    return len(groups) == 1


def _cells(rows: Sequence[FinishedArm], wins: set[tuple[str, str]]) -> list[dict[str, Any]]:
    told = comparable(rows)
    cells = cells_of(told)
    readings = read_cells(told, cells) if cells else {}
    return [
        {
            "persona": _id(cell[0]),
            "stage": _id(cell[1]),
            "tests": len(_tests(told, cell)),
            "levels": _levels(
                readings[cell], wins, {r.experiment for r in told if _is_in(r, cell)}
            ),
            "pairs": [
                [pair.level, pair.over, round(pair.chance, DIGITS), *_ends(pair.lift)]
                for pair in readings[cell].pairs
            ],
        }
        for cell in cells
    ]


def _levels(
    reading: CellReading, wins: set[tuple[str, str]], tests: set[str]
) -> list[dict[str, Any]]:
    return [
        {
            "level": effect.level,
            "tests": effect.experiments,
            "wins": sum(1 for test, level in wins if level == effect.level and test in tests),
            "visitors": effect.visitors,
            "conversions": effect.conversions,
            "lift": _ends(effect.lift),
            "chance_best": round(effect.chance_best, DIGITS),
        }
        for effect in reading.levels
    ]


def _tests(rows: Sequence[FinishedArm], cell: Cell) -> set[str]:
    return {row.experiment for row in rows if _is_in(row, cell)}


def _is_in(row: FinishedArm, cell: Cell) -> bool:
    return cell[0] in (None, row.persona) and cell[1] in (None, row.stage)


def _id(text: str | None) -> int | None:
    return None if text is None else int(text)


def _ends(lift: Interval) -> list[float | None]:
    ends = (lift.low, lift.point, lift.high)
    return [None if end is None else round(end, DIGITS) for end in ends]
