"""A reading of brought counts is taken before or after they change, never of half of them."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from experiments.looks import recount_and_look
from experiments.models import Experiment, Look
from experiments.results_home import undo_report
from tests.conftest import Cast
from tests.experiments.reported import brought, google, there

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30
"""Seconds after which a reading that does not wait is taken for a fault."""


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")


def read(pk: int) -> Look | None:
    try:
        return recount_and_look(experiment=Experiment.objects.get(pk=pk))
    finally:
        connection.close()


def wait_for_lock() -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail("The reading did not wait.")


def test_it_works(cast: Cast) -> None:
    experiment = there(cast)
    report = brought(cast, google(experiment, (2_000, 100), (2_010, 180)))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            undo_report(access=cast.access, report=report)
            reading = pool.submit(read, experiment.pk)
            wait_for_lock()
        look = reading.result()
    assert look is not None
    report.refresh_from_db()
    assert report.undone_at is not None
    assert look.taken_at > report.undone_at
    assert look.analysis["line"]["visitors"] == 0
    assert look.analysis["verdict"] == "keep_going"
