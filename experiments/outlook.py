"""What a test can hope for: how long it takes, what it can find in four weeks, and what else one
could do where that is little. Pure, and without numpy, so that a page may ask.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.stats.power import (
    DAYS_OF_A_SHORT_TEST,
    days_for,
    detectable_lift,
    power_of,
    visitors_per_arm,
)
from experiments.stats.readings import ALPHA, Rule

LARGEST_REALISTIC_LIFT = 0.5
"""A judgement of ours: a test that can only find half as much again as today, or more, will hardly
find anything by a change of words."""

LIFT_OF_A_WORDING = 0.2
"""A judgement of ours: what another wording of the same thing rarely passes; another pain can."""

POWER_WANTED = 0.8
MOST_VISITORS = 1e10
FEW_CONVERSIONS = 100
RULES: tuple[Rule, ...] = ("planned_end", "anytime")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a test would run. ``rate`` is that of the goal today, ``daily`` visitors a day who
    take part, ``arms`` with the control, ``lift`` the smallest relative one worth finding."""

    rate: float
    daily: float | None
    arms: int
    lift: float
    alpha: float = ALPHA


@dataclass(frozen=True, slots=True)
class Way:
    """One way to end a test: visitors in all and days until ``lift`` is found four times in five.

    None where no number of visitors would do, or the traffic is not known.
    """

    rule: Rule
    visitors: int | None
    days: float | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a test in this setting can tell.

    ``findable`` is the smallest relative lift it finds in four weeks with a planned end, four
    times in five; None without traffic, or if there is none. ``chance_open`` is what an open end
    finds with the visitors of the planned one. ``conversions`` are expected in four weeks.
    """

    setting: Setting
    ways: tuple[Way, ...]
    findable: float | None
    chance_open: float | None
    conversions: float | None

    @property
    def is_little(self) -> bool:
        """Whether four weeks find nothing that a change of words can be expected to do."""
        if self.setting.daily is None:
            return False
        return self.findable is None or self.findable > LARGEST_REALISTIC_LIFT

    @property
    def needs_a_big_change(self) -> bool:
        """Whether only another pain, not another wording, has a chance."""
        found = self.findable
        return found is not None and LIFT_OF_A_WORDING < found <= LARGEST_REALISTIC_LIFT

    @property
    def has_few_conversions(self) -> bool:
        """Whether the rule for few conversions fits better."""
        return self.conversions is not None and self.conversions < FEW_CONVERSIONS

    @property
    def planned(self) -> Way:
        return self.ways[0]

    @property
    def open(self) -> Way:
        return self.ways[1]


def look_ahead(setting: Setting) -> Outlook:
    """The outlook of a setting. ValueError unless the rate, and the rate with the lift on top, lie
    between 0 and 1, and there are two arms and a lift above 0."""
    if not 0 < setting.rate < 1 or not 0 < setting.rate * (1 + setting.lift) < 1:
        raise ValueError("rates must lie between 0 and 1")
    if setting.arms < 2 or setting.lift <= 0:
        raise ValueError("a test has two arms and looks for a lift")
    ways = tuple(_way(setting, rule) for rule in RULES)
    size = ways[0].visitors
    return Outlook(
        setting=setting,
        ways=ways,
        findable=findable_lift(setting.rate, setting.daily, setting.arms, setting.alpha),
        chance_open=_power(setting, "anytime", size) if size else None,
        conversions=(
            None if setting.daily is None else setting.daily * DAYS_OF_A_SHORT_TEST * setting.rate
        ),
    )


def findable_lift(
    rate: float, daily: float | None, arms: int = 2, alpha: float = ALPHA
) -> float | None:
    """The smallest relative lift a test of four weeks with a planned end finds, four times in five.

    ``daily`` visitors are shared by ``arms`` equal arms. A planned end is worth a test that is
    read once with so much less traffic as its power says.
    """
    if daily is None or daily <= 0:
        return None
    per_arm = daily * DAYS_OF_A_SHORT_TEST / arms
    read_once = detectable_lift(rate, per_arm, POWER_WANTED, alpha / (arms - 1))
    if read_once is None:
        return None
    low, high = read_once, min(read_once * 1.5, (1 - 1e-9) / rate - 1)
    if high <= low:
        return None
    setting = Setting(rate, daily, arms, high, alpha)
    if _power(setting, "planned_end", math.floor(per_arm * arms)) < POWER_WANTED:
        return None
    for _ in range(40):
        middle = (low + high) / 2
        if power_of("planned_end", rate, middle, per_arm, arms - 1, alpha) < POWER_WANTED:
            low = middle
        else:
            high = middle
    return high


def pooled_findable(places: Sequence[Setting]) -> float | None:
    """What the same contrast finds in four weeks at several places together, each with its own
    rate: as one place with the traffic of all and the rate of their visitors taken together."""
    daily = math.fsum(place.daily or 0.0 for place in places)
    if daily <= 0:
        return None
    rate = math.fsum((place.daily or 0.0) * place.rate for place in places) / daily
    return findable_lift(rate, daily, max(place.arms for place in places), places[0].alpha)


def _way(setting: Setting, rule: Rule) -> Way:
    visitors = _visitors(setting, rule)
    if visitors is None:
        return Way(rule, None, None)
    days = None if setting.daily is None else days_for(visitors, setting.daily)
    return Way(rule, visitors, days)


def _visitors(setting: Setting, rule: Rule) -> int | None:
    """Visitors in all, rounded up to a hundred, at which the chance reaches ``POWER_WANTED``."""
    level = setting.alpha / (setting.arms - 1)
    other = setting.rate * (1 + setting.lift)
    low = visitors_per_arm(setting.rate, other, level, POWER_WANTED) * setting.arms
    high = low
    while _power(setting, rule, high) < POWER_WANTED:
        low, high = high, high * 1.5
        if high > MOST_VISITORS:
            return None
    while high - low > high / 500:
        middle = (low + high) / 2
        if _power(setting, rule, middle) < POWER_WANTED:
            low = middle
        else:
            high = middle
    return math.ceil(high / 100) * 100


def _power(setting: Setting, rule: Rule, visitors: float) -> float:
    per_arm = visitors / setting.arms
    return power_of(rule, setting.rate, setting.lift, per_arm, setting.arms - 1, setting.alpha)
