"""Receivers that fail: tried again ever more rarely, left alone, and in the end switched off."""

from datetime import timedelta

from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.conftest import Cast
from tests.workspaces.outbound.receivers import Receiver, receiver
from tests.workspaces.webhooks.telling import tell
from workspaces.constants import WEBHOOK_RETRIES
from workspaces.models import AuditRecord, Webhook, WebhookDelivery
from workspaces.webhook_events import EVENT_KINDS
from workspaces.webhook_sending import send_due
from workspaces.webhooks import (
    announce,
    change_webhook,
)

State = WebhookDelivery.State


def test_a_failure_is_tried_again_ever_more_rarely_then_given_up(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    hooked.status, hooked.answer = 500, b"out of tea"
    delivery = tell(cast)
    now = timezone.now()
    pauses = []
    for _ in range(len(WEBHOOK_RETRIES)):
        assert send_due(now) == 1
        assert send_due(now) == 0
        delivery.refresh_from_db()
        assert delivery.state == State.WAITING
        pauses.append(delivery.next_try_at - now)
        now = delivery.next_try_at + timedelta(hours=1)  # past the webhook's own rest, too
    assert pauses == list(WEBHOOK_RETRIES)
    assert send_due(now) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.attempts) == (State.GIVEN_UP, 500, 8)
    assert "500 instead of 200" in delivery.error and delivery.answer == "out of tea"
    assert len({seen.headers["cuppa-delivery"] for seen in hooked.seen}) == 1
    assert len({seen.body for seen in hooked.seen}) == 1


def test_a_receiver_that_is_away_rests_and_gets_all_when_it_is_back(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    hooked.status = 503
    deliveries = [tell(cast) for _ in range(20)]
    now = timezone.now()
    assert send_due(now) == 3, "Three failures in a row, then it is left alone."
    assert send_due(now + timedelta(seconds=59)) == 0
    assert send_due(now + timedelta(seconds=61)) == 1
    hooked.status = 200
    assert send_due(now + timedelta(hours=1)) == len(deliveries)
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since, webhook.rest_until) == (0, None, None)


def test_after_days_of_failing_it_is_switched_off_and_says_so(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    hooked.status = 500
    now = timezone.now()
    for day in range(7):
        tell(cast)
        send_due(now + timedelta(days=day))
    webhook.refresh_from_db()
    assert not webhook.is_on and "5 days" in webhook.off_because
    assert not webhook.deliveries.filter(state=State.WAITING).exists()
    assert announce(access=cast.access, event="job.failed", data={}) == 0
    assert AuditRecord.objects.filter(workspace=cast.workspace, action="switched off").exists()
    change_webhook(
        access=cast.access, webhook=webhook, url=webhook.url, events=EVENT_KINDS, purpose="",
        is_on=True,
    )  # fmt: skip
    assert (webhook.failures, webhook.off_because) == (0, "")


def test_a_receiver_that_is_gone_is_told_nothing_more(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    hooked.status = 410
    tell(cast)
    send_due()
    webhook.refresh_from_db()
    assert not webhook.is_on and "410" in webhook.off_because


def test_an_address_that_became_private_is_not_called(
    cast: Cast, hooked: Receiver, webhook: Webhook, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_NETWORKS = []
    delivery = tell(cast)
    send_due()
    delivery.refresh_from_db()
    assert "private or reserved network" in delivery.error
    assert hooked.seen == []


def test_nothing_is_sent_unsigned(
    cast: Cast, hooked: Receiver, webhook: Webhook, settings: Settings
) -> None:
    delivery = tell(cast)
    settings.SEALING_KEYS = ["a key that did not seal the secret, and is long"]
    send_due()
    delivery.refresh_from_db()
    assert "sealed with a key" in delivery.error
    assert hooked.seen == []


def test_a_redirect_is_a_failure_that_says_what_to_do(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    with receiver() as other:
        hooked.status, hooked.extra = 307, {"Location": other.url()}
        delivery = tell(cast)
        send_due()
        assert other.seen == []
    delivery.refresh_from_db()
    assert "Enter the final address" in delivery.error
