"""What this process delivers: a snapshot of each workspace, and all API keys.

One small query, at most every half second in each process, asks for the delivery versions; only
what changed is read again. So a change, or a revoked key, is in force everywhere within a second,
and all other requests ask the database nothing. If the database cannot be reached, what is known
stays in force: copy outlives an outage.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from django.db import DatabaseError
from django.utils import timezone

from experiments.delivery.compile import compile_snapshot
from experiments.delivery.snapshot import Key, Snapshot
from workspaces.access import access_by_key
from workspaces.models import ApiKey, DeliveryVersion

POLL_SECONDS = 0.5
LAST_USED_SECONDS = 60.0
log = logging.getLogger(__name__)

Mark = tuple[int, datetime]
"""Delivery version with the time it was set: no two states of a workspace share one."""


@dataclass
class Registry:
    """Thread-safe: readers see whole dictionaries, which are replaced and never changed."""

    _marks: dict[int, Mark] = field(default_factory=dict)
    _keys: dict[str, Key] = field(default_factory=dict)
    _snapshots: dict[int, tuple[Mark, Snapshot]] = field(default_factory=dict)
    _polled_at: float = float("-inf")
    _noted: dict[int, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find_key(self, key_hash: str, now: datetime) -> Key | None:
        """The usable key with this hash."""
        self._poll_if_due()
        key = self._keys.get(key_hash)
        if key is None or not key.is_usable(now):
            return None
        if time.monotonic() - self._noted.get(key.id, float("-inf")) >= LAST_USED_SECONDS:
            self._note_use(key, now)
        return key

    def snapshot_of(self, workspace_id: int) -> Snapshot:
        """The snapshot of a workspace at the version last polled."""
        if workspace_id not in self._marks:
            self.refresh()
        mark = self._marks.get(workspace_id)
        kept = self._snapshots.get(workspace_id)
        if kept is not None and kept[0] == mark:
            return kept[1]
        with self._lock:
            kept = self._snapshots.get(workspace_id)
            mark = self._marks.get(workspace_id) or (0, timezone.now())
            if kept is None or kept[0] != mark:
                try:
                    snapshot = compile_snapshot(
                        workspace_id=workspace_id, version=mark[0], changed_at=mark[1]
                    )
                except DatabaseError:
                    if kept is None:
                        raise
                    log.exception("Copy could not be read anew; the old is delivered.")
                    return kept[1]
                kept = (mark, snapshot)
                self._snapshots = {**self._snapshots, workspace_id: kept}
        return kept[1]

    def refresh_if_due(self) -> None:
        """For what is asked without a key: see to it that nothing known is older than a second."""
        self._poll_if_due()

    def refresh(self) -> None:
        """Ask for changes now, whenever the last poll was."""
        self._polled_at = float("-inf")
        self._poll_if_due(wait=True)

    def forget(self) -> None:
        """Start anew, as a process that has delivered nothing yet."""
        with self._lock:
            self._marks, self._keys, self._snapshots = {}, {}, {}
            self._noted.clear()
            self._polled_at = float("-inf")

    def _poll_if_due(self, *, wait: bool = False) -> None:
        """Poll unless it was done just now. While another thread polls, go on with what is known,
        unless nothing is, or the caller must ``wait``.
        """
        if time.monotonic() - self._polled_at < POLL_SECONDS:
            return
        if not self._lock.acquire(blocking=wait or not self._marks):
            return
        try:
            if time.monotonic() - self._polled_at < POLL_SECONDS:
                return
            asked_at = time.monotonic()
            try:
                self._poll()
            except DatabaseError:
                if not self._marks:
                    raise
                log.exception("The delivery versions could not be read; what is known stays.")
            self._polled_at = asked_at
        finally:
            self._lock.release()

    def _poll(self) -> None:
        rows = DeliveryVersion.objects.values_list("workspace_id", "version", "at")
        marks: dict[int, Mark] = {pk: (version, at) for pk, version, at in rows}
        changed = [pk for pk, mark in marks.items() if self._marks.get(pk) != mark]
        if changed or len(marks) != len(self._marks):
            kept = {
                key_hash: key
                for key_hash, key in self._keys.items()
                if key.workspace_id in marks and key.workspace_id not in changed
            }
            self._keys = kept | _read_keys(changed)
            self._marks = marks

    def _note_use(self, key: Key, now: datetime) -> None:
        """Write down that a key is used: at its first call, then once a minute. So its page tells
        the truth even of a key that was used only once; keys are few, so the writes are.
        """
        self._noted[key.id] = time.monotonic()
        rows = ApiKey.objects.filter(pk=key.id, workspace=key.workspace_id)
        try:
            rows.exclude(last_used_at__gte=now).update(last_used_at=now)
        except DatabaseError:
            log.exception("When a key was last used could not be written.")


def _read_keys(workspaces: list[int]) -> dict[str, Key]:
    rows = ApiKey.objects.filter(
        workspace_id__in=workspaces, revoked_at=None, workspace__archived_at=None
    ).select_related("workspace")
    return {
        row.hash: Key(
            id=row.pk,
            workspace_id=row.workspace_id,
            is_secret=row.kind == ApiKey.Kind.SECRET,
            permissions=access_by_key(row).permissions,
            origins=frozenset(row.allowed_origins),
            expires_at=row.expires_at,
        )
        for row in rows
    }


registry = Registry()
"""The one registry of this process."""
