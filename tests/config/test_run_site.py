"""``make run``: both processes come up, go down together, and leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.fault,
    pytest.mark.embedded,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc"),
]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def children(pid: int) -> dict[int, str]:
    """The processes that descend from this one, with their command lines."""
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it ended while we looked
        if parent == pid:
            found |= {int(folder.name): command} | children(int(folder.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def left_of(family: dict[int, str], seconds: float) -> list[str]:
    """Which of these still run after so long at most: a killed process takes a moment to go."""
    until = time.monotonic() + seconds
    while any(is_alive(pid) for pid in family) and time.monotonic() < until:
        time.sleep(0.05)
    return [command for pid, command in family.items() if is_alive(pid)]


def status_of(port: int, path: str) -> int:
    """The status of a page, or 0 while nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def beat_began(folder: Path, since: float) -> bool:
    """Whether the worker's beat has opened its book: the last thing to happen at a start."""
    return any(path.stat().st_mtime >= since for path in folder.glob("beat-schedule*"))


@contextmanager
def site(port: int, folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[int, str]]]:
    """The running site with its processes; whatever is left of them in the end is killed."""
    environment = os.environ | {"DATA_DIR": str(folder)}
    for name in ("DATABASE_URL", "BROKER_URL", "REDIS_URL", "SITE_URL"):
        environment.pop(name, None)
    log = folder / "site.log"
    since = time.time()
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "bin/run_site.py", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            text=True,
        )
    family: dict[int, str] = {}
    try:
        until = time.monotonic() + PATIENCE
        while not beat_began(folder, since) or status_of(port, "/accounts/login/") != 200:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        family = children(process.pid)
        yield process, family
    finally:
        for pid in [process.pid, *(family | children(process.pid))]:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site keeps its data: one for all, as a second start is the common one."""
    return tmp_path_factory.mktemp("site")


def test_it_works(folder: Path) -> None:
    port = free_port()
    with site(port, folder) as (process, family):
        commands = " ".join(family.values())
        assert "granian" in commands
        assert "celery" in commands
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
        assert left_of(family, 5.0) == []
    assert status_of(port, "/accounts/login/") == 0


def test_half_a_site_is_stopped(folder: Path) -> None:
    port = free_port()
    with site(port, folder) as (process, family):
        worker = min(pid for pid, command in family.items() if "celery" in command)
        os.kill(worker, signal.SIGKILL)
        assert process.wait(timeout=PATIENCE) == 1
        assert left_of(family, 5.0) == []
    assert "The worker ended" in (folder / "site.log").read_text()


def test_a_killed_runner_takes_the_rest_with_it(folder: Path) -> None:
    with site(free_port(), folder) as (process, family):
        process.kill()
        assert left_of(family, PATIENCE) == []


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "bin/run_site.py", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert list(tmp_path.iterdir()) == []
