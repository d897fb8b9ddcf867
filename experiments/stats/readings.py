"""What goes into a reading of an experiment, what comes out, and what is carried to the next one.

Everything is a frozen dataclass of plain values with a JSON form, so that a stored look can hold
it. This module loads no numpy: a page shows a stored analysis without doing any statistics.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Rule = Literal["anytime", "planned_end", "tiny_counts"]
GoalKind = Literal["conversion", "value"]
ArmVerdict = Literal["better", "worse", "same", "open"]
Verdict = Literal["winner", "loser", "no_difference", "keep_going", "broken", "observed"]
Split = Literal["cuppa", "platform_test", "optimiser"]
Json = dict[str, Any]

ALPHA = 0.05
"""Chance of a false declaration in an experiment without any difference, over all its looks."""

ROPE = 0.05
"""Region of practical equivalence: relative lifts smaller than this are called no difference."""


UNITS_THAT_ARE_SPLIT = ("visitor", "send")


@dataclass(frozen=True)
class ArmCounts:
    """Sufficient counts of one arm: n visitors exposed, x of them converted.

    For a value goal x counts the visitors with any value at all; ``total`` is the sum of the
    values and ``squares`` the sum of their squares, one (winsorised) value per visitor. Where the
    time before is known too, ``before`` and ``before_squares`` are the sums of what the same n
    visitors were worth then, and ``cross`` that of the products of both values of each visitor.
    """

    n: int
    x: int
    total: float = 0.0
    squares: float = 0.0
    before: float = 0.0
    before_squares: float = 0.0
    cross: float = 0.0


@dataclass(frozen=True)
class Phase:
    """A stretch with unchanged arms and weights; every phase lists all arms, the control first.

    An arm that does not exist in a phase has weight 0 and no counts there. Weights need not sum
    to one.
    """

    weights: tuple[float, ...]
    arms: tuple[ArmCounts, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.arms):
            raise ValueError("a phase needs one weight for each arm")


@dataclass(frozen=True)
class Counts:
    """Cumulative counts of one goal at one look.

    ``elapsed_days`` since the start, needed for a planned end by date; ``daily_visitors`` over
    all arms, from which the days still needed are estimated. ``day`` is that of the look, to say
    when an effect changed. ``is_over``: nobody new takes part, though late conversions may come.
    """

    phases: tuple[Phase, ...]
    elapsed_days: float | None = None
    daily_visitors: float | None = None
    day: date | None = None
    is_over: bool = False


@dataclass(frozen=True)
class Plan:
    """A planned end: ``size`` visitors over all arms, or ``days`` since the start."""

    size: int | None = None
    days: float | None = None


@dataclass(frozen=True)
class Design:
    """All that is fixed when an experiment starts and that a reading may depend on.

    ``arms`` are names for the sentence, the control first. ``outcome`` is what the goal counts,
    in the plural ("sign-ups"). ``history`` holds (log risk ratio, standard error) of every arm of
    the workspace's finished experiments, losers included. ``rope`` 0 means that no difference is
    ever called. ``split`` tells who split the units (visitors, sends, impressions or clicks).
    ``is_bandit``: the shares follow the results, so that the usual intervals do not hold and are
    not given.
    """

    arms: tuple[str, ...]
    rule: Rule = "anytime"
    plan: Plan | None = None
    kind: GoalKind = "conversion"
    outcome: str = "conversions"
    higher_is_better: bool = True
    alpha: float = ALPHA
    rope: float = ROPE
    history: tuple[tuple[float, float], ...] = ()
    split: Split = "cuppa"
    unit: str = "visitor"
    is_bandit: bool = False

    @property
    def is_tested(self) -> bool:
        """Whether chance decided who saw what; an optimiser's results are only observed."""
        return self.split != "optimiser"

    @property
    def checks_split(self) -> bool:
        """Whether the numbers of units in the arms can tell a faulty split.

        Impressions and clicks follow from what people do and see, not from the split alone.
        """
        return self.is_tested and self.unit in UNITS_THAT_ARE_SPLIT

    def __post_init__(self) -> None:
        if len(self.arms) < 2:
            raise ValueError("an experiment needs a control and at least one other arm")
        if not 0 < self.alpha < 1:
            raise ValueError("alpha must lie between 0 and 1")
        if not 0 <= self.rope < 1:
            raise ValueError("rope must be at least 0 and below 1")
        if self.rule == "planned_end" and not (
            self.plan and ((self.plan.size or 0) > 0 or (self.plan.days or 0) > 0)
        ):
            raise ValueError("a planned end needs a plan with a size or days")


