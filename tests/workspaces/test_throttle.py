"""Token buckets, by themselves."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from workspaces import throttle as module
from workspaces.throttle import Throttle


class Clock:
    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def taken(throttle: Throttle, name: str, rate: float = 10, burst: float = 20) -> int:
    """How many tokens there are to take at once."""
    count = 0
    while not throttle.take(name, rate=rate, burst=burst):
        count += 1
    return count


def test_it_works(clock: Clock) -> None:
    throttle = Throttle()
    assert taken(throttle, "a") == 20
    assert throttle.take("a", rate=10, burst=20) == pytest.approx(0.1)
    clock.now += 0.1
    assert taken(throttle, "a") == 1
    clock.now += 1_000
    assert taken(throttle, "a") == 20


def test_each_name_has_its_own(clock: Clock) -> None:
    throttle = Throttle()
    taken(throttle, "noisy")
    assert taken(throttle, "quiet") == 20


def test_what_is_refused_costs_nothing(clock: Clock) -> None:
    throttle = Throttle()
    taken(throttle, "a")
    for _ in range(1_000):
        throttle.take("a", rate=10, burst=20)
    clock.now += 0.1
    assert taken(throttle, "a") == 1


def test_looking_takes_nothing(clock: Clock) -> None:
    throttle = Throttle()
    for _ in range(100):
        assert throttle.wait("a", rate=10, burst=20) == 0
    taken(throttle, "a")
    assert throttle.wait("a", rate=10, burst=20) == pytest.approx(0.1)


def test_a_charge_is_waited_for_afterwards(clock: Clock) -> None:
    throttle = Throttle()
    throttle.charge("a", rate=10, tokens=30)
    assert throttle.take("a", rate=10, burst=20) == pytest.approx(1.1)
    clock.now += 1.1
    assert throttle.take("a", rate=10, burst=20) == 0


def test_memory_is_bounded_and_who_asks_most_is_not_forgotten(clock: Clock) -> None:
    throttle = Throttle(most_names=100)
    taken(throttle, "noisy")
    for number in range(10_000):
        throttle.take(f"passer-by {number}", rate=10, burst=20)
        assert throttle.take("noisy", rate=10, burst=20) > 0
    assert len(throttle) == 100


def test_threads_take_no_token_twice(clock: Clock) -> None:
    throttle = Throttle()
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: throttle.take("a", rate=10, burst=500), range(4_000)))
    assert waits.count(0.0) == 500
