"""Sending what lies in the outbox of webhooks. Run by a worker; any number may try at once.

One pass at a time, and one delivery at a time for each webhook, so that a slow receiver holds up
neither the worker's other work nor other receivers. A delivery is claimed by a guarded write with a
lease: one whose worker was killed is sent again, with the same number.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from workspaces.access import system_access
from workspaces.changes import record
from workspaces.constants import (
    ANSWER_KEPT,
    DELIVERIES_KEPT,
    REST_AFTER_FAILURES,
    WEBHOOK_LEASE,
    WEBHOOK_LONGEST_REST,
    WEBHOOK_OFF_AFTER,
    WEBHOOK_PASS_SECONDS,
    WEBHOOK_RETRIES,
    WEBHOOKS_AT_ONCE,
)
from workspaces.models import Webhook, WebhookDelivery
from workspaces.outbound import Answer, OutboundError, send
from workspaces.sealing import CannotUnsealError
from workspaces.signing import signature_header
from workspaces.webhook_events import PING
from workspaces.webhooks import give_up_waiting

BATON = "webhooks-being-sent"
GONE = 410
GONE_SAYS = "The receiver answered 410 Gone, which means: send nothing more."
FAILED_TOO_LONG = (
    "Nothing could be delivered for {days} days. When the receiver is mended, switch this on again."
)
UNEXPECTED = "Something went wrong on our side; the log has the details."
State = WebhookDelivery.State
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed delivery, ready to go: all the sending thread needs, so it asks no database."""

    delivery: WebhookDelivery
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. ``error`` is empty if the receiver took it."""

    answer: Answer | None = None
    error: str = ""


def send_due(now: datetime | None = None) -> int:
    """Send what is due until nothing is or the time is up; how many attempts were made.

    Does nothing while another pass is at work. ``now`` stands still where it is given.
    """
    if not cache.add(BATON, True, timeout=2 * WEBHOOK_PASS_SECONDS):
        return 0
    sent, began = 0, time.monotonic()
    try:
        while time.monotonic() - began < WEBHOOK_PASS_SECONDS:
            letters = _claim(now or timezone.now())
            if not letters:
                break
            with ThreadPoolExecutor(len(letters)) as threads:
                for letter, outcome in zip(letters, threads.map(_post, letters), strict=True):
                    _keep(letter.delivery, outcome, now or timezone.now())
            sent += len(letters)
    finally:
        cache.delete(BATON)
    return sent


def tidy(now: datetime | None = None) -> int:
    """Forget old deliveries and secrets that no longer sign; how many deliveries went."""
    now = now or timezone.now()
    Webhook.objects.filter(previous_secret_until__lt=now).update(
        previous_secret="", previous_secret_until=None
    )
    old = WebhookDelivery.objects.filter(created_at__lt=now - DELIVERIES_KEPT)
    gone = 0
    while batch := list(old.values_list("pk", flat=True)[:1000]):
        gone += WebhookDelivery.objects.filter(pk__in=batch).delete()[0]
    return gone


def _claim(now: datetime) -> list[Letter]:
    """The oldest due delivery of each webhook that may be called, the longest untried first."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    ready = Q(event=PING) | (
        Q(webhook__is_on=True) & (Q(webhook__rest_until=None) | Q(webhook__rest_until__lte=now))
    )
    waiting = WebhookDelivery.objects.filter(
        state=State.WAITING, webhook__workspace__archived_at=None
    )
    busy = waiting.filter(lease_until__gte=now).values("webhook_id")
    oldest = (
        waiting.filter(free, ready, next_try_at__lte=now)
        .exclude(webhook_id__in=busy)
        .order_by()
        .values("webhook_id", "webhook__tried_at")
        .annotate(first=Min("pk"))
        .order_by(F("webhook__tried_at").asc(nulls_first=True))
    )
    letters = []
    for pk in [row["first"] for row in oldest[:WEBHOOKS_AT_ONCE]]:
        mine = WebhookDelivery.objects.filter(free, pk=pk, state=State.WAITING)
        if mine.update(attempts=F("attempts") + 1, lease_until=now + WEBHOOK_LEASE, tried_at=now):
            delivery = WebhookDelivery.objects.select_related("webhook__workspace").get(pk=pk)
            Webhook.objects.filter(pk=delivery.webhook_id).update(tried_at=now)
            letter = _letter(delivery, now)
            if letter is not None:
                letters.append(letter)
    return letters


