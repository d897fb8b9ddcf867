"""Everything that is known about a test as tables, for whoever reads on in a spreadsheet.

Plain rows without any formatting: rates and lifts are fractions, moments ISO 8601.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from experiments.arm_names import arm_names
from experiments.models import DailyCount, Experiment
from experiments.result_values import Range, Results
from experiments.results import results_of
from experiments.standing_looks import standing_looks

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """``name`` stands in an address, ``title`` over it."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[list[Cell]] = field(default_factory=list)


NAMES = {
    "texts": "Texts and goals",
    "days": "By day",
    "looks": "Readings over time",
    "split": "Split",
    "terms": "What was agreed",
}


def tables_of(experiment: Experiment) -> list[Table]:
    """All of them: the reading, the counts of every day and goal, every look, split and terms."""
    results = results_of(experiment)
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    names = dict(zip((arm.key for arm in arms), (_bare(n) for n in arm_names(arms)), strict=True))
    return [
        _texts(results, names),
        _days(experiment, names),
        _looks(experiment, list(names)),
        _split(results),
        _terms(experiment, results),
    ]


def _texts(results: Results, names: dict[str, str]) -> Table:
    columns = (
        *("goal", "goal_name", "role", "kind", "arm", "text", "visitors", "conversions", "rate"),
        *("rate_low", "rate_high", "value", "value_low", "value_high", "reading", "p"),
        *("lift", "lift_low", "lift_high", "corrected", "corrected_low", "corrected_high"),
        *("chance_better", "chance_best", "expected_loss"),
    )
    bandit = results.allocation != Experiment.Allocation.FIXED
    rows = []
    for goal in results.goals:
        for arm in goal.arms:
            naive: list[Cell] = [arm.p, *_ends(arm.lift), *_ends(arm.corrected_lift)]
            if bandit or not results.is_tested:  # such intervals would be read as a test's
                naive = [None] * len(naive)
            rows.append(
                [
                    *(goal.key, goal.name, goal.role, goal.kind, arm.key, names.get(arm.key, "")),
                    *(arm.n, arm.x, arm.rate, arm.rate_low, arm.rate_high),
                    *(arm.value, arm.value_low, arm.value_high, arm.verdict, *naive),
                    *(arm.p_better, arm.p_best, arm.expected_loss),
                ]
            )
    return Table("texts", NAMES["texts"], columns, rows)


def _days(experiment: Experiment, names: dict[str, str]) -> Table:
    rows = (
        DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .order_by("day", "phase__number", "arm__position", "goal__key")
        .values_list(
            *("day", "phase__number", "arm__variant__key", "goal__key", "source"),
            *("n", "x", "sum", "sumsq"),
        )
    )
    columns = (
        *("day", "phase", "arm", "goal", "source"),
        *("new_visitors", "conversions", "value_sum", "value_squares"),
    )
    return Table("days", NAMES["days"], columns, [[str(day), *rest] for day, *rest in rows])


def _looks(experiment: Experiment, keys: Sequence[str]) -> Table:
    """Every look that stands, none thinned out: lift and interval of each arm by the goal that
    decides."""
    rows: list[list[Cell]] = []
    told = standing_looks(experiment).values_list(
        "taken_at", "analysis__verdict", "analysis__sentence", "analysis__line"
    )
    hidden = experiment.allocation != Experiment.Allocation.FIXED
    hidden = hidden or experiment.split_by == Experiment.SplitBy.OPTIMISER
    for taken_at, verdict, sentence, line in told.iterator(chunk_size=200):
        for key, lift in zip(keys[1:], line["arms"], strict=False):
            low, point, high = (None, None, None) if lift is None or hidden else lift
            at = taken_at.isoformat()
            rows.append([at, line["visitors"], key, point, low, high, verdict, sentence])
    columns = ("read_at", "visitors", "arm", "lift", "lift_low", "lift_high", "verdict", "sentence")
    return Table("looks", NAMES["looks"], columns, rows)


def _split(results: Results) -> Table:
    rows: list[list[Cell]] = [[cell.arm, cell.seen, cell.expected] for cell in results.split]
    return Table("split", NAMES["split"], ("arm", "visitors", "expected"), rows)


def _terms(experiment: Experiment, results: Results) -> Table:
    rows: list[list[Cell]] = [
        ["test", experiment.name],
        ["key", experiment.key],
        ["state", experiment.state],
        ["verdict", results.verdict],
        ["sentence", results.sentence],
        ["simulated visitors", "yes" if results.simulated else "no"],
        ["evidence of a wrong split", results.srm_e],
        ["left out, saw two texts", results.crossed],
        ["decided because", experiment.decision_reason],
        ["note", experiment.learning_note],
    ]
    terms = experiment.terms or {
        "hypothesis": experiment.hypothesis,
        "rule": experiment.rule,
        "plan": experiment.plan,
        "alpha": experiment.alpha,
        "rope": experiment.rope,
        "split_by": experiment.split_by,
        "unit": experiment.unit,
    }
    rows += [[name, text] for name, text in _flat(terms)]
    return Table("terms", NAMES["terms"], ("what", "value"), rows)


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Cell]]:
    """A value of JSON as (path, leaf): {"goals": [{"key": "trial"}]} gives goals.1.key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{name}.{number}")
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    else:
        yield name, value


def _ends(interval: Range | None) -> list[Cell]:
    return [None, None, None] if interval is None else [interval.point, interval.low, interval.high]


def _bare(name: str) -> str:
    return name.strip("“”")
