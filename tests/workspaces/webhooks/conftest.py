"""A webhook of the cast's workspace, and a real receiver on this machine behind it."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from tests.conftest import Cast
from tests.workspaces.outbound.receivers import Receiver, receiver
from workspaces.models import Webhook
from workspaces.webhook_events import EVENT_KINDS
from workspaces.webhook_sending import BATON
from workspaces.webhooks import create_webhook


@pytest.fixture(autouse=True)
def _nobody_else_sends() -> None:
    """A worker that another test killed may have left the baton in Redis."""
    cache.delete(BATON)


@pytest.fixture
def hooked(settings: Settings) -> Iterator[Receiver]:
    """A receiver the operator allows us to call."""
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    with receiver() as found:
        yield found


@pytest.fixture
def webhook(cast: Cast, hooked: Receiver) -> Webhook:
    """Wants to know everything."""
    made, _ = create_webhook(access=cast.access, url=hooked.url(), events=EVENT_KINDS)
    return made
