"""Tests that must not share visitors: each gets its own part of a group's visitors.

A draft names the group, ``[name]``, or the group and the share it wants, ``[name, share]``; from
the start on ``[name, from, to]`` is the slice of [0, 1) it has. A slice is free again once its test
neither runs nor pauses.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import LIVE, NOT_STARTED
from workspaces.access import Access

LONGEST_NAME = 60
FEWEST = 0.05
"""Less than this share of the visitors is no room for a test."""
GRAIN = 1_000
"""GrowthBook places visitors in a namespace with a grain of a thousandth."""

Slice = tuple[float, float]


def tidy_namespace(given: Sequence[Any]) -> list[Any]:
    """The group of a draft as it is kept: [], [name] or [name, share]. Raises
    ExperimentRefusedError for anything else."""
    if not given or not str(given[0]).strip():
        return []
    name = " ".join(str(given[0]).split())
    if len(name) > LONGEST_NAME:
        raise ExperimentRefusedError(
            "bad_group", f"The name of a group has at most {LONGEST_NAME} characters."
        )
    share = given[1] if len(given) > 1 else None
    if len(given) > 2 or not (share is None or isinstance(share, int | float)):
        raise ExperimentRefusedError(
            "bad_group", "Name the group, and if you like the share of its visitors."
        )
    if share is None:
        return [name]
    if not FEWEST <= share <= 1:
        raise ExperimentRefusedError(
            "bad_group", f"The share of a group lies between {FEWEST:.0%} and 100%."
        )
    return [name, float(share)]


def allot(access: Access, experiment: Experiment) -> list[Any]:
    """The slice for a test that starts now, [] if it is in no group.

    Without a share it gets the part due to it when all tests of the group are counted, as far as
    that is free in one piece. ExperimentRefusedError if there is no room. The caller holds a lock
    on the workspace's delivery version or one writer at a time, so no two get the same slice.
    """
    if not experiment.namespace:
        return []
    name, *more = tidy_namespace(experiment.namespace[:2])
    rows = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(state__in=(*LIVE, *NOT_STARTED), archived_at=None)
        .exclude(pk=experiment.pk)
        .exclude(namespace=[])
    )
    others = [
        (state, group)
        for state, group in rows.order_by("pk").values_list("state", "namespace")
        if group[0] == name
    ]
    taken = [(group[1], group[2]) for state, group in others if state in LIVE and len(group) == 3]
    room = largest_gap(taken)
    if more:
        wanted = fewest = float(more[0])
    else:
        wanted, fewest = 1 / (len(others) + 1), FEWEST
    start, end = room
    free = end - start
    if free + 1e-9 < fewest:
        raise ExperimentRefusedError(
            "group_full",
            f"The tests that run in “{name}” leave {free:.0%} of its visitors: end one of them, "
            "or take this test out of the group.",
        )
    return [name, start, round(min(start + wanted, end), 3)]


def largest_gap(taken: Iterable[Slice]) -> Slice:
    """The largest free piece of [0, 1), the first of several; (0, 0) if there is none. [pure]"""
    best, at = (0.0, 0.0), 0.0
    for start, end in [*sorted(taken), (1.0, 1.0)]:
        if start - at > best[1] - best[0] + 1e-9:
            best = (at, start)
        at = max(at, end)
    return best
