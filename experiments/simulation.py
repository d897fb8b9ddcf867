"""Invented visitors who use a running site over HTTP, as a customer's site would.

Each fetches copy, says it was shown, does this and that on the way, and converts with the chance
set for its arm. Everything is marked as simulated. Only the standard library, and no database: it
is a client.
"""

import random
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode
from uuid import UUID

from experiments.simulated_site import BOT_AGENT, RefusedError, SimulationError, Site

__all__ = ["Simulation", "SimulationError", "Tally", "Wish", "results_of", "simulate"]

EVENTS_A_CALL = 500
VISITORS_A_CALL = 100
LONGEST_WAIT = timedelta(hours=20)
"""From seeing a text to the goal at most."""
QUIET_HOURS = (0, 1, 2, 3, 4, 5)
"""Few visitors come then; most simulated moments within are moved to the day."""

Json = dict[str, object]


@dataclass(frozen=True)
class Wish:
    """A goal that visitors may reach. ``rates`` has the chance by arm key, ``control`` for the
    control arm and for visitors outside a test; arms not named get ``base * (1 + lift)``.
    ``value`` is what one brings on average, for a goal of value."""

    goal: str
    base: float
    lift: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)
    value: float | None = None

    def rate_of(self, arm: str, is_control: bool) -> float:
        """The chance of one visitor of this arm to convert, from 0 to 1."""
        if arm in self.rates:
            return self.rates[arm]
        if is_control:
            return self.rates.get("control", self.base)
        return min(self.base * (1 + self.lift), 1.0)


@dataclass(frozen=True)
class Simulation:
    """What to do. ``days``: how far back the visits are spread; none is now. ``signals`` are
    (name, share of visitors who send it). ``bots`` is the share of visits that are programs',
    ``crossed`` that of visitors who see a second text."""

    url: str
    key: str
    placements: Sequence[str]
    wishes: Sequence[Wish]
    visitors: int
    control: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    seed: int = 1
    threads: int = 8
    days: int = 0
    bots: float = 0.0
    crossed: float = 0.0
    signals: Sequence[tuple[str, float]] = ()


@dataclass
class Tally:
    """What was done: visitors who fetched each text, conversions sent by (goal, text), experiments
    met; and what the site said of the events."""

    visitors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    conversions: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    extras: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    experiments: dict[str, str] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    faults: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class _Known:
    """What was asked of the site first: control arms, and all arms of each experiment by key."""

    controls: frozenset[str]
    arms: Mapping[str, Sequence[str]]


def simulate(plan: Simulation) -> Tally:
    """Send all visitors and tell what was done. Raises SimulationError."""
    tally = Tally()
    lock = threading.Lock()
    known = _ask(plan)
    now = datetime.now(UTC)
    parts = [range(start, plan.visitors, plan.threads) for start in range(plan.threads)]

    def visit(numbers: range) -> None:
        site = Site(plan.url, plan.key)
        bot_site = Site(plan.url, plan.key, BOT_AGENT)
        for start in range(0, len(numbers), VISITORS_A_CALL):
            own = Tally()
            events: dict[bool, list[Json]] = {False: [], True: []}
            for number in numbers[start : start + VISITORS_A_CALL]:
                chance = random.Random(f"{plan.seed}/{number}")
                is_bot = plan.bots > 0 and random.Random(f"bot/{plan.seed}/{number}").random() < (
                    plan.bots
                )
                events[is_bot] += _visit(site, plan, number, chance, known, now, is_bot, own)
            for is_bot, told in events.items():
                sender = bot_site if is_bot else site
                for first in range(0, len(told), EVENTS_A_CALL):
                    batch = told[first : first + EVENTS_A_CALL]
                    answer = sender.call("POST", "/api/v1/events", {"events": batch})
                    with lock:
                        _add_answer(tally, answer)
            with lock:
                _add(tally, own)

    with ThreadPoolExecutor(plan.threads) as pool:
        list(pool.map(visit, [part for part in parts if part]))
    return tally


def results_of(plan: Simulation, experiment: str) -> Json | None:
    """The experiment's results as the site tells them; None if the key may not read them."""
    site = Site(plan.url, plan.key)
    try:
        row = site.find_experiment(experiment)
        return site.call("GET", f"/api/v1/experiments/{row['id']}/results/")
    except RefusedError:
        return None


