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

MAX_AGE_OF_LATE_GOALS = timedelta(days=1_100)
"""How late a server or a file may tell of a goal: a third yearly renewal still counts for the text
that won the customer. A page has no reason to speak of so long ago."""

LOOK_EVERY_AT_FIRST = timedelta(seconds=10)
LOOK_EVERY_LATER = timedelta(hours=1)
FIRST_STRETCH = timedelta(hours=1)
"""Looks are taken often in the first hour, when people watch, and hourly after."""

MIN_ARMS = 2
MAX_ARMS = 10

MAX_HISTORY_POINTS = 200
"""Points of the chart of intervals over time; older looks are thinned out evenly."""

REPLAY_AT_ONCE = 1_000

GONE_AFTER_DAYS = 14
"""Days without a signal after which a visitor has left the journey: longer than a holiday week and
a second look, shorter than most second purchases."""

JOURNEY_DAYS = (7, 30, 90)
"""The stretches for which the observed journey is kept, in days."""

JOURNEY_EVERY = timedelta(minutes=10)
"""How often at most the observed journey is drawn anew for new signals."""

JOURNEY_AGES_AFTER = timedelta(days=1)
"""How old it may get without new signals: people leave by doing nothing."""
