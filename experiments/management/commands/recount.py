"""``manage.py recount``: derive the daily counts of experiments again from the event log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from experiments.looks import recount_and_look
from experiments.models import Experiment
from experiments.recount import has_uploads, refuse_frozen
from experiments.recount_check import differing_cells
from experiments.refusals import ExperimentRefusedError


class Command(BaseCommand):
    help = "Rebuild daily counts from the event log; the numbers come out the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--experiment", metavar="KEY", help="Experiments of this key.")
        which.add_argument("--all", action="store_true", help="Every experiment not archived.")
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing; compare, and end with 1 if a count differs from the log.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Experiment.objects.filter(started_at__isnull=False)
        if options["experiment"]:
            rows = rows.filter(key=options["experiment"])
            if not rows:
                raise CommandError(f"No experiment “{options['experiment']}” was started.")
            for experiment in rows:
                try:
                    refuse_frozen(experiment)
                except ExperimentRefusedError as error:
                    raise CommandError(f"{experiment.key}: {error.message}") from error
        else:
            rows = rows.filter(frozen_at=None)
        differing = 0
        for experiment in rows.order_by("pk"):
            if options["check"]:
                differing += self._check(experiment)
                continue
            look = recount_and_look(experiment=experiment)
            said = look.analysis["sentence"] if look else "no new look"
            self.stdout.write(f"{experiment.key}: {said}")
        if differing:
            raise CommandError(f"Counts of {differing} experiments differ from the log.")

    def _check(self, experiment: Experiment) -> bool:
        """Whether the counts are wrong. New events that wait to be counted are no fault."""
        if has_uploads(experiment):
            self.stdout.write(f"{experiment.key}: uploaded counts, nothing to compare with")
            return False
        cells = differing_cells(experiment=experiment)
        experiment.refresh_from_db(fields=["recount_wanted_at"])
        if cells and experiment.recount_wanted_at is not None:
            self.stdout.write(f"{experiment.key}: new events wait to be counted")
            return False
        self.stdout.write(f"{experiment.key}: {'DIFFERS' if cells else 'identical'}")
        return bool(cells)