def _letter(delivery: WebhookDelivery, now: datetime) -> Letter | None:
    body = delivery.body.encode()
    try:
        signature = signature_header(
            body, secrets_in_use=delivery.webhook.secrets(now), at=int(now.timestamp())
        )
    except CannotUnsealError as error:
        _keep(delivery, Outcome(error=str(error)), now)
        return None
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Cuppa-Webhooks/1",
        "Cuppa-Event": delivery.event,
        "Cuppa-Delivery": str(delivery.number),
        "Cuppa-Attempt": str(delivery.attempts),
        "Cuppa-Signature": signature,
    }
    return Letter(delivery, delivery.webhook.url, headers, body)


def _post(letter: Letter) -> Outcome:
    try:
        answer = send(letter.url, method="POST", headers=letter.headers, body=letter.body)
    except OutboundError as error:
        return Outcome(error=str(error))
    except Exception:
        log.exception("Delivery %s could not be sent", letter.delivery.number)
        return Outcome(error=UNEXPECTED)
    if answer.is_success:
        return Outcome(answer)
    if 300 <= answer.status < 400:
        return Outcome(
            answer, f"It answered {answer.status}, sending us elsewhere. Enter the final address."
        )
    return Outcome(answer, f"It answered {answer.status} instead of 200 to 299.")


def _keep(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    """Write down what became of an attempt, unless another has taken the delivery over."""
    answer, error = outcome.answer, outcome.error[:300]
    left = delivery.attempts_allowed - delivery.attempts
    if not error:
        state, next_try = State.DELIVERED, delivery.next_try_at
    elif left > 0:
        state, next_try = State.WAITING, now + WEBHOOK_RETRIES[max(0, len(WEBHOOK_RETRIES) - left)]
    else:
        state, next_try = State.GIVEN_UP, delivery.next_try_at
    with transaction.atomic():
        mine = WebhookDelivery.objects.filter(
            pk=delivery.pk, attempts=delivery.attempts, state=State.WAITING
        )
        if not mine.update(
            state=state,
            next_try_at=next_try,
            lease_until=None,
            error=error,
            status=answer.status if answer else None,
            answer=answer.text[:ANSWER_KEPT].replace("\x00", "�") if answer else "",
            milliseconds=int(answer.seconds * 1000) if answer else None,
        ):
            return
        webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
        if webhook is None:
            return
        if not error:
            _went_well(webhook, now)
        elif delivery.event != PING:
            _went_wrong(webhook, error, answer, now)


def _went_well(webhook: Webhook, now: datetime) -> None:
    if webhook.failures:  # what waited for the receiver to come back need wait no longer
        WebhookDelivery.objects.filter(
            workspace_id=webhook.workspace_id, webhook=webhook, state=State.WAITING
        ).filter(next_try_at__gt=now).update(next_try_at=now)
    webhook.failures, webhook.failing_since, webhook.rest_until = 0, None, None
    webhook.delivered_at, webhook.outcome = now, ""
    webhook.save(
        update_fields=["failures", "failing_since", "rest_until", "delivered_at", "outcome"]
    )


def _went_wrong(webhook: Webhook, error: str, answer: Answer | None, now: datetime) -> None:
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    webhook.outcome = error
    too_often = webhook.failures - REST_AFTER_FAILURES
    if too_often >= 0:
        rest = timedelta(minutes=2 ** min(too_often, 10))
        webhook.rest_until = now + min(rest, WEBHOOK_LONGEST_REST)
    why = ""
    if answer is not None and answer.status == GONE:
        why = GONE_SAYS
    elif now - webhook.failing_since >= WEBHOOK_OFF_AFTER:
        why = FAILED_TOO_LONG.format(days=WEBHOOK_OFF_AFTER.days)
    fields = ["failures", "failing_since", "rest_until", "outcome"]
    if why and webhook.is_on:
        webhook.is_on, webhook.off_because = False, why
        fields += ["is_on", "off_because"]
        give_up_waiting(webhook)
        access = system_access(webhook.workspace, actor="the site")
        record(access=access, action="switched off", target=webhook, after={"because": why})
    webhook.save(update_fields=fields)
