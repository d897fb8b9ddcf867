"""What fetching copy notices of everything else: p99 alone, and beside batches and an export.

    python -m bench.together [--seconds 8] [--rate 1000]

Two server processes. Beside ``--rate`` calls for copy a second, fifty batches of ten events a
second, and a process that exports the whole workspace again and again. The clients share the
machine with the server: compare the ratio, and look at whether the rate was reached.
"""

import argparse
import http.client
import json
import multiprocessing
import subprocess
import sys
import time

from bench.events import exposures
from bench.overload import crowd
from bench.site import ROOT, BenchSite, running_site

BATCHES = 50
EVENTS = 10
CLIENTS = 2
EXPORT = """
import sys, time
import django
django.setup()
from home.data_rights.export_workspace import request_workspace_export, write_workspace_export
from workspaces.access import system_access
from workspaces.jobs import run_job
from workspaces.models import ApiKey, Workspace
until = time.monotonic() + float(sys.argv[1])
access = system_access(Workspace.objects.order_by("pk").first())
done = 0
while time.monotonic() < until:
    job = request_workspace_export(access=access)
    run_job(job.pk, write_workspace_export)
    done += 1
print(done)
"""


def post_batches(
    site: BenchSite, seconds: float, told: "multiprocessing.Queue[list[float]]"
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    headers = {"Authorization": f"Bearer {site.scene.secret}", "Content-Type": "application/json"}
    count = round(seconds * BATCHES)
    bodies = [json.dumps({"events": exposures(site, EVENTS)}).encode() for _ in range(count)]
    start = time.monotonic()
    taken = []
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, start + number / BATCHES - time.monotonic()))
        asked = time.monotonic()
        if asked > start + seconds:
            break
        connection.request("POST", "/api/v1/events", body, headers)
        answer = json.loads(connection.getresponse().read())
        assert not answer["rejected"], answer["results"][0]
        taken.append(time.monotonic() - asked)
    told.put(taken)


def p99(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)] * 1000


def fetch(site: BenchSite, rate: float, seconds: float) -> list[float]:
    told = crowd(site, site.scene.quiet, rate, seconds, CLIENTS)
    wrong = sum(each.statuses.total() - each.statuses[200] for each in told)
    assert not wrong, f"{wrong} calls were not answered with copy"
    return [second for each in told for second in each.taken]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rate", type=float, default=1000.0)
    options = parser.parse_args()
    seconds = options.seconds
    with running_site(workers=2) as site:
        fetch(site, options.rate, 2)
        alone = fetch(site, options.rate, seconds)
        told: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
        batches = multiprocessing.Process(target=post_batches, args=(site, seconds, told))
        export = subprocess.Popen(
            [sys.executable, "-c", EXPORT, str(seconds)],
            env=site.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        batches.start()
        beside = fetch(site, options.rate, seconds)
        posted = told.get()
        batches.join()
        exports, _ = export.communicate()
    print(f"copy: {options.rate:.0f} calls/s wanted, two server processes; {site.vendor}")
    print(f"  alone               p99 {p99(alone):6.1f} ms, {len(alone) / seconds:6.0f} calls/s")
    print(
        f"  beside the rest     p99 {p99(beside):6.1f} ms, {len(beside) / seconds:6.0f} calls/s "
        f"({p99(beside) / p99(alone):4.1f}x; promised 3x)"
    )
    print(
        f"  the rest: {len(posted) / seconds:.0f} batches of {EVENTS} events a second, "
        f"p99 {p99(posted):.1f} ms; {exports.strip() or 0} exports of the workspace"
    )


if __name__ == "__main__":
    main()
