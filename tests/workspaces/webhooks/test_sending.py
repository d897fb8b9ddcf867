"""The outbox of webhooks: signed, tried again, never lost, and given up in the end."""

import json
import re
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.conftest import Cast
from tests.workspaces.outbound.receivers import Receiver, Seen
from tests.workspaces.webhooks.telling import DATA, tell
from workspaces.constants import WEBHOOK_LEASE
from workspaces.models import Webhook, WebhookDelivery
from workspaces.webhook_events import EVENT_KINDS
from workspaces.webhook_sending import BATON, send_due, tidy
from workspaces.webhooks import (
    WebhookError,
    announce,
    create_webhook,
    rotate_secret,
    send_again,
    send_test,
)

State = WebhookDelivery.State
DOCUMENTATION = (Path(__file__).parents[3] / "docs" / "engineer.md").read_text(encoding="utf-8")
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def is_genuine(seen: Seen, secret: str, now: float) -> bool:
    """What the receiver finds that copied its check from docs/engineer.md."""
    [code] = [block for block in CODE.findall(DOCUMENTATION) if "def is_from_cuppa" in block]
    given: dict[str, Any] = {}
    exec(code, given)  # noqa: S102 - our own documentation
    given["time"] = SimpleNamespace(time=lambda: now)
    return bool(given["is_from_cuppa"](seen.body, seen.headers["cuppa-signature"], secret))


def test_it_works(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    delivery = tell(cast)
    assert send_due() == 1
    [seen] = hooked.seen
    body = json.loads(seen.body)
    assert (body["event"], body["workspace"], body["data"]) == ("variant.approved", "tea", DATA)
    assert body["id"] == seen.headers["cuppa-delivery"] == str(delivery.number)
    assert seen.headers["content-type"] == "application/json"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.answer) == (State.DELIVERED, 200, "thanks")
    assert send_due() == 0, "What is delivered is not sent again."


def test_the_signature_holds_for_this_body_and_secret_only(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    secret = webhook.secret.open()
    tell(cast)
    send_due()
    [seen] = hooked.seen
    now = timezone.now().timestamp()
    assert is_genuine(seen, secret, now)
    assert not is_genuine(seen, "whsec_another", now)
    assert not is_genuine(seen, secret, now + 3600), "A copy sent later is not new."
    seen.body += b" "
    assert not is_genuine(seen, secret, now)


def test_both_secrets_sign_for_a_day(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    old = webhook.secret.open()
    new = rotate_secret(access=cast.access, webhook=webhook)
    tell(cast)
    send_due()
    later = timezone.now() + timedelta(hours=25)
    tell(cast)
    send_due(later)
    during, after = hooked.seen
    now = timezone.now().timestamp()
    assert is_genuine(during, new, now) and is_genuine(during, old, now)
    assert is_genuine(after, new, later.timestamp())
    assert not is_genuine(after, old, later.timestamp())
    tidy(later)
    webhook.refresh_from_db()
    assert not webhook.previous_secret


def test_only_chosen_events_are_told(cast: Cast, hooked: Receiver) -> None:
    create_webhook(access=cast.access, url=hooked.url(), events=["job.failed"])
    assert announce(access=cast.access, event="variant.approved", data=DATA) == 0
    assert announce(access=cast.access, event="job.failed", data={}) == 1
    assert announce(access=cast.other, event="job.failed", data={}) == 0
    with pytest.raises(ValueError, match="webhook_events"):
        announce(access=cast.access, event="kettle.boiled", data={})


@pytest.mark.django_db(transaction=True)
def test_what_did_not_happen_is_not_told(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(cast)
        raise RuntimeError
    assert send_due() == 0 and hooked.seen == []


def test_a_worker_that_died_loses_nothing(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    """Killed after the claim: when the lease is over the same delivery is sent, as the same."""
    delivery = tell(cast)
    now = timezone.now()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=1, lease_until=now + WEBHOOK_LEASE
    )
    assert send_due(now) == 0, "Somebody has it."
    assert send_due(now + WEBHOOK_LEASE + timedelta(seconds=1)) == 1
    assert hooked.seen[0].headers["cuppa-attempt"] == "2"


@pytest.mark.django_db(transaction=True)
def test_one_who_was_overtaken_writes_nothing(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    delivery = tell(cast)
    hooked.before = lambda: overtake(delivery)
    send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 2)


def overtake(delivery: WebhookDelivery) -> None:
    """As another worker does whose clock says that the lease is over."""
    try:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(attempts=2)
    finally:
        connection.close()


def test_two_passes_at_once_are_one(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    tell(cast)
    assert cache.add(BATON, True, timeout=60)
    try:
        assert send_due() == 0
    finally:
        cache.delete(BATON)
    assert send_due() == 1


def test_a_slow_receiver_does_not_hold_up_the_others(cast: Cast, hooked: Receiver) -> None:
    for _ in range(4):
        create_webhook(access=cast.access, url=hooked.url(), events=["job.failed"])
    hooked.before = lambda: time.sleep(0.3)
    announce(access=cast.access, event="job.failed", data={})
    began = time.monotonic()
    assert send_due() == 4
    assert time.monotonic() - began < 1.1


def test_a_test_is_sent_once_even_if_it_is_off(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    hooked.status = 500
    Webhook.objects.filter(pk=webhook.pk).update(is_on=False)
    delivery = send_test(access=cast.access, webhook=webhook)
    assert send_test(access=cast.access, webhook=webhook) == delivery, "One waits at a time."
    send_due()
    delivery.refresh_from_db()
    assert (delivery.event, delivery.state) == ("ping", State.GIVEN_UP)
    webhook.refresh_from_db()
    assert webhook.failures == 0, "A test is no failure of the webhook."


def test_a_delivery_is_sent_again_as_the_same(
    cast: Cast, hooked: Receiver, webhook: Webhook
) -> None:
    delivery = tell(cast)
    send_due()
    send_again(access=cast.access, delivery=delivery)
    assert send_due() == 1
    first, second = hooked.seen
    assert first.body == second.body
    assert first.headers["cuppa-delivery"] == second.headers["cuppa-delivery"]
    Webhook.objects.filter(pk=webhook.pk).update(is_on=False)
    delivery.webhook.refresh_from_db()
    with pytest.raises(WebhookError, match="Switch it on"):
        send_again(access=cast.access, delivery=delivery)


def test_the_log_is_kept_for_thirty_days(cast: Cast, hooked: Receiver, webhook: Webhook) -> None:
    delivery = tell(cast)
    assert tidy(timezone.now() + timedelta(days=29)) == 0
    assert tidy(timezone.now() + timedelta(days=31)) == 1
    assert not WebhookDelivery.objects.filter(pk=delivery.pk).exists()


def test_a_bell_rings_when_the_change_is_kept(
    cast: Cast, webhook: Webhook, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        tell(cast)
    assert [callback.__name__ for callback in callbacks] == ["ring"]


@pytest.mark.parametrize("name", EVENT_KINDS)
def test_every_event_has_an_example_of_ids_and_keys(name: str) -> None:
    kind = EVENT_KINDS[name]
    assert kind.example and kind.when
    assert not {"email", "parts", "quote", "text"} & set(keys_in(kind.example))


def keys_in(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [*value, *(key for inner in value.values() for key in keys_in(inner))]


@pytest.mark.parametrize("name", EVENT_KINDS)
def test_every_event_is_documented_with_what_it_tells(name: str) -> None:
    [line] = [line for line in DOCUMENTATION.splitlines() if line.startswith(f"| `{name}` |")]
    assert all(f"`{key}`" in line for key in EVENT_KINDS[name].example)
