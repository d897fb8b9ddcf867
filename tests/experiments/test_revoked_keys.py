"""A revoked key is refused within a second, by every process of a real server."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import make
from tests.workspaces.test_jobs_fault import database_url
from workspaces.keys import change_key, create_key, revoke_key
from workspaces.membership import create_workspace

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PROCESSES = 2
PATIENCE = 60.0
ASKED_ENOUGH = 30
"""Requests on new connections, of which the kernel gives each process some."""


@contextmanager
def server(log: Path) -> Iterator[int]:
    """The site in several processes on the database of the tests; its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "config.wsgi:application", "--no-ws", "--log-level", "error"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(PROCESSES), "--blocking-threads", "2"),
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=os.environ | {"DATABASE_URL": database_url()},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield port
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask(port: int, token: str, path: str = "/api/v1/copy/nowhere") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status
    finally:
        connection.close()


def wait_until_it_answers(port: int, token: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if ask(port, token) == 404:
                break
        except OSError:
            time.sleep(0.1)
        assert time.monotonic() < until, log.read_text()[-4000:]
    for _ in range(ASKED_ENOUGH):
        assert ask(port, token) == 404


def test_it_works(tmp_path: Path) -> None:
    access = create_workspace(user=make.make_user(), name="Tea and Sons", slug="tea")
    page, page_token = create_key(access=access, name="web", kind="publishable")
    secret, secret_token = create_key(access=access, name="server", kind="secret")
    kept, kept_token = create_key(access=access, name="kept", kind="secret")
    log = tmp_path / "server.log"
    with server(log) as port:
        wait_until_it_answers(port, page_token, log)
        assert ask(port, secret_token, "/api/v1/workspace/") == 200
        revoke_key(access=access, key=page)
        revoke_key(access=access, key=secret)
        change_key(access=access, key=kept, changes={"scopes": ["approve"]})
        revoked_at = time.monotonic()
        assert ask(port, secret_token, "/api/v1/workspace/") == 401, "managing asks the database"
        time.sleep(max(0, revoked_at + 1 - time.monotonic()))
        told = {ask(port, page_token) for _ in range(ASKED_ENOUGH)}
        assert told == {401}, "in every process"
        assert {ask(port, secret_token) for _ in range(ASKED_ENOUGH)} == {401}
        assert {ask(port, kept_token) for _ in range(ASKED_ENOUGH)} == {403}, "and so for scopes"
