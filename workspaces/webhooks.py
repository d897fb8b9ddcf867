"""Telling other systems what happened: addresses, their secrets, and the outbox.

What happened is written to the outbox in the transaction in which it happened, so nothing is told
that did not happen and nothing that happened is forgotten. ``webhook_sending`` sends it.

    announce(access=access, event="variant.approved", data={...})
"""

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from celery import current_app
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from workspaces.access import MANAGE, Access
from workspaces.changes import record
from workspaces.constants import SECRET_OVERLAP, WEBHOOK_RETRIES, WEBHOOKS_AT_MOST
from workspaces.models import TenantQuerySet, Webhook, WebhookDelivery, Workspace
from workspaces.outbound import check_address
from workspaces.signing import new_secret
from workspaces.webhook_events import EVENT_KINDS, PING

ATTEMPTS = len(WEBHOOK_RETRIES) + 1
SEND_TASK = "workspaces.send_webhooks"
SWITCHED_OFF = "The webhook was switched off before this could be delivered."
State = WebhookDelivery.State
log = logging.getLogger(__name__)


class WebhookError(ValueError):
    """What is asked of a webhook cannot be done; the text says what to do instead."""


def webhooks_of(access: Access) -> TenantQuerySet[Webhook]:
    return Webhook.objects.for_workspace(access.workspace)


def create_webhook(
    *, access: Access, url: str, events: Iterable[str], purpose: str = ""
) -> tuple[Webhook, str]:
    """A new webhook and, this once, its secret.

    OutboundError if the address may not be called; WebhookError if there are too many.
    """
    access.require(MANAGE)
    check_address(url)
    secret = new_secret()
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=access.workspace.pk)
        if webhooks_of(access).count() >= WEBHOOKS_AT_MOST:
            raise WebhookError(f"{WEBHOOKS_AT_MOST} webhooks are the most. Remove one first.")
        webhook = Webhook.objects.create(
            workspace=access.workspace,
            url=url,
            purpose=purpose,
            events=_known(events),
            secret=secret,
            created_by=access.user,
        )
        record(access=access, action="created", target=webhook, after=_shown(webhook))
    return webhook, secret


def change_webhook(
    *, access: Access, webhook: Webhook, url: str, events: Iterable[str], purpose: str, is_on: bool
) -> bool:
    """Set what an owner may set; True if anything differs now.

    Switching it on forgives its failures; switching it off gives up what was waiting.
    OutboundError if the address is another one and may not be called.
    """
    access.require(MANAGE)
    if url != webhook.url:
        check_address(url)
    with transaction.atomic():
        stored = webhooks_of(access).select_for_update().get(pk=webhook.pk)
        before, was_url, was_on = _shown(stored), stored.url, stored.is_on
        stored.url, stored.purpose, stored.is_on = url, purpose, is_on
        stored.events = _known(events)
        after = _shown(stored)
        if before == after and was_url == url:
            return False
        if is_on and (not was_on or was_url != url):
            stored.failures, stored.failing_since, stored.rest_until = 0, None, None
            stored.off_because = ""
        stored.save()
        if was_on and not is_on:
            give_up_waiting(stored)
        touched = [name for name in after if before[name] != after[name]] or ["url"]
        record(
            access=access,
            action="changed",
            target=stored,
            before={name: before[name] for name in touched},
            after={name: after[name] for name in touched},
        )
    webhook.refresh_from_db()
    return True


def rotate_secret(*, access: Access, webhook: Webhook) -> str:
    """A new secret, shown this once. For a day deliveries carry the old one's signature as well."""
    access.require(MANAGE)
    secret = new_secret()
    with transaction.atomic():
        stored = webhooks_of(access).select_for_update().get(pk=webhook.pk)
        stored.previous_secret = stored.secret
        stored.previous_secret_until = timezone.now() + SECRET_OVERLAP
        stored.secret = secret
        stored.save(update_fields=["secret", "previous_secret", "previous_secret_until"])
        until = stored.previous_secret_until.isoformat(timespec="minutes")
        record(
            access=access, action="new secret", target=stored, after={"old_one_works_until": until}
        )
    webhook.refresh_from_db()
    return secret


def remove_webhook(*, access: Access, webhook: Webhook) -> None:
    """Delete a webhook with its log; what it was stays in the audit log."""
    access.require(MANAGE)
    with transaction.atomic():
        record(access=access, action="removed", target=webhook, before=_shown(webhook))
        webhook.delete()


