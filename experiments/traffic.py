"""How much copy is asked for and how much of that is recognised: counted in memory, written off
the path of delivery.

A request for copy adds one to a number in this process; some seconds later, and when the process
ends, a thread of its own writes the numbers down. A process that is killed outright loses what it
counted since, which is a few requests of one figure that nobody decides a test by.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from threading import Lock, Timer
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone

from experiments.message_traffic import write_message_counts
from experiments.models import RecognisedTraffic
from personas.models import Transition
from workspaces.models import Workspace

ROWS_AT_ONCE = 100
log = logging.getLogger(__name__)

Seen = tuple[int, str, int | None]
"""Workspace, key of the persona or nothing, number of the moment or None."""

Asked = tuple[int, int]
"""Workspace, id of a message."""


@dataclass
class TrafficCounter:
    """Thread-safe. What is counted waits here until ``flush``."""

    _counts: dict[Seen, int] = field(default_factory=dict)
    _messages: dict[Asked, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _timer: Timer | None = None
    _flushes_at_exit: bool = False

    def count(self, workspace_id: int, persona: str, moment: int | None) -> None:
        """One request for copy of somebody taken for ``persona`` at ``moment``."""
        if not settings.TRAFFIC_FLUSH_SECONDS:
            return
        seen = (workspace_id, persona, moment)
        with self._lock:
            self._counts[seen] = self._counts.get(seen, 0) + 1
            if self._timer is None:
                self._start()

    def count_message(self, workspace_id: int, message_id: int) -> None:
        """One answer with the copy of a message."""
        if not settings.TRAFFIC_FLUSH_SECONDS:
            return
        asked = (workspace_id, message_id)
        with self._lock:
            self._messages[asked] = self._messages.get(asked, 0) + 1
            if self._timer is None:
                self._start()

    def flush(self) -> None:
        """Write what is counted. What cannot be written waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, {}
            messages, self._messages = self._messages, {}
            self._timer = None
        try:
            with transaction.atomic():  # all or nothing: what failed is added again as a whole
                write_counts(counts)
                write_message_counts(messages)
        except DatabaseError:
            log.exception("What was recognised could not be written yet.")
            with self._lock:
                for seen, number in counts.items():
                    self._counts[seen] = self._counts.get(seen, 0) + number
                for asked, number in messages.items():
                    self._messages[asked] = self._messages.get(asked, 0) + number

    def forget(self) -> None:
        """Start anew, as a process that has counted nothing yet."""
        with self._lock:
            self._counts, self._messages = {}, {}

    def _start(self) -> None:
        self._timer = Timer(settings.TRAFFIC_FLUSH_SECONDS, self._flush_and_close)
        self._timer.daemon = True
        self._timer.start()
        if not self._flushes_at_exit:
            self._flushes_at_exit = True
            # Not atexit: web servers run us in processes of multiprocessing, which skip that.
            Finalize(None, self.flush, exitpriority=1)

    def _flush_and_close(self) -> None:
        try:
            self.flush()
        finally:
            connections.close_all()


def write_counts(counts: dict[Seen, int]) -> None:
    """Add ``counts`` to the rows of today, in the time zone of each workspace.

    Rows are made where there are none and then added to, so that two processes that write at once
    both count. What is gone meanwhile is not counted. The number of queries does not grow with
    the number of workspaces.
    """
    if not counts:
        return
    moments = {seen[2] for seen in counts if seen[2] is not None}
    known = set(Transition.objects.filter(pk__in=moments).values_list("pk", flat=True))
    zones = dict(
        Workspace.objects.filter(pk__in={seen[0] for seen in counts}).values_list("pk", "time_zone")
    )
    now = timezone.now()
    rows = [
        RecognisedTraffic(
            workspace_id=workspace_id,
            day=timezone.localdate(now, ZoneInfo(zones[workspace_id])),
            persona=persona,
            transition_id=moment,
            requests=number,
        )
        for (workspace_id, persona, moment), number in sorted(counts.items(), key=str)
        if workspace_id in zones and (moment is None or moment in known)
    ]
    with transaction.atomic():  # all or nothing: what failed is added again as a whole
        for start in range(0, len(rows), ROWS_AT_ONCE):
            _add(rows[start : start + ROWS_AT_ONCE])


def _add(rows: list[RecognisedTraffic]) -> None:
    numbers = {_name(row): row.requests for row in rows}
    for row in rows:
        row.requests = 0
    RecognisedTraffic.objects.bulk_create(rows, ignore_conflicts=True)
    stored: Iterable[RecognisedTraffic] = RecognisedTraffic.objects.filter(
        workspace__in={row.workspace_id for row in rows}, day__in={row.day for row in rows}
    )
    more = {row.pk: numbers[_name(row)] for row in stored if _name(row) in numbers}
    cases = [When(pk=pk, then=Value(number)) for pk, number in more.items()]
    RecognisedTraffic.objects.filter(pk__in=more).update(
        requests=F("requests") + Case(*cases, default=Value(0), output_field=IntegerField())
    )


def _name(row: RecognisedTraffic) -> tuple[int, object, str, int | None]:
    return row.workspace_id, row.day, row.persona, row.transition_id


traffic = TrafficCounter()
"""The one counter of this process."""
