"""manage.py read_counts: verdicts for experiments whose counts lie in a file."""

import json
import os
import sys
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from experiments.stats.counts_file import CountsFileError, read_line
from experiments.stats.readings import ALPHA


class Command(BaseCommand):
    help = (
        "Read experiments from counts in a JSON Lines file (one experiment a line, - for standard "
        "input) and print a reading of every look, one line for each experiment. A line that "
        "cannot be read costs no other: all are told at the end, and the exit code is then 1."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON Lines; see docs/statistics.md for the fields")
        parser.add_argument(
            "--alpha",
            type=float,
            default=ALPHA,
            help="chance of a false declaration without any difference (default %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        alpha = options["alpha"]
        if not 0 < alpha < 1:
            raise CommandError("--alpha must lie between 0 and 1")
        path = options["file"]
        try:
            source = nullcontext(sys.stdin) if path == "-" else open(path, encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise CommandError(f"cannot read {path}: {error.strerror}") from error
        faults: list[str] = []
        with source as lines:
            try:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        self._answer(line, number, alpha, faults)
            except UnicodeDecodeError as error:
                raise CommandError(f"{path} is not UTF-8 text") from error
            except BrokenPipeError:  # the reader (head, less) has seen enough
                sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        if faults:
            raise CommandError("\n".join(faults))

    def _answer(self, line: str, number: int, alpha: float, faults: list[str]) -> None:
        try:
            answer = read_line(line, alpha)
        except CountsFileError as fault:
            faults.append(f"line {number}: {fault}")
        else:
            self.stdout.write(json.dumps(answer, separators=(",", ":"), allow_nan=False))
