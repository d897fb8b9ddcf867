"""Where the values of a goal are cut off, fixed before the first visitor is counted.

A single huge order would otherwise decide a test of revenue. The cap is set by hand when a test is
planned; where it is not, the 99th percentile of what visitors were worth before says it, so that it
owes nothing to the test's own visitors (winsorising).
"""

import math
from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from experiments.models import Event, EventClass, EventType, Experiment, ExperimentGoal, Goal

LOOK_BACK = timedelta(days=365)
VALUES_AT_MOST = 200_000
"""The newest events that are looked at: more say nothing more about a percentile."""
FEWEST_VISITORS = 100
"""Below this the 99th percentile is nothing but the largest value."""
SHARE_KEPT = 0.99


def caps_at_start(experiment: Experiment) -> dict[str, float]:
    """Fix the cap of every value goal of a test that has none yet; what was fixed, by goal key.

    Call it in the transaction that starts the test. A goal about whose past too little is known
    stays without a cap.
    """
    links = ExperimentGoal.objects.filter(
        workspace_id=experiment.workspace_id,
        experiment=experiment,
        goal__kind=Goal.Kind.VALUE,
        cap=None,
    ).select_related("goal")
    caps: dict[str, float] = {}
    for link in links:
        cap = cap_from_past(link.goal)
        if cap is None:
            continue
        link.cap = cap
        link.save(update_fields=["cap"])
        caps[link.goal.key] = cap
    return caps


def cap_from_past(goal: Goal) -> float | None:
    """The 99th percentile of what one visitor was worth within one window of the goal.

    None if fewer than ``FEWEST_VISITORS`` visitors are known, or if the percentile is no more
    than nothing.
    """
    now = timezone.now()
    rows = (
        Event.objects.filter(
            workspace_id=goal.workspace_id,
            goal=goal,
            type=EventType.CONVERSION,
            event_class=EventClass.HUMAN,
            simulated=False,
            value__isnull=False,
            at__gte=now - LOOK_BACK,
        )
        .order_by("-at")
        .values_list("visitor", "person", "at", "value")
    )
    window = timedelta(days=goal.window_days)
    totals: dict[tuple[str, str, int], float] = defaultdict(float)
    for visitor, person, at, value in rows[:VALUES_AT_MOST].iterator():
        totals[(visitor, "" if visitor else person, (now - at) // window)] += value or 0.0
    if len(totals) < FEWEST_VISITORS:
        return None
    ordered = sorted(totals.values())
    cap = ordered[math.ceil(SHARE_KEPT * len(ordered)) - 1]
    return cap if cap > 0 else None
