"""Which pain, framework and proof moves people, as the worker last worked it out: see
``resonance_reading.py``. Nothing here needs the statistics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from experiments.models import ResonanceReading
from experiments.resonance_wanted import marks
from messaging.models import Proof
from messaging.pairs import framework_name
from personas.models import JourneyStage, PainPoint, Persona

FACTORS = {"pain": "Pains", "framework": "Ways of telling it", "proof": "Proofs"}
"""Kind of factor -> what a group of its levels is called."""
LEFT_OUT = {
    "several": "changed several things at once: that tells which text wins, not which pain",
    "wording": "changed the wording alone",
    "unnamed": "had texts that name no pain, framework or proof",
    "aa": "showed the same text twice, to try the counting",
    "optimiser": "left the split to a platform’s optimiser: observed, not tested",
    "bandit": "sent more visitors to what did better, which flatters the leader",
    "value": "had a goal of money or time and not a conversion",
    "broken": "did not split visitors as planned",
    "simulated": "had simulated visitors",
    "mixed": "mixed simulated with real visitors",
    "unread": "counted nobody",
    "older": "ended before the 250 newest",
}
"""Why a finished test says nothing here -> how the page says it, after the number of tests."""


@dataclass(frozen=True)
class Resonance:
    """What tests say of one level: a pain (``key`` is its id as text), framework or proof.

    ``lift`` is that over the average level of the cell, a fraction, with its 95 % interval, in the
    good direction of each goal. ``tests`` counts experiments that showed it, ``wins`` those it won.
    """

    key: str
    name: str
    tests: int
    wins: int
    visitors: int
    conversions: int
    lift: float
    low: float
    high: float
    chance_best: float


@dataclass(frozen=True)
class Better:
    """How ``key`` would do in place of ``over``: ``chance`` that it does better at all."""

    key: str
    over: str
    chance: float
    low: float
    point: float
    high: float


@dataclass(frozen=True)
class Cell:
    """One persona at one stage; None stands for all. ``levels`` are the best first."""

    persona: Persona | None
    stage: JourneyStage | None
    tests: int
    levels: tuple[Resonance, ...]
    pairs: tuple[Better, ...]

    @property
    def name(self) -> str:
        """Whom the cell is about, in words."""
        if self.persona is None:
            return "Everybody"
        return f"{self.persona} · {self.stage}" if self.stage else str(self.persona)

    def better(self, key: str, over: str) -> Better | None:
        """``key`` against ``over``; ``key`` "" is a level that nobody has tried."""
        return next((pair for pair in self.pairs if (pair.key, pair.over) == (key, over)), None)


@dataclass(frozen=True)
class ResonanceTable:
    """``experiments`` finished experiments were there, ``used`` of them teach levels.

    ``cells`` by factor: everybody first, then persona by persona. ``left_out`` says how many
    tests are not in it and why. ``simulated`` counts tests among the used ones whose visitors were
    invented. ``taken_at`` is None before the first reading; ``fresh`` is False while newer results
    wait to be added.
    """

    experiments: int
    used: int
    simulated: int
    left_out: tuple[tuple[int, str], ...]
    cells: dict[str, tuple[Cell, ...]]
    taken_at: datetime | None
    fresh: bool

    def widest(self, factor: str) -> tuple[Resonance, ...]:
        """Every level once, from the widest cell that shows it: everybody, else its persona."""
        found: dict[str, Resonance] = {}
        for cell in self.cells.get(factor, ()):
            for level in cell.levels:
                found.setdefault(level.key, level)
        return tuple(sorted(found.values(), key=lambda row: (-row.lift, row.name)))

    @property
    def pains(self) -> tuple[Resonance, ...]:
        return self.widest("pain")

    @property
    def frameworks(self) -> tuple[Resonance, ...]:
        return self.widest("framework")

    @property
    def proofs(self) -> tuple[Resonance, ...]:
        return self.widest("proof")

    def cell_for(self, factor: str, persona: int | None, stage: int | None) -> Cell | None:
        """The narrowest cell there is for a persona at a stage."""
        cells = {
            (
                cell.persona.pk if cell.persona else None,
                cell.stage.pk if cell.stage else None,
            ): cell
            for cell in self.cells.get(factor, ())
        }
        wanted = ((persona, stage), (persona, None), (None, None))
        return next((cells[key] for key in wanted if key in cells), None)


def resonance_of(*, workspace_id: int) -> ResonanceTable:
    """The reading of a workspace with its names, in at most six queries."""
    stored = ResonanceReading.objects.filter(workspace_id=workspace_id).first()
    mark = marks(workspace_id).get(workspace_id, "")
    body: dict[str, Any] = stored.body if stored is not None else {}
    factors: dict[str, Any] = body.get("factors", {})
    names = _Names(workspace_id, factors)
    return ResonanceTable(
        experiments=body.get("finished", 0),
        used=body.get("tests", 0),
        simulated=body.get("simulated", 0),
        left_out=tuple(
            (len(each["tests"]), LEFT_OUT[each["reason"]])
            for each in body.get("left_out", ())
            if each["reason"] in LEFT_OUT
        ),
        cells={
            factor: tuple(
                cell for cell in (names.cell(factor, each) for each in cells) if cell is not None
            )
            for factor, cells in factors.items()
        },
        taken_at=stored.taken_at if stored is not None else None,
        fresh=body.get("mark", "") == mark,
    )


class _Names:
    """What the ids of a reading are called now; a level that is gone is left out."""

    def __init__(self, workspace_id: int, factors: dict[str, Any]) -> None:
        cells = [cell for each in factors.values() for cell in each]
        pains = _levels(factors.get("pain", ()))
        proofs = _levels(factors.get("proof", ()))
        self.personas = Persona.objects.filter(workspace_id=workspace_id).in_bulk(
            {cell["persona"] for cell in cells if cell["persona"]}
        )
        self.stages = JourneyStage.objects.filter(workspace_id=workspace_id).in_bulk(
            {cell["stage"] for cell in cells if cell["stage"]}
        )
        rows = PainPoint.objects.filter(workspace_id=workspace_id, pk__in=pains)
        self.pains = {str(pk): title for pk, title in rows.values_list("pk", "title")}
        texts = Proof.objects.filter(workspace_id=workspace_id, pk__in=proofs)
        self.proofs = {str(pk): text for pk, text in texts.values_list("pk", "text")}

    def of(self, factor: str, key: str) -> str:
        if factor == "framework":
            return framework_name(key)
        return (self.pains if factor == "pain" else self.proofs).get(key, "")

    def cell(self, factor: str, told: dict[str, Any]) -> Cell | None:
        persona = self.personas.get(told["persona"])
        stage = self.stages.get(told["stage"])
        if (told["persona"] and persona is None) or (told["stage"] and stage is None):
            return None
        levels = tuple(
            Resonance(
                key=each["level"],
                name=self.of(factor, each["level"]),
                tests=each["tests"],
                wins=each["wins"],
                visitors=each["visitors"],
                conversions=each["conversions"],
                low=each["lift"][0],
                lift=each["lift"][1],
                high=each["lift"][2],
                chance_best=each["chance_best"],
            )
            for each in told["levels"]
            if self.of(factor, each["level"])
        )
        if not levels:
            return None
        pairs = tuple(Better(*pair) for pair in told["pairs"])
        return Cell(persona, stage, told["tests"], levels, pairs)


def _levels(cells: Iterable[dict[str, Any]]) -> set[int]:
    return {int(level["level"]) for cell in cells for level in cell["levels"]}
