"""``manage.py simulate_visitors``: let invented visitors use the running site over HTTP."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from experiments.simulation import Simulation, SimulationError, Tally, results_of, simulate


class Command(BaseCommand):
    help = "Send invented visitors to a running site: they fetch copy, see it, and some convert."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="The running site.")
        parser.add_argument("--key", required=True, help="A key of the workspace.")
        parser.add_argument("--placement", required=True, help="Key of the placement to visit.")
        parser.add_argument("--goal", required=True, help="Key of the goal they may reach.")
        parser.add_argument("--visitors", type=int, default=5_000)
        parser.add_argument(
            "--rates",
            default="",
            help="True rates by arm key: control=0.05,other-arm=0.065. “control” stands for the "
            "control arm, and for visitors outside the test.",
        )
        parser.add_argument(
            "--control", default="", help="Key of the control arm; a secret key asks the site."
        )
        parser.add_argument("--base", type=float, default=0.05, help="Rate of the control.")
        parser.add_argument("--lift", type=float, default=0.2, help="Lift of every other arm.")
        parser.add_argument("--persona", default="", help="Key of the persona they are.")
        parser.add_argument("--stage", default="", help="Key of the journey stage they are at.")
        parser.add_argument("--locale", default="", help="Their language, such as en-GB.")
        parser.add_argument("--seed", type=int, default=1, help="Other seed, other visitors.")
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument(
            "--wait", type=float, default=20.0, help="Seconds to wait for the verdict."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("persona", "stage", "locale")
        plan = Simulation(
            url=options["url"],
            key=options["key"],
            placement=options["placement"],
            goal=options["goal"],
            visitors=options["visitors"],
            base=options["base"],
            lift=options["lift"],
            rates=_rates(options["rates"]),
            control=options["control"],
            context={name: options[name] for name in names if options[name]},
            seed=options["seed"],
            threads=max(1, options["threads"]),
        )
        started = time.monotonic()
        try:
            tally = simulate(plan)
        except SimulationError as error:
            raise CommandError(str(error)) from error
        self._tell(tally, time.monotonic() - started)
        if tally.experiment:
            self._tell_verdict(plan, tally.experiment, options["wait"])

    def _tell(self, tally: Tally, seconds: float) -> None:
        self.stdout.write(f"{sum(tally.visitors.values())} visitors in {seconds:.1f} s")
        where = f"experiment {tally.experiment}" if tally.experiment else "no experiment runs"
        self.stdout.write(f"{where}:")
        for variant in sorted(tally.visitors):
            seen, done = tally.visitors[variant], tally.conversions[variant]
            self.stdout.write(f"  {variant}: {seen} saw it, {done} converted ({done / seen:.2%})")
        said = ", ".join(f"{count} {status}" for status, count in sorted(tally.results.items()))
        self.stdout.write(f"events: {said}")
        for code, count in sorted(tally.faults.items()):
            self.stdout.write(f"  rejected for {code}: {count}")

    def _tell_verdict(self, plan: Simulation, experiment: str, wait: float) -> None:
        """Wait for the worker's next look; a publishable key may not read it."""
        until = time.monotonic() + wait
        before = results_of(plan, experiment)
        results = before
        while before and results == before and time.monotonic() < until:
            time.sleep(1)
            results = results_of(plan, experiment)
        if results is None:
            self.stdout.write("The verdict is on the experiment's page.")
        elif results == before:
            self.stdout.write("No new reading yet: is the worker running, and a look due?")
        else:
            self.stdout.write(f"{results['verdict']}: {results['sentence']}")


def _rates(text: str) -> dict[str, float]:
    rates = {}
    for pair in filter(None, text.split(",")):
        name, _, value = pair.partition("=")
        try:
            rates[name.strip()] = float(value)
        except ValueError as error:
            raise CommandError(f"--rates: “{pair}” must be arm=rate.") from error
        if not 0 <= rates[name.strip()] <= 1:
            raise CommandError(f"--rates: “{pair}” must lie between 0 and 1.")
    return rates
