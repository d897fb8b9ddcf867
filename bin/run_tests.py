"""Run the whole suite: on SQLite, then on PostgreSQL and Redis.

What cannot be run here is said at the end; with CI=true that is a failure. A handful of tests that
fail are run once more by themselves: what passes then hung on its neighbours or on the clock. It is
named at the end, every time, so that it is mended; but it does not hide what everything else said.
With ``--coverage`` the first pass also tells which branches no test went through, which takes half
as long again.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from what_tests_need import find_browser, postgres, redis_server

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = min(os.cpu_count() or 1, 4)
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header"]
SOME_FAILED = 1
"""What pytest answers where tests were run and some failed."""
SLOWEST = ["--durations=5"]
COVERAGE = ["--cov", "--cov-branch", "--cov-report=term:skip-covered"]
A_HANDFUL = 5
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?::.+?)(?: - .*)?$")
ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "DATA_DIR", "SECRET_KEY")


def main() -> int:
    began = time.monotonic()
    plain = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    left_out: list[str] = []
    summaries: list[str] = []
    passed_alone: list[str] = []
    browser = find_browser()
    marks: list[str] = []
    if browser:
        plain |= {"CHROMIUM": browser, "REQUIRE_BROWSER": "1"}
    else:
        left_out.append("The browser tests: no Chromium was found, and none could be installed.")
        marks.append("not browser")
    with postgres() as database, redis_server(PROCESSES) as cache:
        if database:
            marks.append("not once")  # they are in the second pass
        chosen = ["-m", " and ".join(marks)] if marks else []
        chosen += [*SLOWEST, *(COVERAGE if "--coverage" in sys.argv[1:] else [])]
        failed, summary = run("SQLite, files as broker and cache", chosen, plain, passed_alone)
        summaries.append(f"SQLite               : {summary}")
        if not database:
            left_out.append(
                "The suite on PostgreSQL: there is no server, and none could be started."
            )
        if not cache:
            left_out.append("The suite on Redis: there is no server, and none could be started.")
        if database or cache:
            environment = dict(plain)
            environment |= {"DATABASE_URL": database} if database else {}
            environment |= {"REDIS_URL": cache} if cache else {}
            names = [name for name, url in (("PostgreSQL", database), ("Redis", cache)) if url]
            chosen = ["-m", "not browser", "-p", "tests.needing_services"]
            again, summary = run(" and ".join(names), chosen, environment, passed_alone)
            failed = failed or again
            summaries.append(f"{' and '.join(names):21}: {summary}")
    print(f"\n{'=' * 79}")
    print("\n".join(summaries))
    print(f"All of it took {time.monotonic() - began:.0f} seconds.")
    if passed_alone:
        print("\n!!! FAILED AMONG OTHERS, PASSED ALONE: mend them !!!")
        print("\n".join(f"  - {test}" for test in passed_alone))
    if left_out:
        print("\n!!! NOT RUN !!!\n" + "\n".join(f"  - {reason}" for reason in left_out))
    incomplete = bool(left_out) and os.environ.get("CI", "") not in ("", "false", "0")
    if incomplete:
        print("With CI set, tests that cannot be run count as failed.")
    return 1 if failed or incomplete else 0


def run(
    title: str, arguments: list[str], environment: dict[str, str], passed_alone: list[str]
) -> tuple[bool, str]:
    """Run pytest, showing what it says; whether it failed, and its last line.

    What failed and then passed by itself is added to ``passed_alone``.
    """
    print(f"\n{'=' * 79}\nOn {title}\n{'=' * 79}", flush=True)
    code, last, failed = pytest(
        ["-n", str(PROCESSES), "--dist", "worksteal", *arguments], environment
    )
    if code != SOME_FAILED or not 0 < len(failed) <= A_HANDFUL:
        return code != 0, last
    print(f"\nOnce more, by themselves: {', '.join(failed)}", flush=True)
    plugins = arguments[arguments.index("-p") :][:2] if "-p" in arguments else []
    code, alone, _ = pytest(["-n", "0", *plugins, *failed], environment)
    if code == 0:
        passed_alone.extend(f"{test} ({title})" for test in failed)
    return code != 0, f"{last}; by themselves: {alone}"


def pytest(arguments: list[str], environment: dict[str, str]) -> tuple[int, str, list[str]]:
    """How pytest ended, the line that sums it up, and the tests it names as failed."""
    last = ""
    failed: list[str] = []
    with subprocess.Popen(
        [*PYTEST, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if found := FAILED.match(line.rstrip()):
                failed.append(found[1])
            if " in " in line and line.strip("= \n"):
                last = line.strip("= \n")
    return process.returncode, last, failed


if __name__ == "__main__":
    sys.exit(main())