@dataclass(frozen=True)
class Interval:
    """A relative lift as a fraction (0.18 = 18 % more). A missing end is not bounded yet."""

    low: float | None
    point: float
    high: float | None


@dataclass(frozen=True)
class ArmReading:
    """What is known about one arm against the control.

    ``p`` is adjusted for the number of arms and decides; ``own_p`` is the arm's alone, and
    ``leans`` tells whether it was reached in the good direction (1), the bad one (-1) or none.
    ``lift`` is observed, with an interval that stays true over all looks; ``corrected_lift``
    allows for the winner's curse, and ``p_better`` is its chance of a true improvement. ``drift``:
    the interval became impossible and was begun anew, so the effect changed about ``drift_day``.
    """

    name: str
    verdict: ArmVerdict
    p: float
    own_p: float
    lift: Interval | None
    corrected_lift: Interval | None
    p_better: float | None
    drift: bool
    drift_day: str | None = None
    leans: int = 0


@dataclass(frozen=True)
class Analysis:
    """One look, read. ``arm`` is the index of the winner (control = 0), else None.

    ``p_best`` and ``expected_loss`` (absolute rate, or value per visitor) list every arm, the
    control first. ``arms`` lists the others. ``leak``: visitors were seen in an arm of weight 0.
    ``ended``: the planned end is reached, or the test was stopped. ``visitors_needed`` (all arms)
    and ``days_needed`` estimate how long to keep going; None where no estimate makes sense. What
    was only observed has no chances and no losses (None), and p is 1.
    """

    verdict: Verdict
    arm: int | None
    arms: tuple[ArmReading, ...]
    p_best: tuple[float | None, ...]
    expected_loss: tuple[float | None, ...]
    srm_e: float
    leak: bool
    ended: bool
    visitors_needed: int | None
    days_needed: float | None
    sentence: str

    @property
    def declared(self) -> bool:
        """Whether a winner or a loser stands."""
        return self.verdict in ("winner", "loser")

    def as_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Analysis":
        """Rebuild what as_json gave. Raises KeyError or TypeError on anything else."""
        arms = tuple(
            ArmReading(
                **{
                    **arm,
                    "lift": _interval(arm["lift"]),
                    "corrected_lift": _interval(arm["corrected_lift"]),
                }
            )
            for arm in data["arms"]
        )
        plain = {
            **data,
            "arms": arms,
            "p_best": tuple(data["p_best"]),
            "expected_loss": tuple(data["expected_loss"]),
        }
        return cls(**plain)


@dataclass(frozen=True)
class CarriedPair:
    """What one arm's reading hands to the next look.

    ``horizon`` is the frozen N*, the number of visitors at which the anytime rule is sharpest.
    ``p`` is the running minimum and ``sign`` the direction of z where it was reached. ``low`` and
    ``high`` are the running interval of the log risk ratio, begun anew on ``drift_day`` (ISO) if
    it had become impossible. ``path`` lists (time fraction,
    information) of every tested look of a planned experiment; ``ended`` once its last test is
    done.
    """

    horizon: float | None = None
    p: float = 1.0
    sign: int = 0
    low: float | None = None
    high: float | None = None
    drift: bool = False
    drift_day: str | None = None
    path: tuple[tuple[float, float], ...] = ()
    ended: bool = False
    verdict: ArmVerdict = "open"


@dataclass(frozen=True)
class Carried:
    """The running state of an experiment's reading; alarms, once raised, stay."""

    pairs: tuple[CarriedPair, ...] = ()
    broken: bool = False
    leak: bool = False

    def as_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Carried":
        """Rebuild what as_json gave. Raises KeyError or TypeError on anything else."""
        pairs = tuple(
            CarriedPair(**{**pair, "path": tuple((step[0], step[1]) for step in pair["path"])})
            for pair in data["pairs"]
        )
        return cls(pairs=pairs, broken=data["broken"], leak=data["leak"])


def _interval(data: Mapping[str, Any] | None) -> Interval | None:
    return None if data is None else Interval(data["low"], data["point"], data["high"])
