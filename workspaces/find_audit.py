"""Find what the audit log tells: by who, did what, to what, by which way, when, and in which words.

Records are paged by the newest or oldest one of a page, not by a number: the page after the ten
thousandth is found as quickly as the first, and nothing slides while somebody reads.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from workspaces.access import MANAGE, Access
from workspaces.models import AuditRecord

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for; what is empty does not matter. Days are whole days of the workspace."""

    words: str = ""
    who: str = ""
    action: str = ""
    kind: str = ""
    via: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Records, newest first. ``older`` and ``newer`` are ids to go on from, None at an end."""

    rows: list[AuditRecord]
    older: int | None
    newer: int | None


def find_records(*, access: Access, wanted: AuditFilter) -> "QuerySet[Any]":
    """The records of the workspace that fit, newest first."""
    access.require(MANAGE)
    rows: QuerySet[Any] = AuditRecord.objects.for_workspace(access.workspace)
    named = {"action": wanted.action, "target_type": wanted.kind, "via": wanted.via}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if wanted.who:
        rows = rows.filter(actor__icontains=wanted.who)
    zone = ZoneInfo(access.workspace.time_zone)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since, zone))
    if wanted.until and wanted.until < date.max:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1), zone))
    return _saying(rows, wanted.words) if wanted.words else rows


def page_of(rows: "QuerySet[Any]", *, older: int | None, newer: int | None) -> AuditPage:
    """A page of ``rows``: what is older, or newer, than the record of that id; else the newest."""
    from_row = rows.filter(pk=older or newer or 0).first()
    if from_row is None:
        found = list(rows[: ROWS_A_PAGE + 1])
        return AuditPage(found[:ROWS_A_PAGE], _id(found, ROWS_A_PAGE), None)
    at, pk = from_row.at, from_row.pk
    if older:
        # The first bound is what the index is read by; the second leaves out the same moment.
        found = list(rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)[: ROWS_A_PAGE + 1])
        shown = found[:ROWS_A_PAGE]
        return AuditPage(shown, _id(found, ROWS_A_PAGE), shown[0].pk if shown else None)
    above = rows.filter(at__gte=at).exclude(at=at, pk__lte=pk).order_by("at", "pk")
    found = list(above[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE][::-1]
    there_are_more = len(found) > ROWS_A_PAGE
    return AuditPage(
        shown, shown[-1].pk if shown else pk, shown[0].pk if shown and there_are_more else None
    )


def choices_of(access: Access) -> tuple[list[str], list[str]]:
    """The actions and the kinds of thing that occur, each sorted."""
    rows = AuditRecord.objects.for_workspace(access.workspace)
    return tuple(  # type: ignore[return-value]
        list(rows.order_by(name).values_list(name, flat=True).distinct())
        for name in ("action", "target_type")
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _id(found: list[AuditRecord], limit: int) -> int | None:
    return found[limit - 1].pk if len(found) > limit else None


def _saying(rows: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Records in which ``words`` stand: in the label, or in what changed.

    SQLite keeps letters beyond ASCII as JSON escapes, so both spellings are looked for.
    """
    escaped = json.dumps(words)[1:-1]
    found = Q(target_label__icontains=words) | Q(actor__icontains=words)
    for name in ("before_text", "after_text"):
        for spelling in {words, escaped}:
            found |= Q(**{f"{name}__icontains": spelling})
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("before", "after")}
    said: QuerySet[Any] = rows.alias(**texts).filter(found)
    return said
