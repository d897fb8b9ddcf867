"""How often copy of each message is asked for: what a test at its place can hope for."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone

from experiments.models import MessageTraffic
from messaging.models import Message

ROWS_AT_ONCE = 100


def write_message_counts(counts: Mapping[tuple[int, int], int]) -> None:
    """Add ``counts``, of (workspace, message), to the rows of today in each workspace's time zone.

    A message that is gone meanwhile is not counted. Rows are made where there are none and then
    added to, so that two processes that write at once both count. The caller holds a transaction.
    """
    if not counts:
        return
    here = Message.objects.filter(
        pk__in={message for _, message in counts}, workspace__in={pk for pk, _ in counts}
    ).values_list("pk", "workspace_id", "workspace__time_zone")
    now = timezone.now()
    rows = [
        MessageTraffic(
            workspace_id=workspace_id,
            message_id=pk,
            day=timezone.localdate(now, ZoneInfo(zone)),
        )
        for pk, workspace_id, zone in sorted(here)
        if (workspace_id, pk) in counts
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _add(rows[start : start + ROWS_AT_ONCE], counts)


def _add(rows: list[MessageTraffic], counts: Mapping[tuple[int, int], int]) -> None:
    MessageTraffic.objects.bulk_create(rows, ignore_conflicts=True)
    days = {row.message_id: row.day for row in rows}
    stored = MessageTraffic.objects.filter(
        workspace__in={row.workspace_id for row in rows},
        message__in=days,
        day__in=set(days.values()),
    )
    more = [
        When(pk=row.pk, then=Value(counts[row.workspace_id, row.message_id]))
        for row in stored
        if days[row.message_id] == row.day
    ]
    MessageTraffic.objects.filter(
        workspace__in={row.workspace_id for row in rows},
        pk__in=[row.pk for row in stored if days[row.message_id] == row.day],
    ).update(requests=F("requests") + Case(*more, default=Value(0), output_field=IntegerField()))
