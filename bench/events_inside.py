"""Within one process: the intake beside a bare bulk insert, batches of 100, taking turns.

Run by bench/events.py in the environment of its server.
"""

import sys
import time
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from experiments.delivery.events import Sender  # noqa: E402
from experiments.intake import take_in  # noqa: E402
from experiments.models import Event, Experiment  # noqa: E402

BATCHES = 60
SIZE = 100


def raw(experiment: Experiment, arm: str) -> list[dict[str, Any]]:
    return [
        {
            "id": str(uuid4()),
            "type": "exposure",
            "visitor": uuid4().hex[:13],
            "experiment": experiment.key,
            "arm": arm,
            "phase": 1,
        }
        for _ in range(SIZE)
    ]


def bare(experiment: Experiment, events: list[dict[str, Any]], phase: int, arm: int) -> None:
    now = timezone.now()
    with transaction.atomic():
        Event.objects.bulk_create(
            [
                Event(
                    workspace_id=experiment.workspace_id,
                    event_id=event["id"],
                    type=event["type"],
                    visitor=event["visitor"],
                    at=now,
                    received_at=now,
                    experiment=experiment,
                    phase_id=phase,
                    arm_id=arm,
                )
                for event in events
            ],
            ignore_conflicts=True,
        )


def main() -> None:
    experiment = Experiment.objects.get(key=sys.argv[1])
    phase = experiment.phases.get().pk
    arm = experiment.arms.get(variant__key=sys.argv[2]).pk
    spent = {"intake": 0.0, "bulk_create": 0.0}
    for _ in range(BATCHES):
        for name in spent:
            events = raw(experiment, sys.argv[2])
            start = time.perf_counter()
            if name == "intake":
                take_in(
                    workspace_id=experiment.workspace_id,
                    events=events,
                    received_at=timezone.now(),
                    sender=Sender(is_trusted=True),
                )
            else:
                bare(experiment, events, phase, arm)
            spent[name] += time.perf_counter() - start
    rate = {name: BATCHES * SIZE / seconds for name, seconds in spent.items()}
    print(f"  intake alone:     {rate['intake']:9,.0f} events/s")
    print(
        f"  bare bulk_create: {rate['bulk_create']:9,.0f} events/s "
        f"(intake is {rate['intake'] / rate['bulk_create']:.0%} of it)"
    )


if __name__ == "__main__":
    main()