def announce(*, access: Access, event: str, data: Mapping[str, Any]) -> int:
    """Tell the webhooks that want to know; how many. Call it in the transaction of the event.

    ``data`` as in ``webhook_events``; JSON, with ids and keys and no personal data.
    """
    if event not in EVENT_KINDS:
        raise ValueError(f"{event!r} is not in webhook_events.")
    wanting = [each for each in webhooks_of(access).filter(is_on=True) if event in each.events]
    for webhook in wanting:
        _put(webhook, event, data, ATTEMPTS)
    return len(wanting)


def send_test(*, access: Access, webhook: Webhook) -> WebhookDelivery:
    """Send a ping, also to a webhook that is off or rests. It is tried once."""
    access.require(MANAGE)
    with transaction.atomic():
        waiting = (
            WebhookDelivery.objects.for_workspace(access.workspace)
            .filter(webhook=webhook, event=PING, state=State.WAITING)
            .first()
        )
        if waiting is not None:
            return waiting
        delivery = _put(webhook, PING, {"note": "A test, sent by hand. Nothing happened."}, 1)
        record(access=access, action="tested", target=webhook)
    return delivery


def send_again(*, access: Access, delivery: WebhookDelivery) -> None:
    """Try a delivery now, with the same body and number, whatever became of it before.

    WebhookError while its webhook is off.
    """
    access.require(MANAGE)
    webhook = delivery.webhook
    if not webhook.is_on and delivery.event != PING:
        raise WebhookError("This webhook is off. Switch it on first, then send this again.")
    attempts = 1 if delivery.event == PING else ATTEMPTS
    now = timezone.now()
    with transaction.atomic():
        idle = Q(lease_until=None) | Q(lease_until__lt=now)
        asked = (
            WebhookDelivery.objects.for_workspace(access.workspace)
            .filter(idle, pk=delivery.pk)
            .update(
                state=State.WAITING,
                attempts_allowed=F("attempts") + attempts,
                next_try_at=now,
                error="",
            )
        )
        if not asked:
            raise WebhookError("This is being sent right now.")
        webhooks_of(access).filter(pk=webhook.pk).update(rest_until=None)
        record(
            access=access, action="sent again", target=webhook, after={"delivery": str(delivery)}
        )
        transaction.on_commit(ring)
    delivery.refresh_from_db()


def give_up_waiting(webhook: Webhook) -> None:
    """What still waits for a webhook that is off now is told to nobody, unless sent again."""
    WebhookDelivery.objects.filter(
        workspace_id=webhook.workspace_id, webhook=webhook, state=State.WAITING
    ).exclude(event=PING).update(state=State.GIVEN_UP, error=SWITCHED_OFF, lease_until=None)


def ring() -> None:
    """Wake a worker. A bell that is lost costs seconds: the sweep looks as well."""
    try:
        current_app.send_task(SEND_TASK, retry=False, ignore_result=True)
    except (BrokerError, OSError):
        log.warning("No bell for webhooks: the broker is away, the sweep will look")


def _put(webhook: Webhook, event: str, data: Mapping[str, Any], attempts: int) -> WebhookDelivery:
    now, number = timezone.now(), uuid.uuid4()
    body = {
        "id": str(number),
        "event": event,
        "at": now.isoformat(timespec="milliseconds"),
        "workspace": webhook.workspace.slug,
        "data": dict(data),
    }
    delivery = WebhookDelivery.objects.create(
        workspace_id=webhook.workspace_id,
        webhook=webhook,
        number=number,
        event=event,
        body=json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")),
        attempts_allowed=attempts,
        next_try_at=now,
    )
    transaction.on_commit(ring)
    return delivery


def _known(events: Iterable[str]) -> list[str]:
    wanted = set(events)
    if not wanted or wanted - set(EVENT_KINDS):
        raise WebhookError("Choose at least one of the events in the list.")
    return [name for name in EVENT_KINDS if name in wanted]


def _shown(webhook: Webhook) -> dict[str, Any]:
    """What of a webhook goes into the audit log: where to and what, not how to get in there."""
    return {
        "url": webhook.short_url,
        "purpose": webhook.purpose,
        "events": webhook.events,
        "is_on": webhook.is_on,
    }
