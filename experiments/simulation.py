"""Invented visitors who use a running site over HTTP, as a customer's site would.

Each fetches copy, says it was shown, and converts with the chance set for its arm. Everything is
marked as simulated. Only the standard library, and no database: it is a client.
"""

import http.client
import json
import random
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

AGENT = "cuppa-simulated-visitors"
EVENTS_A_CALL = 500
TIMEOUT_SECONDS = 60


class SimulationError(RuntimeError):
    """The site did not answer as it should; the message says what it said."""


class RefusedError(SimulationError):
    """The key is not known or may not do this."""


@dataclass(frozen=True)
class Simulation:
    """What to do. ``rates`` has the chance to convert by arm key, ``control`` for the control arm
    and for visitors outside the test; arms not named get ``base * (1 + lift)``."""

    url: str
    key: str
    placement: str
    goal: str
    visitors: int
    base: float
    lift: float
    rates: Mapping[str, float] = field(default_factory=dict)
    control: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    seed: int = 1
    threads: int = 8

    def rate_of(self, arm: str, is_control: bool) -> float:
        """The chance of one visitor of this arm to convert, from 0 to 1."""
        if arm in self.rates:
            return self.rates[arm]
        if is_control:
            return self.rates.get("control", self.base)
        return min(self.base * (1 + self.lift), 1.0)


@dataclass
class Tally:
    """What was done, by variant: visitors who fetched it, and conversions sent."""

    visitors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    conversions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    experiment: str | None = None
    results: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    faults: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Site:
    """A connection to the site that is kept open."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SimulationError(f"{url} is no address of a site.")
        connection = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = connection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": AGENT}

    def call(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """The JSON answer. Raises SimulationError for any other than 200."""
        data = None if body is None else json.dumps(body).encode()
        headers = dict(self._headers)
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request(method, self._prefix + path, data, headers)
            response = self._connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise SimulationError(f"The site cannot be reached: {error}.") from error
        if response.status in (401, 403):
            raise RefusedError(f"{method} {path} was refused: {_told(text)}")
        if response.status != 200:
            raise SimulationError(f"{method} {path} was answered {response.status}: {_told(text)}")
        answer: dict[str, object] = json.loads(text)
        return answer


def simulate(plan: Simulation) -> Tally:
    """Send all visitors and tell what was done. Raises SimulationError."""
    tally = Tally()
    lock = threading.Lock()
    control = plan.control or _ask_control(plan)
    parts = [range(start, plan.visitors, plan.threads) for start in range(plan.threads)]

    def visit(numbers: range) -> None:
        site = Site(plan.url, plan.key)
        for start in range(0, len(numbers), EVENTS_A_CALL // 2):
            own = Tally()
            events: list[dict[str, object]] = []
            for number in numbers[start : start + EVENTS_A_CALL // 2]:
                events += _visit(site, plan, number, control, own)
            answer = site.call("POST", "/api/v1/events", {"events": events})
            with lock:
                _add(tally, own, answer)

    with ThreadPoolExecutor(plan.threads) as pool:
        list(pool.map(visit, [part for part in parts if part]))
    return tally


def results_of(plan: Simulation, experiment: str) -> dict[str, object] | None:
    """The experiment's results as the site tells them; None if the key may not read them."""
    site = Site(plan.url, plan.key)
    try:
        row = _find(site, experiment)
        return site.call("GET", f"/api/v1/experiments/{row['id']}/results/")
    except RefusedError:
        return None


def _ask_control(plan: Simulation) -> str:
    """The key of the control arm; empty if no experiment runs.

    A publishable key may not ask, so then the rates or the control have to be given.
    """
    site = Site(plan.url, plan.key)
    query = urlencode({"visitor": "sim-who-is-control", **plan.context})
    test = site.call("GET", f"/api/v1/copy/{quote(plan.placement)}?{query}")["experiment"]
    if not isinstance(test, dict) or (plan.rates and "control" not in plan.rates):
        return ""
    try:
        arms = _find(site, test["key"])["arms"]
    except RefusedError as error:
        raise SimulationError(
            "This key may not ask which arm is the control: use a secret key, or --control."
        ) from error
    assert isinstance(arms, list)
    return str(next(arm["key"] for arm in arms if arm["position"] == 0))


def _find(site: Site, experiment: str) -> dict[str, object]:
    answer = site.call("GET", f"/api/v1/experiments/?{urlencode({'key': experiment})}")
    rows = answer["results"]
    assert isinstance(rows, list)
    found: dict[str, object] = rows[0]
    return found


def _visit(
    site: Site, plan: Simulation, number: int, control: str, tally: Tally
) -> Iterator[dict[str, object]]:
    """One visitor: their events. The same seed gives the same visitors, ids and wishes."""
    chance = random.Random(f"{plan.seed}/{number}")
    visitor = f"sim-{plan.seed}-{number}"
    query = urlencode({"visitor": visitor, **plan.context})
    copy = site.call("GET", f"/api/v1/copy/{quote(plan.placement)}?{query}")
    variant = str(copy["variant"])
    test = copy["experiment"]
    common = {"visitor": visitor, "simulated": True}
    tally.visitors[variant] += 1
    if isinstance(test, dict):
        tally.experiment = test["key"]
        yield {
            **common,
            "id": str(UUID(int=chance.getrandbits(128))),
            "type": "exposure",
            "experiment": test["key"],
            "arm": test["arm"],
            "phase": test["phase"],
        }
    rate = plan.rate_of(variant, is_control=variant == control or not isinstance(test, dict))
    if chance.random() < rate:
        tally.conversions[variant] += 1
        yield {
            **common,
            "id": str(UUID(int=chance.getrandbits(128))),
            "type": "conversion",
            "goal": plan.goal,
        }


def _add(tally: Tally, own: Tally, answer: Mapping[str, object]) -> None:
    for name in ("visitors", "conversions"):
        for variant, count in getattr(own, name).items():
            getattr(tally, name)[variant] += count
    tally.experiment = own.experiment or tally.experiment
    for status in ("accepted", "duplicate", "rejected"):
        count = answer[status]
        assert isinstance(count, int)
        tally.results[status] += count
    results = answer["results"]
    assert isinstance(results, list)
    for result in results:
        if result["status"] == "rejected":
            tally.faults[result["code"]] += 1


def _told(text: bytes) -> str:
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return text[:200].decode("utf-8", "replace")
