"""How fast copy is decided, beside a bare Django view under the same server.

    python -m bench.delivery [--seconds 4] [--rounds 3] [--connections 32] [--threads 4]

One server process; references and faces take turns, so that a busy machine spoils all alike. The
load comes from wrk where it is installed, else from Python processes that take much of the
machine themselves: compare ratios, and only within one run.
"""

import argparse
import http.client
import multiprocessing
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.site import BenchSite, running_site

REFERENCE = "bare view with key check"


@dataclass(frozen=True)
class Target:
    name: str
    path: str
    body: str = ""


@dataclass(frozen=True)
class Measured:
    """Requests a second, and the 99th percentile of the time to an answer, in milliseconds."""

    rate: float
    p99: float


def targets(site: BenchSite) -> list[Target]:
    place = site.scene.placement
    context = '{"context":{"targetingKey":"visitor-7"}}'
    return [
        Target("bare view", "/bench/bare"),
        Target(REFERENCE, "/bench/key"),
        Target("copy, in an experiment", f"/api/v1/copy/{place}?visitor=visitor-7"),
        Target("copy, outside", "/api/v1/copy/place-0?visitor=visitor-7"),
        Target("OFREP, one flag", f"/ofrep/v1/evaluate/flags/{place}", context),
        Target("OFREP, 20 flags", "/ofrep/v1/evaluate/flags", context),
        Target("GrowthBook, 20 features", f"/api/features/{site.scene.publishable}"),
        Target(
            "GrowthBook, evaluated for one",
            f"/api/eval/{site.scene.publishable}",
            '{"attributes":{"id":"visitor-7"}}',
        ),
    ]


def by_wrk(site: BenchSite, target: Target, seconds: float, connections: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "request.lua"
        method = "POST" if target.body else "GET"
        script.write_text(
            f"wrk.method = '{method}'\nwrk.body = '{target.body}'\n"
            f"wrk.headers['Authorization'] = 'Bearer {site.scene.publishable}'\n"
            "wrk.headers['Content-Type'] = 'application/json'\n"
            "done = function(summary, latency, requests)\n"
            "  local e = summary.errors\n"
            "  io.write(string.format('TOLD %f %f %d\\n',\n"
            "    summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000,\n"
            "    e.status + e.connect + e.read + e.timeout))\nend\n",
            encoding="utf-8",
        )
        done = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s"),
                *("-s", str(script), site.url + target.path),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    told = next(line for line in done.stdout.splitlines() if line.startswith("TOLD"))
    rate, p99, errors = (float(part) for part in told.split()[1:])
    if errors:
        raise SystemExit(f"{target.name}: {errors:.0f} answers were errors.")
    return Measured(rate, p99)


def _ask(
    url: str, key: str, target: Target, until: float, times: "multiprocessing.Queue[list[float]]"
) -> None:
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    method = "POST" if target.body else "GET"
    taken = []
    while (start := time.monotonic()) < until:
        connection.request(method, target.path, target.body or None, headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{target.name} was answered {response.status}.")
        taken.append(time.monotonic() - start)
    times.put(taken)


def by_python(site: BenchSite, target: Target, seconds: float, connections: int) -> Measured:
    times: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    until = time.monotonic() + seconds
    clients = [
        multiprocessing.Process(
            target=_ask, args=(site.url, site.scene.publishable, target, until, times)
        )
        for _ in range(connections)
    ]
    for client in clients:
        client.start()
    taken = sorted(second for _ in clients for second in times.get())
    for client in clients:
        client.join()
    return Measured(len(taken) / seconds, taken[int(len(taken) * 0.99)] * 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--threads", type=int, default=4, help="Blocking threads of the server.")
    options = parser.parse_args()
    has_wrk = shutil.which("wrk") is not None
    connections = options.connections if has_wrk else min(options.connections, 4)
    measure = by_wrk if has_wrk else by_python
    with running_site(threads=options.threads) as site:
        found: dict[str, list[Measured]] = {target.name: [] for target in targets(site)}
        for target in targets(site):
            measure(site, target, 1, connections)
        for _ in range(options.rounds):
            for target in targets(site):
                found[target.name].append(measure(site, target, options.seconds, connections))
    load = "wrk" if has_wrk else "Python clients, which share the processor"
    print(f"copy: {connections} connections by {load}, 1 server process, SQLite, median of rounds")
    reference = statistics.median(one.rate for one in found[REFERENCE])
    for name, measured in found.items():
        rate = statistics.median(one.rate for one in measured)
        p99 = statistics.median(one.p99 for one in measured)
        print(f"  {name:29} {rate:8,.0f} req/s  {rate / reference:5.0%}  p99 {p99:6.1f} ms")


if __name__ == "__main__":
    main()
