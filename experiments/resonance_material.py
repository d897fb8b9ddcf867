"""Which finished tests teach which pain, framework or proof moves people, and what each says.

Only workers and commands import this module: it loads the statistics.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Subquery

from experiments.history import FINISHED
from experiments.models import Arm, Event, EventType, Experiment, ExperimentGoal, Goal, Look, Phase
from experiments.standing_looks import last_that_stands
from experiments.stats.resonance import FinishedArm

FACTORS = ("pain", "framework", "proof")
MOST_TESTS = 250
"""The newest so many are read: the work grows with the third power of their number."""


@dataclass
class Material:
    """``rows`` and ``wins`` by factor; ``left_out`` has the tests that teach nothing, by reason.

    ``wins`` are (experiment, level) of arms that won. ``simulated`` names the tests whose visitors
    were invented and that are counted all the same, because there are no others.
    """

    finished: int = 0
    rows: dict[str, list[FinishedArm]] = field(default_factory=dict)
    wins: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    left_out: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    simulated: set[int] = field(default_factory=set)


def material_of(*, workspace_id: int) -> Material:
    """All finished tests of a workspace, sorted out, in seven queries."""
    experiments = _finished(workspace_id)
    material = Material(
        finished=len(experiments),
        rows={factor: [] for factor in FACTORS},
        wins={factor: set() for factor in FACTORS},
    )
    ids = [experiment.pk for experiment in experiments]
    looks = Look.objects.filter(
        workspace_id=workspace_id, pk__in=[each.look for each in experiments if each.look]
    )
    readings = {look.experiment_id: look for look in looks}
    goals = _primary_goals(workspace_id, ids)
    arms = _arms(workspace_id, ids)
    held_back = _held_back(workspace_id, ids)
    invented, mixed = _simulated(workspace_id, readings.values())
    only_invented = not (set(readings) - invented)
    for number, experiment in enumerate(experiments):
        look, goal = readings.get(experiment.pk), goals.get(experiment.pk)
        own = arms[experiment.pk]
        factor = experiment.factor or factor_between(own)
        reason = _why_not(experiment, look, goal, factor, number)
        if not reason and experiment.pk in invented and not only_invented:
            reason = "mixed" if experiment.pk in mixed else "simulated"
        if not reason and experiment.pk in mixed:
            reason = "mixed"
        levels = [level_of(arm, factor) for arm in own]
        if not reason and len({level for level in levels if level}) < 2:
            reason = "unnamed"
        if reason or look is None or goal is None:
            material.left_out[reason or "unread"].append(experiment.pk)
            continue
        material.rows[factor] += _rows(experiment, look, goal, own, levels, held_back)
        if look.analysis.get("verdict") == "winner" and look.analysis.get("winner") is not None:
            material.wins[factor].add((str(experiment.pk), levels[look.analysis["winner"]]))
        if experiment.pk in invented:
            material.simulated.add(experiment.pk)
    return material


def factor_between(arms: list[Arm]) -> str:
    """In what the arms differ, where nobody has read it at the start."""
    differing = [factor for factor in FACTORS if len({level_of(arm, factor) for arm in arms}) > 1]
    if not differing:
        return Experiment.Factor.WORDING
    return differing[0] if len(differing) == 1 else Experiment.Factor.SEVERAL


def level_of(arm: Arm, factor: str) -> str:
    """The pain or proof by its id, the framework by its key; "" where the text names none."""
    if factor == "framework":
        return arm.variant.framework
    value = arm.variant.pain_id if factor == "pain" else arm.variant.proof_id
    return str(value) if value else ""


def _finished(workspace_id: int) -> list[Any]:
    """Newest first, each with the id of its last look."""
    last = last_that_stands(workspace_id)
    rows = (
        Experiment.objects.filter(workspace_id=workspace_id, state__in=FINISHED)
        .select_related("message__transition")
        .annotate(look=Subquery(last.values("pk")[:1]))
    )
    return list(rows.order_by("-stopped_at", "-pk"))


def _primary_goals(workspace_id: int, ids: list[int]) -> dict[int, Goal]:
    links = ExperimentGoal.objects.filter(
        workspace_id=workspace_id, experiment__in=ids, role=ExperimentGoal.Role.PRIMARY
    )
    return {link.experiment_id: link.goal for link in links.select_related("goal")}


def _arms(workspace_id: int, ids: list[int]) -> dict[int, list[Arm]]:
    arms: dict[int, list[Arm]] = defaultdict(list)
    rows = Arm.objects.filter(workspace_id=workspace_id, experiment__in=ids)
    for arm in rows.select_related("variant__pain").order_by("position"):
        arms[arm.experiment_id].append(arm)
    return arms


def _held_back(workspace_id: int, ids: list[int]) -> set[tuple[int, int]]:
    """(experiment, number) of phases after a decision, which are read by themselves."""
    rows = Phase.objects.filter(
        workspace_id=workspace_id, experiment__in=ids, kind=Phase.Kind.HOLDBACK
    )
    return set(rows.values_list("experiment_id", "number"))


def _simulated(workspace_id: int, looks: Iterable[Look]) -> tuple[set[int], set[int]]:
    """Tests with invented visitors, and of those the ones that had real visitors as well."""
    invented = {look.experiment_id for look in looks if look.totals.get("simulated")}
    real = Event.objects.filter(
        workspace_id=workspace_id,
        experiment__in=invented,
        simulated=False,
        type=EventType.EXPOSURE,
    )
    return invented, set(real.order_by().values_list("experiment_id", flat=True).distinct())


def _why_not(
    experiment: Experiment, look: Look | None, goal: Goal | None, factor: str, number: int
) -> str:
    """Why a test teaches nothing about levels; "" where it may."""
    if look is None or goal is None:
        return "unread"
    if look.analysis.get("verdict") == "broken":
        return "broken"
    if experiment.is_aa:
        return "aa"
    if experiment.split_by == Experiment.SplitBy.OPTIMISER:
        return "optimiser"
    if experiment.allocation != Experiment.Allocation.FIXED:
        return "bandit"
    if goal.kind != Goal.Kind.CONVERSION:
        return "value"
    if factor not in FACTORS:
        return str(factor)
    return "older" if number >= MOST_TESTS else ""


def _rows(
    experiment: Experiment,
    look: Look,
    goal: Goal,
    arms: list[Arm],
    levels: list[str],
    held_back: set[tuple[int, int]],
) -> list[FinishedArm]:
    message = experiment.message
    personas = {arm.variant.pain.persona_id for arm in arms if arm.variant.pain}
    persona = message.persona_id or (personas.pop() if len(personas) == 1 else None)
    stage = message.stage_id or (message.transition.to_stage_id if message.transition else None)
    rows = []
    for phase in look.totals["phases"]:
        if (experiment.pk, phase["number"]) in held_back:
            continue
        counts = phase["goals"].get(goal.key, [])
        for arm, level, n, cell in zip(arms, levels, phase["n"], counts, strict=False):
            if not level:
                continue
            rows.append(
                FinishedArm(
                    experiment=str(experiment.pk),
                    phase=phase["number"],
                    arm=str(arm.pk),
                    level=level,
                    n=n,
                    x=min(cell[0], n),
                    persona=str(persona) if persona else None,
                    stage=str(stage) if stage else None,
                    higher_is_better=goal.direction == Goal.Direction.UP,
                )
            )
    return rows
