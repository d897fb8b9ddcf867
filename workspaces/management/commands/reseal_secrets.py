"""Seal every secret with the first of SEALING_KEYS, so that the others can be taken away."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workspaces.resealing import reseal_all


class Command(BaseCommand):
    help = (
        "Seals every secret in the database with the first of SEALING_KEYS. Put the new key in "
        "front, restart the site, run this, then take the old key away. It may run while the site "
        "does, and twice. --check only counts; it fails if the first key does not open all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        old = lost = 0
        for place, count in reseal_all(only_count=check):
            old, lost = old + count.old, lost + count.lost
            verb = "with an older key" if check else "sealed anew"
            self.stdout.write(
                f"{place}: {count.current} with the first key, {count.old} {verb}, "
                f"{count.plain} not sealed, {count.lost} that no key opens"
            )
        if lost:
            raise CommandError(
                f"No key opens {lost} of them. Put the key that sealed them back into "
                "SEALING_KEYS, or enter those secrets again."
            )
        if check and old:
            raise CommandError("The older keys are still needed: run this without --check.")
