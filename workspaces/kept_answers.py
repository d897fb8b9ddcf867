"""Answers kept for the Idempotency-Key header are not kept for ever."""

from datetime import timedelta

from django.utils import timezone

from workspaces.models import IdempotencyRecord

KEPT_FOR = timedelta(hours=24)
"""Within a day every client has stopped trying; the API promises as much (docs/engineer.md)."""
AT_ONCE = 1_000
"""Rows deleted in one statement, so that nobody waits long for SQLite's write lock."""


def forget_answers() -> int:
    """Delete what was kept for longer than ``KEPT_FOR``; how many."""
    before = timezone.now() - KEPT_FOR
    forgotten = 0
    while True:
        old = IdempotencyRecord.objects.filter(created_at__lt=before).order_by("pk")
        found = list(old.values_list("pk", flat=True)[:AT_ONCE])
        forgotten += IdempotencyRecord.objects.filter(pk__in=found).delete()[0]
        if len(found) < AT_ONCE:
            return forgotten
