"""What two web workers weigh, and how long until they answer, beside the smallest Django site.

    python -m bench.memory [--calls 2000]

Proportional memory (PSS: what processes share counts once), of granian with two workers: after the
start, after copy was fetched, and after the lens read texts, for which grammar is loaded. Linux
only. Both sites are measured in turn, in the same run.
"""

import argparse
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.site import ROOT, running_site

WORKERS = 2
SMALLEST = "bench._bare_wsgi:application"
LENS = "/api/v1/lens/"


@dataclass(frozen=True)
class Served:
    """``seconds`` went by until the first answer."""

    port: int
    pid: int
    seconds: float


def weight(pid: int) -> float:
    """Megabytes of a process and its children."""
    kilobytes = 0
    for each in [pid, *children(pid)]:
        told = Path(f"/proc/{each}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
        kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = [int(each) for each in told]
    return found + [grandchild for each in found for grandchild in children(each)]


@contextmanager
def served(application: str, path: str, environment: Mapping[str, str]) -> Iterator[Served]:
    """Two workers of an application, once they answer ``path``."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    began = time.monotonic()
    server = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", application, "--no-ws", "--log-level", "error"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
            *("--blocking-threads", "4"),
        ],
        env=dict(environment),
        cwd=ROOT,
    )
    try:
        while True:
            try:
                ask(port, path)
            except OSError:
                time.sleep(0.01)
            else:
                break
        yield Served(port, server.pid, time.monotonic() - began)
    finally:
        server.terminate()
        server.wait(20)


def ask(port: int, path: str, body: str = "", **headers: str) -> int:
    """The status of the answer. A connection of its own, so that both workers get their share."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST" if body else "GET", path, body.encode() or None, sent)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=2_000)
    options = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        print("This machine does not tell proportional memory: not measured.")
        return
    with served(SMALLEST, "/", os.environ) as small_site:
        for _ in range(200):
            ask(small_site.port, "/")
        small, small_start = weight(small_site.pid), small_site.seconds
    print(f"  smallest Django site  {small:6.0f} MB, first answer after {small_start:.2f} s")
    with running_site() as site:
        key = {"Authorization": f"Bearer {site.scene.secret}"}
        place = f"/api/v1/copy/{site.scene.placement}"
        with served("config.wsgi:application", place, site.environment) as ours:
            fresh = weight(ours.pid)
            for number in range(options.calls):
                status = ask(ours.port, f"{place}?visitor=v{number}", **key)
                assert status == 200, status
            copied = weight(ours.pid)
            for _ in range(20):
                text = json.dumps({"text": "You lose your Sunday to receipts again."})
                status = ask(ours.port, LENS, text, Content_Type="application/json", **key)
                assert status == 200, status
            written = weight(ours.pid)
        taken = ours.seconds
    print(f"  this site, two workers: first answer after {taken:.2f} s (promised 3)")
    for name, megabytes in (
        ("started", fresh),
        (f"after {options.calls:,} calls for copy", copied),
        ("after texts were read", written),
    ):
        print(f"    {name:28} {megabytes:6.0f} MB ({megabytes / small:4.1f}x; promised 200 MB)")


if __name__ == "__main__":
    main()
