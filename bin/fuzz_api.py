"""Ask the REST surface what nobody would think of asking: ``make fuzz``.

Starts the site with the sample brand and a key on a database of its own, and lets schemathesis make
requests from docs/openapi.yaml: valid ones, broken ones, and chains that follow an id from one
answer to the next. Any 5xx, and any answer the description does not tell of, fails. So does a run
of fewer than ``LEAST`` requests. ``SEED=`` tries others; the same seed asks the same questions.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SCHEMA = ROOT / "docs" / "openapi.yaml"
LEAST = 10_000
EXAMPLES = os.environ.get("EXAMPLES", "40")
SEED = os.environ.get("SEED", "1")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "use_after_free",
)
MAKE_A_KEY = (
    "from workspaces.access import SCOPES, system_access;"
    "from workspaces.keys import create_key;"
    "from workspaces.models import Workspace;"
    "print(create_key(access=system_access(Workspace.objects.get()), name='fuzz', kind='secret',"
    " scopes=list(SCOPES))[1])"
)
SERVED = {"DEBUG": "false", "HTTPS": "false", "ALLOWED_HOSTS": "127.0.0.1"}
"""As for others, since with DEBUG an unknown address answers with a page for developers."""
UNLIMITED = dict.fromkeys(
    (
        "API_LIMIT_PER_KEY",
        "API_LIMIT_PER_ADDRESS",
        "DELIVERY_LIMIT_PER_KEY",
        "DELIVERY_LIMIT_PER_ADDRESS",
        "WRONG_KEY_LIMIT",
        "SURVEY_LIMIT_PER_ADDRESS",
        "SURVEY_LIMIT",
    ),
    "0",
)


def main() -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cuppa-fuzz-") as folder:
        environment = os.environ | UNLIMITED
        environment |= {"DEBUG": "true", "DATA_DIR": folder, "SQLITE_SYNCHRONOUS": "OFF"}
        environment |= {"LOG_LEVEL": "ERROR", "SECRET_KEY": secrets.token_urlsafe(50)}
        for name in ("DATABASE_URL", "REDIS_URL", "BROKER_URL"):
            environment.pop(name, None)
        for command in ("migrate --verbosity 0", "load_sample"):
            subprocess.run(manage(*command.split()), cwd=ROOT, env=environment, check=True)
        key = subprocess.run(
            manage("shell", "--verbosity", "0", "-c", MAKE_A_KEY),
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        port = free_port()
        server = subprocess.Popen(
            [
                *(str(BIN / "granian"), "--interface", "wsgi", "--workers", "1"),
                *("--blocking-threads", "2", "--no-access-log", "--log-level", "warning"),
                *("--http", "1", "--no-ws", "--host", "127.0.0.1", "--port", str(port)),
                "config.wsgi:application",
            ],
            cwd=ROOT,
            env=environment | SERVED,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/healthz")
            good, requests = fuzz(url, key, Path(folder))
        finally:
            server.terminate()
            server.wait(20)
    print(f"{requests:,} requests in {time.monotonic() - began:.0f} seconds.")
    if requests < LEAST:
        print(f"That is too few to say anything: at least {LEAST:,} are wanted.")
    return 0 if good and requests >= LEAST else 1


def fuzz(url: str, key: str, folder: Path) -> tuple[bool, int]:
    """Whether all answers were as described, and how many there were."""
    command = [
        *(str(BIN / "schemathesis"), "run", str(SCHEMA), "--url", url, "--seed", SEED),
        *("--header", f"Authorization: Bearer {key}", "--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", EXAMPLES),
        *("--workers", "2", "--warnings", "off", "--suppress-health-check", "all"),
        *("--continue-on-failure", "--no-color"),
    ]
    last = ""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line.replace(key, "<key>"), end="", flush=True)
            last = line if "generated" in line else last
    found = re.search(r"([\d,]+) generated", last)
    return process.returncode == 0, int(found[1].replace(",", "")) if found else 0


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str) -> None:
    """Return once the site answers; TimeoutError after half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own address)
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"Nothing answers at {url}.")


if __name__ == "__main__":
    sys.exit(main())
