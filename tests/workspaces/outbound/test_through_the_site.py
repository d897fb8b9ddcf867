"""S8 as somebody would try it: every form typed, and every form already stored."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from tests import make
from tests.conftest import Cast
from tests.workspaces.outbound.receivers import Trap
from tests.workspaces.outbound.test_refused import FORMS
from workspaces.models import Webhook, WebhookDelivery
from workspaces.outbound import AddressRefusedError
from workspaces.webhook_sending import send_due
from workspaces.webhooks import create_webhook


def forms(trap: Trap, names: Callable[..., list[str]]) -> list[str]:
    for name in ("localhost", "LOCALHOST", "localhost.localdomain", "inside.example"):
        names(name, ["127.0.0.1", "::1"])
    return [
        *(form.format(port=trap.port) for form in FORMS),
        f"http://inside.example:{trap.port}/",
    ]


def test_it_works(cast: Cast, loopback_trap: Trap, names: Callable[..., list[str]]) -> None:
    """Typed: refused, whatever the spelling. (test_pages.py sees it told beside the field.)"""
    for url in forms(loopback_trap, names):
        with pytest.raises(AddressRefusedError):
            create_webhook(access=cast.access, url=url, events=["job.failed"])
    assert not Webhook.objects.exists()
    assert loopback_trap.accepted == 0


def test_what_is_stored_already_is_checked_again(
    cast: Cast, loopback_trap: Trap, names: Callable[..., list[str]]
) -> None:
    """Stored, past the form: an older rule, an import, a name that leads elsewhere by now."""
    urls = forms(loopback_trap, names)
    for url in urls:
        make.make_delivery(
            make.make_webhook(cast.workspace, url=url),
            state=WebhookDelivery.State.WAITING,
            next_try_at=timezone.now(),
        )
    assert send_due() == len(urls)
    tried = WebhookDelivery.objects.for_workspace(cast.workspace)
    assert all(each.error and each.status is None for each in tried)
    assert loopback_trap.accepted == 0
