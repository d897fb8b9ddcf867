"""The same events from many writers at once are stored once, and each writer is told the truth."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from experiments.delivery.events import Sender
from experiments.intake import ACCEPTED, take_in
from experiments.looks import recount_and_look
from experiments.models import DailyCount, Event
from tests.conftest import Cast
from tests.experiments.scenes import exposure, running


@pytest.mark.django_db(transaction=True)
def test_writers_at_once(cast: Cast) -> None:
    experiment = running(cast)
    base = exposure(experiment)
    events = [base | {"id": str(uuid4()), "visitor": f"v{number}"} for number in range(300)]

    def send(turn: int) -> int:
        try:
            accepted = 0
            for start in range(0, 300, 50):
                batch = [events[(turn * 70 + start + n) % 300] for n in range(50)]
                results = take_in(
                    workspace_id=cast.workspace.pk,
                    events=batch,
                    received_at=timezone.now(),
                    sender=Sender(is_trusted=True),
                )
                accepted += sum(result.status == ACCEPTED for result in results)
                if turn == 0:
                    later = timezone.now() + timedelta(hours=start + 1)
                    recount_and_look(experiment=experiment, now=later)
            return accepted
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(send, range(4)))
    assert sum(told) == 300
    assert Event.objects.count() == 300
    experiment.refresh_from_db()
    # Whoever came after the last count left a mark: nothing is ever forgotten.
    counted = sum(DailyCount.objects.filter(goal=None).values_list("n", flat=True))
    assert counted == 300 or experiment.recount_wanted_at is not None
    recount_and_look(experiment=experiment, now=timezone.now() + timedelta(days=99))
    assert sum(DailyCount.objects.filter(goal=None).values_list("n", flat=True)) == 300
