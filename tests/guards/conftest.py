"""The stage of the worked examples, set up once for a file, in a transaction never committed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from experiments.delivery.registry import registry
from tests.guards.audit_stage import Stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Set up once, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)


@pytest.fixture
def undone(stage: Stage) -> Iterator[None]:
    registry.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    registry.forget()
