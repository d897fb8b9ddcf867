"""One plain sentence for a reading: what to believe, and what to do."""

from collections.abc import Sequence
from datetime import date

from experiments.stats.patience import Need
from experiments.stats.readings import ArmReading, Design, Interval

LONGEST_ESTIMATE_DAYS = 365
SMALLEST_SHOWN = 0.0005


def percent(fraction: float) -> str:
    """A share in words' reach: "18 %", "4.2 %", "0.3 %"; the sign is left to the sentence."""
    value = abs(fraction) * 100
    text = f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0")
    return f"{text} %"


def rounded(count: float) -> str:
    """A number of visitors to two digits that matter: 3,418 becomes 3,400."""
    whole = max(round(count), 1)
    grain = 10 ** max(len(str(whole)) - 2, 0)
    return f"{-(-whole // grain) * grain:,}"


def broken() -> str:
    return (
        "The visitors were not split as designed, so nothing can be learned from this test: "
        "find the fault, then start again."
    )


def winner(design: Design, arm: ArmReading, harmed: bool) -> str:
    """What the named winner is worth, corrected, and whether to roll it out."""
    effect = f"{arm.name} is better for {design.outcome}"
    if arm.corrected_lift is not None:
        effect = _effect(design, arm.name, arm.corrected_lift)
    if harmed:
        return f"{effect}; but it harms a guardrail goal, so look at that before you roll it out."
    return f"{effect}; it is safe to roll out."


def _effect(design: Design, name: str, lift: Interval) -> str:
    gain = lift.point if design.higher_is_better else -lift.point
    if gain <= 0:
        return f"{name} is better for {design.outcome}, by how much is open"
    verb = "lifts" if design.higher_is_better else "lowers"
    near, far = lift.low, lift.high
    if not design.higher_is_better:
        near, far = (None if far is None else -far), (None if near is None else -near)
    if near is not None and near >= SMALLEST_SHOWN:
        sure = f"at least {percent(near)}, corrected"
    elif far is not None:
        sure = f"at most {percent(far)}, corrected; little is certain about the size"
    else:
        sure = "corrected"
    return f"{name} {verb} {design.outcome} by {percent(gain)} ({sure})"


def loser(design: Design, arms: Sequence[ArmReading]) -> str:
    control = design.arms[0]
    if len(arms) == 1 and arms[0].corrected_lift is not None:
        loss = arms[0].corrected_lift.point
        if loss != 0:
            verb = "lowers" if loss < 0 else "raises"
            size = percent(loss)
            return f"{arms[0].name} {verb} {design.outcome} by {size} (corrected): keep {control}."
    return f"Nothing tried here does better for {design.outcome} than {control}: keep it."


def no_difference(design: Design) -> str:
    return (
        f"There is no difference worth having: for {design.outcome} nothing tried here beats "
        f"{design.arms[0]} by {percent(design.rope)} or more, so take whichever you like better."
    )


def observed() -> str:
    """An optimiser chose who saw what: nothing was tested."""
    return (
        "Observed, not tested: the platform chose who saw which text, so their visitors differ "
        "and no text can be called the winner."
    )


def undecided(design: Design, arm: ArmReading, planned: bool) -> str:
    """An end, as ``planned`` or because the test was stopped, at which nothing was declared."""
    start = "The test has ended"
    if planned and design.plan is not None:
        start = "The planned size is used up" if design.plan.size else "The planned time is over"
    if design.is_bandit:
        return f"{start}, and which text does best for {design.outcome} is still open."
    if arm.lift is None or arm.lift.low is None or arm.lift.high is None:
        return f"{start} and there were too few {design.outcome} to tell the arms apart."
    low, high = arm.lift.low, arm.lift.high
    worst = low if design.higher_is_better else high
    risk = min(worst, 0.0) if design.higher_is_better else max(worst, 0.0)
    return (
        f"{start}; the effect of {arm.name} on {design.outcome} lies between {_signed(low)} and "
        f"{_signed(high)}: either will do, and the most you risk with {arm.name} is "
        f"{percent(risk)}."
    )


def keep_going(arms: Sequence[ArmReading], need: Need) -> str:
    """Not decided: how much longer, and which arm to stop meanwhile."""
    start = "There is not enough evidence yet"
    if need.visitors is not None:
        few = "at least" if need.at_least else "about"
        start += f": it takes {few} {rounded(need.visitors)} more visitors"
        if need.days is not None:
            start += f", {_days(need.days)}"
    text = start + "."
    for arm in arms:
        if arm.verdict == "worse":
            text += f" Stop {arm.name}: it does worse than the control."
    return text


def with_remarks(text: str, arms: Sequence[ArmReading], leak: bool) -> str:
    """Add what a reader of any verdict must know."""
    for arm in arms:
        if arm.drift:
            when = f"on about {spoken(arm.drift_day)}" if arm.drift_day else "during the test"
            text += f" The effect of {arm.name} changed {when}."
    if leak:
        text += " Visitors were seen in an arm that was switched off; they are left out."
    return text


def spoken(day: str) -> str:
    """An ISO date in words: "3 May 2026"."""
    return f"{date.fromisoformat(day):%-d %B %Y}"


def lies_between(lift: Interval | None) -> str:
    """The part of a sentence that gives an effect's interval; empty where there is none yet."""
    if lift is None or lift.low is None or lift.high is None:
        return ""
    return f"; the effect lies between {_signed(lift.low)} and {_signed(lift.high)}"


def _signed(lift: float) -> str:
    sign = "+" if lift > 0 else "−" if lift < 0 else ""
    return f"{sign}{percent(lift)}"


def _days(days: float) -> str:
    if days > LONGEST_ESTIMATE_DAYS:
        return "more than a year"
    whole = max(round(days), 1)
    return "about a day" if whole == 1 else f"about {whole} days"
