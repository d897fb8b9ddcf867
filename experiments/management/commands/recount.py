"""``manage.py recount``: derive the daily counts of experiments again from the event log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from experiments.looks import recount_and_look
from experiments.models import Experiment


class Command(BaseCommand):
    help = "Rebuild daily counts from the event log; the numbers come out the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--experiment", metavar="KEY", help="Experiments of this key.")
        which.add_argument("--all", action="store_true", help="Every experiment not archived.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Experiment.objects.filter(started_at__isnull=False, frozen_at=None)
        if options["experiment"]:
            rows = rows.filter(key=options["experiment"])
            if not rows:
                raise CommandError(f"No experiment “{options['experiment']}” can be recounted.")
        for experiment in rows.order_by("pk"):
            look = recount_and_look(experiment=experiment)
            said = look.analysis["sentence"] if look else "no new look"
            self.stdout.write(f"{experiment.key}: {said}")
