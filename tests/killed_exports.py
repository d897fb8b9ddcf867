"""Runs exports in processes of their own and kills each at another point: kill -9.

    python -m tests.killed_exports JOB [JOB ...]

The first is let through, and says how long one takes; of the others the first is killed near the
beginning and the last near the end. A line of JSON for each: job, and whether it was killed.
"""

import json
import os
import signal
import sys
import time

import django


def main(jobs: list[int]) -> None:
    django.setup()
    from messaging import tasks

    begun = time.monotonic()
    _wait(_begin(tasks.export_workbook, jobs[0]))
    takes = time.monotonic() - begun
    for number, job in enumerate(jobs[1:]):
        child = _begin(tasks.export_workbook, job)
        time.sleep(takes * (number + 0.5) / (len(jobs) - 1))
        os.kill(child, signal.SIGKILL)
        was_killed = os.WIFSIGNALED(_wait(child))
        sys.stdout.write(json.dumps({"job": job, "killed": was_killed}) + "\n")


def _begin(task: object, job: int) -> int:
    """The process that does ``job``; it ends without a word."""
    if child := os.fork():
        return child
    try:
        task(job)  # type: ignore[operator]
    finally:
        os._exit(0)


def _wait(child: int) -> int:
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main([int(job) for job in sys.argv[1:]])
