"""After the decision: does the lift last for those who now see the winner, against the few who go
on seeing the old text?

Read by the anytime rule, from the decision on and by itself: data of before are not mixed in, since
the question is whether they still hold. Where both contradict each other, the effect changed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import log1p
from typing import Any, Literal

from experiments.stats import sentences
from experiments.stats.readings import ArmReading, Carried, Counts, Design, Interval
from experiments.stats.verdict import analyse

State = Literal["lasts", "open", "changed", "gone", "worse", "broken"]
LogRange = tuple[float | None, float | None]


@dataclass(frozen=True)
class Kept:
    """What a reading hands to the next: the running state, and since which day (ISO) each warning
    stands. What was once found out stays."""

    carried: Carried
    since: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"carried": self.carried.as_json(), "since": dict(self.since)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Kept":
        return cls(Carried.from_json(data["carried"]), dict(data["since"]))


@dataclass(frozen=True)
class HoldbackReading:
    """One look at a holdback. ``state``:

    worse: the winner now does worse than the old text; gone: it is known to do less than the
    smallest effect of interest better; changed: it does otherwise than in the test; lasts: it is
    better still; open: too early to tell; broken: visitors are not split as designed. ``day``
    (ISO) is when that was found out. ``held_back`` visitors saw the old text.
    """

    state: State
    day: str | None
    visitors: int
    held_back: int
    p: float
    lift: Interval | None
    sentence: str

    @property
    def warns(self) -> bool:
        return self.state in ("worse", "gone", "changed")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_holdback(
    design: Design, counts: Counts, decided: LogRange, kept: Kept | None = None
) -> tuple[HoldbackReading, Kept]:
    """Read one look at (old text, winner). ``decided`` is the running interval of the log ratio in
    the test itself; ``counts`` are those since the decision."""
    kept = kept or Kept(Carried(), {})
    since_then = replace(design, rule="anytime", plan=None, rope=0.0, is_bandit=False)
    analysis, carried = analyse(since_then, replace(counts, is_over=False), kept.carried)
    pair, arm = carried.pairs[0], analysis.arms[0]
    since = dict(kept.since)
    day = counts.day.isoformat() if counts.day else ""
    low, high = pair.low, pair.high
    most = high if design.higher_is_better else (None if low is None else -low)
    if carried.broken:
        since.setdefault("broken", day)
    if arm.verdict == "worse":
        since.setdefault("worse", day)
    if most is not None and most <= log1p(design.rope):
        since.setdefault("gone", day)
    if pair.drift or _apart((low, high), decided):
        since.setdefault("changed", day)
    order: tuple[State, ...] = ("broken", "worse", "gone", "changed")
    found = [state for state in order if state in since]
    state: State = found[0] if found else "lasts" if arm.verdict == "better" else "open"
    reading = HoldbackReading(
        state=state,
        day=since.get(state) or None,
        visitors=sum(one.n for phase in counts.phases for one in phase.arms),
        held_back=sum(phase.arms[0].n for phase in counts.phases),
        p=arm.p,
        lift=arm.lift,
        sentence=_sentence(design, state, arm, since.get("changed") or since.get(state, "")),
    )
    return reading, Kept(carried, since)


def _apart(one: LogRange, other: LogRange) -> bool:
    """Whether two intervals have nothing in common."""
    return (one[0] is not None and other[1] is not None and one[0] > other[1]) or (
        other[0] is not None and one[1] is not None and other[0] > one[1]
    )


def _sentence(design: Design, state: State, arm: ArmReading, day: str) -> str:
    old, on = design.arms[0], f"for {design.outcome}"
    when = f" The effect changed on about {sentences.spoken(day)}." if day else ""
    if state == "broken":
        return (
            "The visitors held back were not split as designed, so nobody can tell whether the "
            "lift lasts."
        )
    if state == "worse":
        return (
            f"Since the decision {arm.name} does worse {on} than {old}: think of going back.{when}"
        )
    if state == "gone":
        return (
            f"The lift is gone: since the decision {arm.name} is not better {on} than {old} by "
            f"anything worth having.{when}"
        )
    lies = sentences.lies_between(arm.lift)
    if state == "changed":
        return f"{arm.name} no longer does {on} what it did in the test{lies}.{when}"
    if state == "lasts":
        return f"The lift lasts: since the decision {arm.name} does better {on} than {old}{lies}."
    return f"It is too early to tell whether the lift of {arm.name} lasts {on}{lies}."
