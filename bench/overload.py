"""What a quiet key notices of a noisy one: its p99 alone and beside four times the limit.

    python -m bench.overload [--seconds 6] [--limit 250]

One server process. The noisy key asks at four times what a key may (``--limit`` calls a second),
once with that limit and once with none, so that the difference is seen. All clients share the
machine with the server: compare ratios, and only within one run.
"""

import argparse
import http.client
import multiprocessing
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.site import OUT_OF_REACH, BenchSite, running_site

TIMES = 4
QUIET_RATE = 100.0
NOISY_CLIENTS = 4


@dataclass(frozen=True)
class Told:
    """Seconds each answer took, and how many there were of each status."""

    taken: list[float]
    statuses: Counter[int]

    @property
    def p99(self) -> float:
        return sorted(self.taken)[int(len(self.taken) * 0.99)] * 1000


def _ask(
    site: BenchSite, key: str, rate: float, seconds: float, told: "multiprocessing.Queue[Told]"
) -> None:
    """Ask ``rate`` times a second, or as often as answers come if that is less."""
    parts = urlsplit(site.url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    path = f"/api/v1/copy/{site.scene.placement}?visitor=visitor-7"
    headers = {"Authorization": f"Bearer {key}"}
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    start = due = time.monotonic()
    while due < start + seconds:
        time.sleep(max(0.0, due - time.monotonic()))
        asked = time.monotonic()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        taken.append(time.monotonic() - asked)
        statuses[response.status] += 1
        due = max(due + 1 / rate, time.monotonic() - 0.1)
    told.put(Told(taken, statuses))


def crowd(site: BenchSite, key: str, rate: float, seconds: float, clients: int) -> list[Told]:
    """What ``clients`` processes that share ``rate`` were told."""
    queue: multiprocessing.Queue[Told] = multiprocessing.Queue()
    started = [
        multiprocessing.Process(target=_ask, args=(site, key, rate / clients, seconds, queue))
        for _ in range(clients)
    ]
    for process in started:
        process.start()
    told = [queue.get() for _ in started]
    for process in started:
        process.join()
    return told


def beside_noise(site: BenchSite, rate: float, seconds: float) -> tuple[Told, Counter[int]]:
    """What the quiet key was told while the noisy one asked, and what that one was."""
    noise: multiprocessing.Queue[Counter[int]] = multiprocessing.Queue()

    def ask_noisily() -> None:
        told = crowd(site, site.scene.secret, rate, seconds + 2, NOISY_CLIENTS)
        noise.put(sum((one.statuses for one in told), Counter()))

    noisy = multiprocessing.Process(target=ask_noisily)
    noisy.start()
    time.sleep(1)
    [quiet] = crowd(site, site.scene.quiet, QUIET_RATE, seconds, 1)
    statuses = noise.get()
    noisy.join()
    return quiet, statuses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--limit", type=int, default=250)
    options = parser.parse_args()
    rate = float(options.limit * TIMES)
    print(f"copy: {QUIET_RATE:.0f} calls/s with one key, {rate:,.0f}/s with another; SQLite")
    for name, limit in (("limited", options.limit), ("not limited", 0)):
        limits = OUT_OF_REACH | {"DELIVERY_LIMIT_PER_KEY": str(limit)}
        with running_site(limits=limits) as site:
            crowd(site, site.scene.quiet, QUIET_RATE, 1, 1)
            [alone] = crowd(site, site.scene.quiet, QUIET_RATE, options.seconds, 1)
            quiet, noisy = beside_noise(site, rate, options.seconds)
        served = noisy[200] / max(1, noisy.total())
        print(
            f"  noisy key {name:12} quiet p99 {alone.p99:6.1f} ms alone, {quiet.p99:6.1f} ms "
            f"beside it ({quiet.p99 / alone.p99:4.1f}x), quiet refused "
            f"{quiet.statuses.total() - quiet.statuses[200]}; noisy {noisy.total():,} calls, "
            f"{served:.0%} served, {noisy[429]:,} told 429"
        )


if __name__ == "__main__":
    main()
