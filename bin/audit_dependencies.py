"""Asks whether a pinned package has a known hole: ``make audit``. It needs a network.

Three ends, never mixed up: nothing known (0), something found (1), could not look (2). A service
that is away, or that knows nothing, must not pass for good news: so a hole everybody knows is asked
for first, and every pinned package must have been answered for.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements.txt"
UV = Path(sys.executable).parent / "uv"
KNOWN_HOLE = "pyyaml==5.3.1"
"""CVE-2020-14343; whoever does not know it cannot be asked about others."""
SECONDS = 900
NONE_KNOWN, FOUND, COULD_NOT_LOOK = 0, 1, 2
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==", re.MULTILINE)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "known.txt"
        asked.write_text(f"{KNOWN_HOLE}\n", encoding="utf-8")
        known, said = ask(asked, "--no-deps", "--disable-pip")
        if not holes(known):
            return could_not_look(f"It was asked about {KNOWN_HOLE} and told of no hole.", said)
    report, said = ask(PINS, "--strict", "--disable-pip", "--require-hashes")
    end, lines = judge(report, PINS.read_text(encoding="utf-8"))
    if end == COULD_NOT_LOOK:
        return could_not_look("\n".join(lines), said)
    print("\n".join(lines))
    return end


def ask(pins: Path, *options: str) -> tuple[Any, str]:
    """What pip-audit reports, None if nothing, and what it said meanwhile."""
    command = [str(UV), "tool", "run", "--from", "pip-audit", "pip-audit", *options]
    command += ["--progress-spinner", "off", "--format", "json", "-r", str(pins)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, str(error)
    try:
        return json.loads(done.stdout), done.stderr
    except ValueError:
        return None, done.stderr or done.stdout


def holes(report: Any) -> list[str]:
    """A line for each hole in a report: package, version, its number, where it is mended."""
    return [
        f"{each['name']} {each['version']}: {hole['id']}, "
        f"mended in {', '.join(hole.get('fix_versions') or ['no version yet'])}"
        for each in (report or {}).get("dependencies", [])
        for hole in each.get("vulns", [])
    ]


def judge(report: Any, pins: str) -> tuple[int, list[str]]:
    """How it ended, and what to say: holes first, then packages nobody answered for."""
    wanted = {_plain(name) for name in PIN.findall(pins)}
    answered = {
        _plain(each["name"]) for each in (report or {}).get("dependencies", []) if "vulns" in each
    }
    found = holes(report)
    missing = sorted(wanted - answered)
    if found:
        return FOUND, [*found, f"{len(found)} known holes. docs/security.md says how soon to act."]
    if missing or not wanted:
        return COULD_NOT_LOOK, [f"No answer about {len(missing)}: {', '.join(missing[:5])} …"]
    return NONE_KNOWN, [f"Asked about {len(wanted)} pinned packages: no known hole today."]


def could_not_look(why: str, said: str) -> int:
    last = said.strip().splitlines()[-1:] or ["pip-audit said nothing"]
    print("COULD NOT LOOK FOR KNOWN HOLES. This is no good news: nothing is known either way.")
    print(f"{why}\n{last[0][:400]}")
    print("Run it again where the advisory services can be reached.")
    return COULD_NOT_LOOK


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    raise SystemExit(main())
