"""Events that could not be taken: found again, and deleted by a person who knows why."""

import json
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast

from experiments.models import QuarantinedEvent
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.models.tenancy import TenantQuerySet

MOST_AT_ONCE = 10_000
IDS_TOLD = 20


def waiting(access: Access, *, code: str = "", words: str = "") -> TenantQuerySet[QuarantinedEvent]:
    """Events that nobody has replayed, the newest first; of one code, or with words in them."""
    rows = QuarantinedEvent.objects.for_workspace(access.workspace).filter(replayed_at=None)
    if code:
        rows = rows.filter(code=code)
    if words:
        # One of the databases keeps letters beyond ASCII as escapes.
        escaped = json.dumps(words)[1:-1]
        rows = rows.annotate(text=Cast("body", TextField())).filter(
            Q(text__icontains=words) | Q(text__icontains=escaped) | Q(detail__icontains=words)
        )
    return rows


def codes_of(access: Access) -> list[dict[str, Any]]:
    """How many wait of each code, the most first: {"code", "events"}."""
    rows = waiting(access).order_by().values("code").annotate(events=Count("pk"))
    return sorted(map(dict, rows), key=lambda row: (-row["events"], row["code"]))


def discard(*, access: Access, events: TenantQuerySet[QuarantinedEvent]) -> int:
    """Delete events for good, up to ``MOST_AT_ONCE``; how many. One audit record."""
    access.require(EDIT)
    with transaction.atomic():
        found = list(events.order_by("pk").values_list("pk", "code")[:MOST_AT_ONCE])
        if not found:
            return 0
        mine = QuarantinedEvent.objects.for_workspace(access.workspace)
        one = mine.get(pk=found[0][0]) if len(found) == 1 else None
        after = {
            "events": len(found),
            "codes": dict(Counter(code for _, code in found)),
            "ids": [pk for pk, _ in found[:IDS_TOLD]],
        }
        record(access=access, action="discarded", target=one or access.workspace, after=after)
        mine.filter(pk__in=[pk for pk, _ in found]).delete()
    return len(found)
