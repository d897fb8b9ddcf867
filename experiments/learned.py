"""What was learned, in a few sentences, and what is wrong with what was learned."""

from dataclasses import dataclass

from django.db.models import Subquery

from experiments.history import FINISHED
from experiments.models import Experiment, Look
from experiments.resonance import Cell, ResonanceTable
from experiments.standing_looks import last_that_stands

SURE = 0.8
"""From this chance to be the best on, a pain is said to move people most."""
MOST_WARNINGS = 12


@dataclass(frozen=True)
class Warned:
    """A remark about a test that was decided: its winner loses customers, or its lift is gone."""

    experiment: int
    name: str
    text: str


@dataclass(frozen=True)
class BestPain:
    """The pain that moves one persona most, as far as tests can tell."""

    cell: Cell
    sentence: str


def best_pains(table: ResonanceTable) -> list[BestPain]:
    """One sentence for each persona of whom tests compared pains, the surest first."""
    widest: dict[int | None, Cell] = {}
    for cell in table.cells.get("pain", ()):
        widest.setdefault(cell.persona.pk if cell.persona else None, cell)
    if len(widest) > 1:
        widest.pop(None, None)
    cells = sorted(widest.values(), key=lambda cell: -cell.levels[0].chance_best)
    return [BestPain(cell, _sentence(cell)) for cell in cells]


def _sentence(cell: Cell) -> str:
    best = max(cell.levels, key=lambda level: level.chance_best)
    whom = "people" if cell.persona is None else cell.name
    ends = f"{percent(best.low)} to {percent(best.high)}"
    if best.chance_best >= SURE:
        return (
            f"“{best.name}” moves {whom} most: {percent(best.lift)} against the average pain "
            f"tested ({ends}), the best with {best.chance_best * 100:.0f} % chance."
        )
    return (
        f"What moves {whom} most is still open: “{best.name}” leads "
        f"with {best.chance_best * 100:.0f} % chance, {percent(best.lift)} ({ends})."
    )


def percent(share: float) -> str:
    """0.184 as “+18 %”, with a real minus sign."""
    return f"{share * 100:+.0f} %".replace("-", "−")


def warnings_of(*, workspace_id: int) -> list[Warned]:
    """Remarks of the last looks at finished tests, the newest first. Two queries."""
    last = last_that_stands(workspace_id)
    rows = Experiment.objects.filter(workspace_id=workspace_id, state__in=FINISHED).annotate(
        look=Subquery(last.values("pk")[:1])
    )
    names = {look: (pk, name) for pk, name, look in rows.values_list("pk", "name", "look") if look}
    looks = Look.objects.filter(workspace_id=workspace_id, pk__in=names).order_by("-taken_at")
    found = []
    for look, remarks in looks.values_list("pk", "analysis__warnings"):
        pk, name = names[look]
        for remark in remarks or ():
            text = remark.get("text", "") if isinstance(remark, dict) else str(remark)
            if text:
                found.append(Warned(pk, name, text))
    return found[:MOST_WARNINGS]
