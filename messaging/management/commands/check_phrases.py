"""``manage.py check_phrases``: is every phrase file sound, and can every phrasing be chosen?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.writing.phrase_check import check_language
from messaging.writing.phrases import FOLDER


class Command(BaseCommand):
    help = "Check the phrase files of one language, or of all; ends with 1 if there are faults."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", default="", help="a language's code, as en; all if left")

    def handle(self, *args: Any, **options: Any) -> None:
        there = sorted(each.name for each in FOLDER.iterdir() if any(each.glob("*.toml")))
        codes = [options["language"]] if options["language"] else there
        faults = 0
        for code in codes:
            try:
                report = check_language(code)
            except LookupError as error:
                raise CommandError(f"--language: {error.args[0]}.") from error
            for fault in report.faults:
                self.stderr.write(f"{code}: {fault}")
            for remark in report.remarks:
                self.stdout.write(f"{code}: could be more: {remark}")
            counted = ", ".join(f"{stage} {count}" for stage, count in report.counts.items())
            self.stdout.write(f"{code}: {len(report.faults)} faults. Phrasings: {counted or '-'}.")
            faults += len(report.faults)
        if faults:
            raise CommandError(f"{faults} to mend.", returncode=1)
