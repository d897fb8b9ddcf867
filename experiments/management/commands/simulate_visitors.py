"""``manage.py simulate_visitors``: let invented visitors use the running site over HTTP."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from experiments.constants import MAX_AGE
from experiments.simulation import Simulation, SimulationError, Tally, Wish, results_of, simulate


class Command(BaseCommand):
    help = (
        "Send invented visitors to a running site: they fetch copy, see it, and some convert. "
        "All they do is marked as simulated."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="The running site.")
        parser.add_argument("--key", required=True, help="A key of the workspace.")
        parser.add_argument(
            "--placement",
            required=True,
            action="append",
            help="Key of a placement to visit; give it again for more, all in one visit.",
        )
        parser.add_argument(
            "--goal",
            required=True,
            action="append",
            help="Key of a goal they may reach; further ones with the control's rate, and for a "
            "goal of value with what one brings: trial, order=0.02, revenue=0.02x40.",
        )
        parser.add_argument("--visitors", type=int, default=5_000)
        parser.add_argument(
            "--rates",
            default="",
            help="True rates by arm key: control=0.05,other-arm=0.065, or for one of several goals "
            "order:other-arm=0.03. “control” stands for the control arm, and for visitors outside "
            "a test.",
        )
        parser.add_argument(
            "--control", default="", help="Key of the control arm; a secret key asks the site."
        )
        parser.add_argument("--base", type=float, default=0.05, help="Rate of the control.")
        parser.add_argument("--lift", type=float, default=0.2, help="Lift of every other arm.")
        parser.add_argument("--persona", default="", help="Key of the persona they are.")
        parser.add_argument("--stage", default="", help="Key of the journey stage they are at.")
        parser.add_argument("--locale", default="", help="Their language, such as en-GB.")
        parser.add_argument(
            "--days",
            type=int,
            default=0,
            help=f"Spread the visits over so many days back, at most {MAX_AGE.days - 1}.",
        )
        parser.add_argument(
            "--signals", default="", help="What else they do: viewed-pricing=0.3,asked-demo=0.1."
        )
        parser.add_argument("--bots", type=float, default=0.0, help="Share of visits by programs.")
        parser.add_argument(
            "--crossed", type=float, default=0.0, help="Share of visitors who see two texts."
        )
        parser.add_argument("--seed", type=int, default=1, help="Other seed, other visitors.")
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument(
            "--wait", type=float, default=20.0, help="Seconds to wait for the verdict."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan = _plan(options)
        started = time.monotonic()
        try:
            tally = simulate(plan)
        except SimulationError as error:
            raise CommandError(str(error)) from error
        self._tell(plan, tally, time.monotonic() - started)
        for experiment in sorted(tally.experiments):
            self._tell_verdict(plan, experiment, options["wait"])

    def _tell(self, plan: Simulation, tally: Tally, seconds: float) -> None:
        self.stdout.write(f"{plan.visitors} visitors in {seconds:.1f} s")
        for experiment, placement in sorted(tally.experiments.items()):
            self.stdout.write(f"experiment {experiment} at {placement}")
        if not tally.experiments:
            self.stdout.write("no experiment runs there")
        for variant in sorted(tally.visitors):
            seen = tally.visitors[variant]
            done = [(wish.goal, tally.conversions[wish.goal, variant]) for wish in plan.wishes]
            said = ", ".join(f"{goal} {count} ({count / seen:.2%})" for goal, count in done)
            self.stdout.write(f"  {variant}: {seen} saw it; {said}")
        for name, count in sorted(tally.extras.items()):
            self.stdout.write(f"  {name}: {count}")
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
            self.stdout.write(f"{experiment}: the verdict is on its page.")
        elif results == before:
            self.stdout.write(
                f"{experiment}: no new reading yet; is the worker running, and a look due?"
            )
        else:
            self.stdout.write(f"{experiment}: {results['verdict']}: {results['sentence']}")


def _plan(options: dict[str, Any]) -> Simulation:
    names = ("persona", "stage", "locale")
    if not 0 <= options["days"] < MAX_AGE.days:
        raise CommandError(f"--days: events may lie at most {MAX_AGE.days - 1} days back.")
    for name in ("bots", "crossed"):
        if not 0 <= options[name] <= 1:
            raise CommandError(f"--{name} is a share: it must lie between 0 and 1.")
    return Simulation(
        url=options["url"],
        key=options["key"],
        placements=_many(options["placement"]),
        wishes=_wishes(options),
        visitors=options["visitors"],
        control=options["control"],
        context={name: options[name] for name in names if options[name]},
        seed=options["seed"],
        threads=max(1, options["threads"]),
        days=options["days"],
        bots=options["bots"],
        crossed=options["crossed"],
        signals=tuple(_shares("--signals", options["signals"]).items()),
    )


def _wishes(options: dict[str, Any]) -> list[Wish]:
    rates = _shares("--rates", options["rates"])
    wishes = []
    for number, told in enumerate(_many(options["goal"])):
        goal, _, rest = told.partition("=")
        rate, _, value = rest.partition("x")
        own = {
            name.rpartition(":")[2]: share
            for name, share in rates.items()
            if name.startswith(f"{goal}:") or (":" not in name and number == 0)
        }
        wishes.append(
            Wish(
                goal,
                _number("--goal", told, rate) if rate else options["base"],
                options["lift"] if number == 0 else 0.0,
                own,
                _number("--goal", told, value) if value else None,
            )
        )
        if not 0 <= wishes[-1].base <= 1:
            raise CommandError(f"--goal: the rate of “{told}” must lie between 0 and 1.")
    return wishes


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _shares(option: str, text: str) -> dict[str, float]:
    shares = {}
    for pair in filter(None, text.split(",")):
        name, _, value = pair.partition("=")
        share = _number(option, pair, value)
        if not 0 <= share <= 1:
            raise CommandError(f"{option}: “{pair}” must lie between 0 and 1.")
        shares[name.strip()] = share
    return shares


def _number(option: str, told: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise CommandError(f"{option}: “{told}” must be a name and a number: name=0.05.") from error
