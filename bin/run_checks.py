"""Everything that is checked without running the site: ``make check``, and ``make fix`` to mend it.

All checks are run even if one fails, and only what failed speaks.
"""

import difflib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SCHEMA = ROOT / "docs" / "openapi.yaml"
PYTHON_FILES = [
    *("bench", "bin", "config", "experiments", "home", "messaging", "personas", "tests"),
    *("workspaces", "manage.py"),
]
LOCAL = {"DEBUG": "true", "DATA_DIR": str(ROOT / "var" / "check")}
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "0f8b2c6e1d9a4b7f3e5c8a1d6b9f2e4c7a0d3f6b9c2e5a8d1f4b7c0e3a6d9f2b",
    "SEALING_KEYS": "9d1c7a54e8b3f06d2a7c5e9f1b4d8036a7e2c5f9d1b3860e",
    "ALLOWED_HOSTS": "cuppa.example.org",
    "SITE_URL": "https://cuppa.example.org",
    "EMAIL_HOST": "mail.example.org",
    "DATA_DIR": str(ROOT / "var" / "check"),
}
Check = Callable[[], tuple[bool, str]]


def main() -> int:
    if "--fix" in sys.argv:
        return fix()
    failed = []
    for name, check in checks().items():
        began = time.monotonic()
        good, output = check()
        print(
            f"{'ok  ' if good else 'FAIL'}  {name}  ({time.monotonic() - began:.1f} s)", flush=True
        )
        if not good:
            failed.append(name)
            print(f"{output.strip()}\n", flush=True)
    print(f"\nTo mend: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def checks() -> dict[str, Check]:
    on_postgres = {
        **PRODUCTION,
        "DATABASE_URL": "postgresql://cuppa@db.example.org/cuppa",
        "REDIS_URL": "redis://cache.example.org/0",
    }
    deploy = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return {
        "format": lambda: tool("ruff", "format", "--check", *PYTHON_FILES, *CONCISE),
        "lint": lambda: tool("ruff", "check", "--quiet", *PYTHON_FILES, *CONCISE),
        "types": lambda: tool("mypy", "--cache-dir", os.devnull),
        "layers": lambda: tool("lint-imports", "--no-cache"),
        "templates: Django": lambda: tool("djade", *DJADE, "--check", *templates()),
        "templates: indentation": lambda: tool("djhtml", *DJHTML, "--check", *templates()),
        "migrations": lambda: python("manage.py", "makemigrations", "--check", "--dry-run"),
        "OpenAPI": schema_is_current,
        "deployment": lambda: python(*deploy, environment=PRODUCTION),
        "deployment on PostgreSQL": lambda: python(*deploy, environment=on_postgres),
    }


CONCISE = ["--output-format", "concise"]
DJADE = ["--target-version", "5.2"]
DJHTML = ["--tabwidth", "2"]


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def tool(name: str, *arguments: str) -> tuple[bool, str]:
    return run([str(BIN / name), *arguments], LOCAL)


def python(*arguments: str, environment: dict[str, str] | None = None) -> tuple[bool, str]:
    return run([sys.executable, *arguments], environment or LOCAL)


def run(command: list[str], environment: dict[str, str]) -> tuple[bool, str]:
    names = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "DEBUG")
    outside = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        command, cwd=ROOT, env=outside | environment, capture_output=True, text=True
    )
    return done.returncode == 0, done.stdout + done.stderr


def write_schema(path: Path) -> tuple[bool, str]:
    """The description of the REST surface as the code has it; warnings count as faults."""
    return python("manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", str(path))


def schema_is_current() -> tuple[bool, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openapi.yaml"
        good, output = write_schema(path)
        if not good:
            return False, output
        kept = SCHEMA.read_text(encoding="utf-8") if SCHEMA.exists() else ""
        now = path.read_text(encoding="utf-8")
    if kept == now:
        return True, ""
    difference = difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", n=1)
    lines = list(difference)[:60]
    return False, "\n".join([*lines, "docs/openapi.yaml is out of date: make fix writes it."])


def fix() -> int:
    """Format everything, mend what can be mended by machine, and write the schema."""
    steps = [
        tool("ruff", "check", "--fix", "--quiet", *PYTHON_FILES),
        tool("ruff", "format", "--quiet", *PYTHON_FILES),
        tool("djade", *DJADE, *templates()),
        tool("djhtml", *DJHTML, *templates()),
        write_schema(SCHEMA),
    ]
    # Both template formatters answer 1 when they changed something, which is what they are for.
    print("".join(output for good, output in steps if not good).strip())
    return 0 if steps[0][0] and steps[1][0] and steps[-1][0] else 1


if __name__ == "__main__":
    sys.exit(main())
