"""No acknowledged event is lost and none counts twice, while processes and connections are killed.

A real server in several processes on the database of the tests; senders post and try again until
they are told that their events are stored. Then the whole stream comes again, in other order and
other batches, from several senders at once.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from experiments.models import DailyCount, Event, Experiment
from experiments.recount import recount
from tests.conftest import Cast
from tests.experiments.scenes import conversion, exposure, running
from tests.workspaces.test_jobs_fault import database_url
from workspaces.keys import create_key

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PROCESSES = 2
SENDERS = 3
KILLS = 3
A_BATCH = 20
PATIENCE = 90.0
SERVERS = "cuppa-fault"
"""What PostgreSQL knows the connections of the servers by."""


class Server:
    """The site in several processes, killed outright and started anew at the same address."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        self.log = log
        self.process = self._started()

    def kill_and_start(self) -> None:
        self.kill()
        self.process = self._started()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", "config.wsgi:application", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--log-level", "error"),
            *("--workers", str(PROCESSES), "--blocking-threads", "2"),
        ]
        limits = {"DELIVERY_LIMIT_PER_KEY": "1000000", "DELIVERY_LIMIT_PER_ADDRESS": "1000000"}
        with self.log.open("ab") as output:
            return subprocess.Popen(
                command,
                env=os.environ | {"DATABASE_URL": database_url(), "PGAPPNAME": SERVERS, **limits},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )


@contextmanager
def server(log: Path) -> Iterator[Server]:
    site = Server(log)
    try:
        yield site
    finally:
        site.kill()


def post(port: int, token: str, events: list[dict[str, Any]], log: Path) -> dict[str, Any]:
    """Send until it is acknowledged, whatever happens on the way."""
    body = json.dumps({"events": events})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    until = time.monotonic() + PATIENCE
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            client.request("POST", "/api/v1/events", body, headers)
            answer = client.getresponse()
            if answer.status == 200:
                told: dict[str, Any] = json.loads(answer.read())
                assert told["rejected"] == 0, told
                return told
        except (OSError, http.client.HTTPException):
            pass
        finally:
            client.close()
        assert time.monotonic() < until, log.read_text()[-4000:]
        time.sleep(0.05)


def some_events(experiment: Experiment, base: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Visitors without end who see an arm, every third of whom does what we hope."""
    chance = random.Random()
    while True:
        visitor = f"v{chance.getrandbits(64):x}"
        own = {"id": new_id(chance), "visitor": visitor}
        yield base[chance.randrange(2)] | own
        if chance.random() < 1 / 3:
            yield base[2] | own | {"id": new_id(chance)}


def new_id(chance: random.Random) -> str:
    return f"{chance.getrandbits(128):032x}"


def kill_backends() -> None:
    """Of PostgreSQL: every connection of the servers, and none of the tests' pool."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [SERVERS],
        )


def kill_now_and_then(site: Server, acknowledged: list[dict[str, Any]]) -> None:
    """Each time some batches were acknowledged by the new processes."""
    for _ in range(KILLS):
        wait_for_more(acknowledged)
        if connection.vendor == "postgresql":
            kill_backends()
            wait_for_more(acknowledged)
        site.kill_and_start()
    wait_for_more(acknowledged)


def wait_for_more(acknowledged: list[dict[str, Any]]) -> None:
    enough = len(acknowledged) + SENDERS * A_BATCH * 3
    until = time.monotonic() + PATIENCE
    while len(acknowledged) < enough:
        assert time.monotonic() < until
        time.sleep(0.05)


def totals() -> list[tuple[Any, ...]]:
    return sorted(
        DailyCount.objects.values_list("phase", "arm", "goal__key", "day", "n", "x"), key=str
    )


def test_it_works(cast: Cast, tmp_path: Path) -> None:
    experiment = running(cast)
    base = [exposure(experiment, 0), exposure(experiment, 1), conversion(experiment)]
    _, token = create_key(access=cast.access, name="page", kind="publishable")
    log = tmp_path / "server.log"
    over = threading.Event()

    acknowledged = [base[0]]

    def send(site: Server) -> None:
        stream = some_events(experiment, base)
        while not over.is_set():
            batch = [next(stream) for _ in range(A_BATCH)]
            post(site.port, token, batch, log)
            acknowledged.extend(batch)

    with server(log) as site, ThreadPoolExecutor(SENDERS) as pool:
        try:
            post(site.port, token, [base[0]], log)
            sending = [pool.submit(send, site) for _ in range(SENDERS)]
            kill_now_and_then(site, acknowledged)
        finally:
            over.set()
        for each in sending:
            each.result()
        stored = set(Event.objects.values_list("event_id", flat=True))
        assert {str(pk).replace("-", "") for pk in stored} == {
            event["id"].replace("-", "") for event in acknowledged
        }
        recount(experiment=experiment)
        before = totals()

        # R2: the whole stream again.
        random.Random(1).shuffle(acknowledged)
        size = A_BATCH * 7 + 1
        parts = [acknowledged[at : at + size] for at in range(0, len(acknowledged), size)]
        again = list(pool.map(lambda part: post(site.port, token, part, log), parts))
    assert sum(told["accepted"] for told in again) == 0
    assert sum(told["duplicate"] for told in again) == len(acknowledged)
    recount(experiment=experiment)
    assert totals() == before
