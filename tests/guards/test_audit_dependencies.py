"""``make audit`` never says that all is well when it could not look."""

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "bin" / "audit_dependencies.py"
PINS = "amqp==5.3.1 \\\n    --hash=sha256:aa\nPsycopg[binary]==3.3.3 \\\n    --hash=sha256:bb\n"


def script() -> Any:
    spec = importlib.util.spec_from_file_location("audit_dependencies", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(**vulns: list[dict[str, Any]] | None) -> dict[str, Any]:
    rows = [{"name": name, "version": "1", "vulns": found} for name, found in vulns.items()]
    return {"dependencies": [row for row in rows if row["vulns"] is not None]}


def test_it_works() -> None:
    end, lines = script().judge(report(amqp=[], psycopg=[]), PINS)
    assert end == 0
    assert lines == ["Asked about 2 pinned packages: no known hole today."]


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"dependencies": []},
        report(amqp=[]),
        {"dependencies": [{"name": "amqp", "skip_reason": "not found"}]},
    ],
)
def test_who_was_not_answered_for_is_no_good_news(told: Any) -> None:
    end, lines = script().judge(told, PINS)
    assert end == 2
    assert "no known hole" not in " ".join(lines)


def test_a_hole_is_told() -> None:
    hole = {"id": "CVE-2026-1", "fix_versions": ["5.4"]}
    end, lines = script().judge(report(amqp=[hole]), PINS)
    assert end == 1
    assert lines[0] == "amqp 1: CVE-2026-1, mended in 5.4"


@pytest.mark.parametrize(
    "answers", ["exit 1", "echo '{\"dependencies\": []}'", "echo no json", "echo away >&2; exit 1"]
)
def test_a_service_that_knows_nothing_is_not_believed(tmp_path: Path, answers: str) -> None:
    """pip-audit is started by a uv that reaches nobody."""
    uv = tmp_path / "uv"
    uv.write_text(f"#!/bin/sh\n{answers}\n", encoding="utf-8")
    uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
    code = (
        f"import runpy, pathlib, sys; m = runpy.run_path({str(SCRIPT)!r});"
        f"m['ask'].__globals__['UV'] = pathlib.Path({str(uv)!r}); sys.exit(m['main']())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 2
    assert done.stdout.startswith("COULD NOT LOOK")
    assert "no known hole" not in done.stdout
