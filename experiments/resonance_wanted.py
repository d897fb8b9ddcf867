"""Whether what all tests say together has to be worked out again.

A mark is made of everything the reading stands on: which tests are finished, their newest looks,
and how their visitors were split. Web processes may ask; nothing here needs the statistics.
"""

import hashlib
from collections import defaultdict
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from experiments.history import FINISHED
from experiments.models import Experiment, ResonanceReading
from experiments.standing_looks import last_that_stands

WORKED_OUT_BY = "1"
"""Changes with the way of working it out, so that every reading is made anew."""
STALE_AFTER = timedelta(days=1)
"""Pains are merged and texts are told of other pains: once a day it is worked out in any case."""


def marks(workspace_id: int | None = None) -> dict[int, str]:
    """Workspace -> the mark of its finished tests, for all or one that has any. One query."""
    last = last_that_stands(OuterRef("workspace_id"))
    wanted = Q(state__in=FINISHED)
    if workspace_id is not None:
        wanted &= Q(workspace_id=workspace_id)
    rows = (
        Experiment.objects.filter(wanted)
        .annotate(look=Subquery(last.values("pk")[:1]))
        .order_by("workspace_id", "pk")
        .values_list("workspace_id", "pk", "look", "factor", "is_aa", "split_by", "allocation")
    )
    told: dict[int, list[str]] = defaultdict(list)
    for workspace, *values in rows:
        told[workspace].append(",".join(str(value) for value in values))
    return {workspace: _mark(lines) for workspace, lines in told.items()}


def workspaces_wanting() -> list[int]:
    """Workspaces whose reading is missing, of yesterday, or not of the present tests."""
    kept = {
        row.workspace_id: row
        for row in ResonanceReading.objects.only("workspace_id", "taken_at", "body")
    }
    now = timezone.now()
    found = []
    for workspace, mark in marks().items():
        row = kept.get(workspace)
        if row is None or row.body.get("mark") != mark or now - row.taken_at > STALE_AFTER:
            found.append(workspace)
    return found


def _mark(lines: list[str]) -> str:
    text = "\n".join([WORKED_OUT_BY, *lines])
    return hashlib.sha256(text.encode()).hexdigest()
