"""Something happens in the cast's workspace, and its one webhook is to be told."""

from tests.conftest import Cast
from workspaces.models import WebhookDelivery
from workspaces.webhooks import announce

DATA = {"variant": {"id": 31, "key": "sundays"}, "message": 12, "placement": "pricing-hero"}


def tell(cast: Cast) -> WebhookDelivery:
    """What waits in the outbox now."""
    assert announce(access=cast.access, event="variant.approved", data=DATA) == 1
    return WebhookDelivery.objects.for_workspace(cast.workspace).latest("pk")
