"""What is shown of an experiment: plain values. Rates and lifts are fractions (0.05 = 5 %)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Range:
    """A relative lift with its interval; a missing end is not bounded yet."""

    low: float | None
    point: float
    high: float | None


@dataclass(frozen=True)
class ArmResult:
    """One arm over all phases. ``rate_low`` and ``rate_high``: Wilson's 95 % interval.

    ``lift`` is observed against the control, ``corrected_lift`` allows for the winner's curse;
    both None for the control and where too little is known. ``verdict`` is better, worse, same,
    open, or control. ``value`` is the mean value a visitor for a value goal with its 95 % interval,
    else None. ``money`` is what a visitor is worth by this goal, in the workspace's currency, where
    the goal has a worth. ``p_among_goals`` allows for several secondary goals.
    """

    key: str
    position: int
    is_control: bool
    n: int
    x: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    value: float | None
    value_low: float | None
    value_high: float | None
    money: float | None
    verdict: str
    p: float | None
    p_among_goals: float | None
    lift: Range | None
    corrected_lift: Range | None
    p_better: float | None
    p_best: float | None
    expected_loss: float | None
    drift: bool


@dataclass(frozen=True)
class GoalResult:
    """One goal: ``role`` is primary, secondary or guardrail; ``kind`` conversion or value.

    ``cap`` is where a value goal was cut off for each visitor.
    """

    key: str
    name: str
    role: str
    kind: str
    direction: str
    window_days: int
    cap: float | None
    worth: float | None
    verdict: str
    sentence: str
    arms: tuple[ArmResult, ...]


@dataclass(frozen=True)
class HistoryPoint:
    """One look of the chart over time: observed lift of each arm but the control, by position."""

    taken_at: datetime
    visitors: int
    verdict: str
    arms: tuple[Range | None, ...]


@dataclass(frozen=True)
class DayCount:
    """New participants of one arm on one day in the experiment's time zone, and conversions."""

    day: date
    arm: str
    n: int
    x: int


@dataclass(frozen=True)
class PhaseResult:
    """A stretch with unchanged shares. ``kind``: test, or holdback after the decision.

    ``weights`` by arm, summing to 1; ``coverage`` is the share of visitors who took part;
    ``visitors`` were counted in it by the newest look, ``crossed`` saw two arms.
    """

    number: int
    kind: str
    weights: tuple[float, ...]
    coverage: float
    started_at: datetime
    ended_at: datetime | None
    visitors: int
    crossed: int


@dataclass(frozen=True)
class SplitCell:
    """How many visitors an arm has, and how many it would have by the shares of the phases."""

    arm: str
    seen: int
    expected: float


@dataclass(frozen=True)
class Cause:
    """Something that may have spoilt the split: ``code`` for programs, ``text`` for people."""

    code: str
    text: str


@dataclass(frozen=True)
class Results:
    """The state of an experiment's evidence.

    ``verdict``: winner, loser, no_difference, keep_going, broken; ``observed`` where nothing was
    tested; ``none`` before the first look.
    ``winner`` is the key of the arm the verdict says to keep, if it does. ``goals`` has the primary
    goal first. ``srm_e`` is the evidence of a wrong split (alarm from 100). ``crossed`` visitors
    saw two arms and are left out. ``simulated``: some events are invented; say so by the numbers.
    ``look`` tells one reading from the next. ``is_tested`` is False where a platform's optimiser
    chose who saw what: then nothing but counts is told. ``split_causes`` say what may have spoilt
    the split, the likeliest first. ``warnings`` are remarks of the reading; ``holdback`` is the
    reading of those who go on seeing the old text, ``contrast`` that of all tests that share one.
    ``terms`` are what was fixed at the start.
    """

    experiment: str
    state: str
    split_by: str
    unit: str
    allocation: str
    is_aa: bool
    is_tested: bool
    rule: str
    alpha: float
    rope: float
    currency: str
    look: int | None
    has_look: bool
    taken_at: datetime | None
    verdict: str
    sentence: str
    winner: str | None
    visitors: int
    goals: tuple[GoalResult, ...]
    srm_e: float
    srm_alarm: bool
    split: tuple[SplitCell, ...]
    split_causes: tuple[Cause, ...]
    leak: bool
    crossed: int
    simulated: bool
    ended: bool
    plan_size: int | None
    visitors_needed: int | None
    days_needed: float | None
    warnings: tuple[str, ...]
    holdback: dict[str, Any] | None
    contrast: dict[str, Any] | None
    terms: dict[str, Any]
    started_at: datetime | None
    phases: tuple[PhaseResult, ...]
    history: tuple[HistoryPoint, ...]
    days: tuple[DayCount, ...]

    @property
    def arms(self) -> tuple[ArmResult, ...]:
        """The arms by the primary goal; none before the first look."""
        return self.goals[0].arms if self.goals else ()

    def as_json(self) -> dict[str, Any]:
        """The same as dictionaries and lists, moments still as datetime."""
        return asdict(self)


@dataclass(frozen=True)
class Headline:
    """What a list shows of an experiment."""

    verdict: str
    sentence: str
    visitors: int
    days_needed: float | None
    simulated: bool
