"""The cache of the embedded site: Django's cache of files, fit for counting attempts.

Limits on guessing are counted in the cache, behind locks made with ``add``. Django's own cache of
files has two holes there: ``add`` looks and writes in two steps, so two processes may both get a
lock; and beyond 300 entries it throws random ones away, so whoever makes many entries makes the
site forget their failures.
"""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

SWEEP_ONE_IN = 200
"""How often a write looks for what has run out: it costs a look at every file."""
LEFT_OVER_SECONDS = 86_400
"""Nothing here lives longer than a day unread; a half-written file of yesterday is nobody's."""


class FileCache(FileBasedCache):
    _dir: str
    _createdir: Callable[[], None]
    _is_expired: Callable[[Any], bool]

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set ``key`` if it is not there; of several processes, one succeeds."""
        self._createdir()
        with Path(self._dir, "adding.lock").open("a") as gate:
            locks.lock(gate, locks.LOCK_EX)
            return bool(super().add(key, value, timeout, version))

    def _cull(self) -> None:
        """Take away what has run out, now and then; never what still counts."""
        if random.randrange(SWEEP_ONE_IN):
            return
        now = time.time()
        with os.scandir(self._dir) as entries:
            for entry in entries:
                self._sweep(entry, now)

    def _sweep(self, entry: "os.DirEntry[str]", now: float) -> None:
        path = Path(entry.path)
        try:
            if path.suffix == self.cache_suffix:
                with path.open("rb") as file:
                    self._is_expired(file)
            elif path.name != "adding.lock" and now - entry.stat().st_mtime > LEFT_OVER_SECONDS:
                path.unlink()
        except FileNotFoundError:  # another process was quicker
            return