def _ask(plan: Simulation) -> _Known:
    """Which arms are controls. A publishable key may not ask, so then they have to be given."""
    site = Site(plan.url, plan.key)
    controls = {plan.control} - {""}
    arms: dict[str, list[str]] = {}
    named = all(wish.rates and "control" not in wish.rates for wish in plan.wishes)
    for placement in plan.placements:
        query = urlencode({"visitor": "sim-who-is-control", **plan.context})
        test = site.call("GET", f"/api/v1/copy/{quote(placement)}?{query}")["experiment"]
        if not isinstance(test, dict) or ((plan.control or named) and not plan.crossed):
            continue
        try:
            rows = site.find_experiment(test["key"])["arms"]
        except RefusedError as error:
            raise SimulationError(
                "This key may not ask which arm is the control: use a secret key, or --control "
                "without --crossed."
            ) from error
        assert isinstance(rows, list)
        arms[test["key"]] = [str(arm["key"]) for arm in rows]
        controls |= {str(arm["key"]) for arm in rows if arm["position"] == 0}
    return _Known(frozenset(controls), arms)


def _visit(
    site: Site,
    plan: Simulation,
    number: int,
    chance: random.Random,
    known: _Known,
    now: datetime,
    is_bot: bool,
    tally: Tally,
) -> Iterator[Json]:
    """One visitor: their events. The same seed gives the same visitors, ids and wishes."""
    visitor = f"sim-{plan.seed}-{number}"
    at = _moment(plan, number, now)
    when = {"at": at.isoformat()} if plan.days else {}
    who: Json = {"visitor": visitor, "simulated": True}
    if is_bot:
        who["user_agent"] = BOT_AGENT
        tally.extras["bots"] += 1
    for place, placement in enumerate(plan.placements):
        query = urlencode({"visitor": visitor, **plan.context})
        copy = site.call("GET", f"/api/v1/copy/{quote(placement)}?{query}")
        variant, test = str(copy["variant"]), copy["experiment"]
        if not is_bot:
            tally.visitors[variant] += 1
        if isinstance(test, dict):
            tally.experiments[test["key"]] = placement
            shown = {"type": "exposure", "experiment": test["key"], "phase": test["phase"]}
            yield {**who, **when, "id": _id(chance), **shown, "arm": test["arm"]}
            other = _second_text(plan, number, known, test)
            if other and not is_bot:
                tally.extras["saw two texts"] += 1
                yield {**who, **when, "id": _id(chance), **shown, "arm": other}
        if place == 0:
            yield from _signals(plan, chance, who, when, tally)
        is_control = variant in known.controls or not isinstance(test, dict)
        for wish in plan.wishes:
            if place and len(plan.placements) > 1 and not isinstance(test, dict):
                continue
            if chance.random() < wish.rate_of(variant, is_control):
                tally.conversions[wish.goal, variant] += 1
                yield _conversion(plan, wish, chance, who, at, now)


def _signals(
    plan: Simulation, chance: random.Random, who: Json, when: Mapping[str, str], tally: Tally
) -> Iterator[Json]:
    for name, share in plan.signals:
        if chance.random() < share:
            tally.extras[f"signal {name}"] += 1
            yield {**who, **when, "id": _id(chance), "type": "signal", "name": name}


def _conversion(
    plan: Simulation, wish: Wish, chance: random.Random, who: Json, at: datetime, now: datetime
) -> Json:
    told: Json = {**who, "id": _id(chance), "type": "conversion", "goal": wish.goal}
    if plan.days:
        later = min(at + LONGEST_WAIT * chance.random() ** 3, now)
        told["at"] = later.isoformat()
    if wish.value is not None:
        told["value"] = round(wish.value * chance.lognormvariate(-0.125, 0.5), 2)
    return told


def _moment(plan: Simulation, number: int, now: datetime) -> datetime:
    """When somebody comes: evenly over the days, seldom at night."""
    chance = random.Random(f"when/{plan.seed}/{number}")
    at = now - timedelta(days=plan.days) * (1 - chance.random())
    if plan.days and at.hour in QUIET_HOURS and chance.random() < 0.8:
        at = min(at + timedelta(hours=8), now)
    return at


def _second_text(
    plan: Simulation, number: int, known: _Known, test: Mapping[str, object]
) -> str | None:
    others = [arm for arm in known.arms.get(str(test["key"]), ()) if arm != test["arm"]]
    chance = random.Random(f"crossed/{plan.seed}/{number}")
    return chance.choice(others) if others and chance.random() < plan.crossed else None


def _id(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


def _add(tally: Tally, own: Tally) -> None:
    for variant, count in own.visitors.items():
        tally.visitors[variant] += count
    for key, count in own.conversions.items():
        tally.conversions[key] += count
    for name, count in own.extras.items():
        tally.extras[name] += count
    tally.experiments.update(own.experiments)


def _add_answer(tally: Tally, answer: Mapping[str, object]) -> None:
    for status in ("accepted", "duplicate", "rejected"):
        count = answer[status]
        assert isinstance(count, int)
        tally.results[status] += count
    results = answer["results"]
    assert isinstance(results, list)
    for result in results:
        if result["status"] == "rejected":
            tally.faults[result["code"]] += 1
