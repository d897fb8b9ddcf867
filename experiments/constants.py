"""Thresholds of the product: events, looks, experiments. Statistical ones live in ``stats``."""

from datetime import timedelta

MAX_EVENTS = 1_000
"""Events in one call."""

MAX_BATCH_BYTES = 5 * 1024 * 1024
"""Size of a batch once unpacked: a thousand generous events, and no zip bomb."""

MAX_EVENT_BYTES = 8 * 1024
"""Size of one event; what is larger is kept in the quarantine cut down to its first part."""

MAX_EVENT_LEVELS = 32
"""How deep a bad event is kept as it was sent: deeper ones exhaust the stack of JSON writers."""

MAX_AHEAD = timedelta(minutes=5)
"""How far a sender's clock may be fast."""

MAX_AGE = timedelta(days=90)
"""How late an event may come: longer than any app stays offline, shorter than we keep raw data."""

LOOK_EVERY_AT_FIRST = timedelta(seconds=10)
LOOK_EVERY_LATER = timedelta(hours=1)
FIRST_STRETCH = timedelta(hours=1)
"""Looks are taken often in the first hour, when people watch, and hourly after."""

MIN_ARMS = 2
MAX_ARMS = 10

MAX_HISTORY_POINTS = 200
"""Points of the chart of intervals over time; older looks are thinned out evenly."""

REPLAY_AT_ONCE = 1_000
