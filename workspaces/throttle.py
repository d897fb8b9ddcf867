"""How often something may be done: token buckets, in the memory of one process.  [pure]

A bucket is kept as one number, the moment at which it is full again (the generic cell rate
algorithm, ITU-T I.371): nothing has to fill it while nobody looks.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock

MOST_NAMES = 20_000
"""How many buckets are kept, a few megabytes. Whoever asks, the memory is bounded."""


@dataclass
class Throttle:
    """A bucket for each name (a key, an address), thread-safe.

    Beyond ``most_names`` the bucket that was used longest ago is forgotten, which means full: a
    name that asks too often is the last to be forgotten.
    """

    most_names: int = MOST_NAMES
    _full_at: OrderedDict[Hashable, float] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, name: Hashable, *, rate: float, burst: float) -> float:
        """Take one token. 0: go on. Else nothing is taken, and this many seconds until there is
        one. ``rate`` is tokens a second, ``burst`` how many a full bucket holds.
        """
        now = time.monotonic()
        with self._lock:
            full_at = max(self._full_at.get(name, now), now)
            missing = (full_at - now) * rate + 1 - burst
            if missing > 1e-6:
                self._full_at.move_to_end(name)
                return missing / rate
            self._keep(name, full_at + 1 / rate)
        return 0.0

    def charge(self, name: Hashable, *, rate: float, tokens: float) -> None:
        """Take more tokens than there may be: what is missing, later takers wait for."""
        now = time.monotonic()
        with self._lock:
            self._keep(name, max(self._full_at.get(name, now), now) + tokens / rate)

    def wait(self, name: Hashable, *, rate: float, burst: float) -> float:
        """As ``take``, but nothing is taken."""
        now = time.monotonic()
        missing = (max(self._full_at.get(name, now), now) - now) * rate + 1 - burst
        return missing / rate if missing > 1e-6 else 0.0

    def forget(self) -> None:
        """Start anew, as a process that was asked nothing yet."""
        with self._lock:
            self._full_at.clear()

    def __len__(self) -> int:
        return len(self._full_at)

    def _keep(self, name: Hashable, full_at: float) -> None:
        self._full_at[name] = full_at
        self._full_at.move_to_end(name)
        if len(self._full_at) > self.most_names:
            self._full_at.popitem(last=False)
