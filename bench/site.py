"""A real server on a database of its own, for benchmarks that go through HTTP.

``granian`` serves the project with its own settings, plus two bare views to compare with
(bench/site_urls.py), from a temporary folder. DATABASE_URL is used if it is set; then the
benchmark works in a new database beside it, which is dropped at the end.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
OUT_OF_REACH = {
    "DELIVERY_LIMIT_PER_KEY": "1000000",
    "DELIVERY_LIMIT_PER_ADDRESS": "1000000",
    "API_LIMIT_PER_KEY": "1000000",
    "API_LIMIT_PER_ADDRESS": "1000000",
}
"""Limits that are counted on every call, as on any site, and never reached."""


@dataclass(frozen=True)
class Scene:
    """What was put into the database: keys, a placement with a running experiment, its goal.

    ``quiet`` is a second secret key.
    """

    secret: str
    publishable: str
    placement: str
    experiment: str
    arm: str
    goal: str
    quiet: str


@dataclass(frozen=True)
class BenchSite:
    url: str
    port: int
    scene: Scene
    vendor: str
    environment: dict[str, str]
    pid: int


@contextmanager
def own_environment(database_url: str = "") -> Iterator[dict[str, str]]:
    """The environment of a site with a folder and a database of its own: a new one beside
    ``database_url``, or SQLite. Both are gone at the end."""
    with tempfile.TemporaryDirectory() as folder, _database(database_url) as url:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DEBUG": "false",
            "HTTPS": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "a key for benchmarks only, which protects nothing at all",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        yield environment


@contextmanager
def running_site(
    *,
    database_url: str = "",
    workers: int = 1,
    threads: int = 4,
    limits: Mapping[str, str] = OUT_OF_REACH,
) -> Iterator[BenchSite]:
    """Start the site and stop it again."""
    with own_environment(database_url) as environment:
        environment |= {"LOG_LEVEL": "WARNING", **limits}
        _manage(environment, "migrate", "-v0")
        told = _run(environment, "-m", "bench.site_scene")
        scene = Scene(*told.split())
        port = _free_port()
        server = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "granian"),
                *("--interface", "wsgi", "bench.site_wsgi:application", "--no-ws"),
                *("--host", "127.0.0.1", "--port", str(port), "--log-level", "error"),
                *("--workers", str(workers), "--blocking-threads", str(threads)),
            ],
            env=environment,
            cwd=ROOT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/bench/bare")
            vendor = "PostgreSQL" if "DATABASE_URL" in environment else "SQLite"
            yield BenchSite(
                f"http://127.0.0.1:{port}", port, scene, vendor, environment, server.pid
            )
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def _database(url: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database; nothing for SQLite."""
    if not url:
        yield ""
        return
    name = f"cuppa_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = conninfo_to_dict(url)
    base, _, query = url.partition("?")
    head, _, _ = base.rpartition("/")
    try:
        yield f"{head}/{name}" + (f"?{query}" if query else "")
    finally:
        with psycopg.connect(make_conninfo(**parts), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _manage(environment: dict[str, str], *arguments: str) -> None:
    _run(environment, "manage.py", *arguments)


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _wait(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).read()  # noqa: S310
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
