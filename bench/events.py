"""How fast events are stored, each once and before the answer, beside a bare bulk insert.

    python -m bench.events [--seconds 5] [--database-url postgres://...]

Through HTTP with 8 connections that post batches of 100 events, single events, and, within one
process, the intake alone beside ``bulk_create(ignore_conflicts=True)`` of the same rows, which
cannot say which events were new. SQLite always; PostgreSQL too if an address is given or
DATABASE_URL is set.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import subprocess
import sys
import time
from uuid import uuid4

from bench.site import ROOT, BenchSite, running_site

CONNECTIONS = 8


def exposures(site: BenchSite, count: int) -> list[dict[str, object]]:
    return [
        {
            "id": str(uuid4()),
            "type": "exposure",
            "visitor": f"v{uuid4().hex[:12]}",
            "experiment": site.scene.experiment,
            "arm": site.scene.arm,
            "phase": 1,
        }
        for _ in range(count)
    ]


def _post(
    site: BenchSite, bodies: list[bytes], until: float, times: "multiprocessing.Queue[list[float]]"
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    headers = {
        "Authorization": f"Bearer {site.scene.publishable}",
        "Content-Type": "application/json",
    }
    taken: list[float] = []
    for body in bodies:
        start = time.monotonic()
        if start > until:
            break
        connection.request("POST", "/api/v1/events", body, headers)
        answer = json.loads(connection.getresponse().read())
        if answer["rejected"] or answer["duplicate"]:
            raise SystemExit(f"Not every event was new: {answer['results'][0]}")
        taken.append(time.monotonic() - start)
    times.put(taken)


def through_http(site: BenchSite, size: int, seconds: float) -> None:
    """Post batches of ``size`` for a while; the bodies are made before the clock runs."""
    calls = round(seconds * (150 if size > 1 else 500))
    times: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    bodies = [
        [json.dumps({"events": exposures(site, size)}).encode() for _ in range(calls)]
        for _ in range(CONNECTIONS)
    ]
    start = time.monotonic()
    clients = [
        multiprocessing.Process(target=_post, args=(site, own, start + seconds, times))
        for own in bodies
    ]
    for client in clients:
        client.start()
    taken = sorted(second for _ in clients for second in times.get())
    spent = time.monotonic() - start
    for client in clients:
        client.join()
    p99 = taken[int(len(taken) * 0.99)] * 1000
    print(
        f"  HTTP, batches of {size:3}: {len(taken) * size / spent:9,.0f} events/s, "
        f"p99 {p99:6.1f} ms"
    )


def run(database_url: str, seconds: float) -> None:
    with running_site(database_url=database_url) as site:
        print(f"events: {site.vendor}, {CONNECTIONS} connections, 1 server process")
        through_http(site, 100, seconds)
        through_http(site, 1, seconds)
        told = subprocess.run(
            [sys.executable, "-m", "bench.events_inside", site.scene.experiment, site.scene.arm],
            env=site.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        print(told.stdout, end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    options = parser.parse_args()
    run("", options.seconds)
    if options.database_url.startswith("postgres"):
        run(options.database_url, options.seconds)
    else:
        print("PostgreSQL was not measured: give --database-url or DATABASE_URL.")


if __name__ == "__main__":
    main()
