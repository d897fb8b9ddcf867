"""Change how visitors are split while a test runs."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from experiments.models import Experiment, Phase
from experiments.phases import (
    check_weights,
    close_phase,
    normalised,
    open_phase,
    same_weights,
)
from experiments.transitions import LIVE, locked, want_recount, wrong_state
from workspaces.access import APPROVE, Access
from workspaces.changes import record
from workspaces.models import DeliveryVersion


def change_weights(
    *,
    access: Access,
    experiment: Experiment,
    weights: Sequence[float] | None = None,
    coverage: float | None = None,
) -> Experiment:
    """Split visitors differently from now on; None keeps what is.

    ``weights`` in any unit, by position; 0 stops an arm. New weights, or less coverage, open a new
    phase, which counts only visitors never shown the test before. More coverage alone moves nobody
    and stays in the phase. Another coverage by hand ends a ramp-up.
    """
    access.require(APPROVE)
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.state not in LIVE:
            raise wrong_state(stored)
        if coverage is not None and stored.ramp and coverage != _open(stored).coverage:
            stored.ramp = []
            stored.save(update_fields=["ramp"])
        resplit(access, stored, weights, coverage)
    return stored


def resplit(
    access: Access,
    experiment: Experiment,
    weights: Sequence[float] | None,
    coverage: float | None,
    action: str = "reweighted",
) -> bool:
    """The split itself, of a locked live experiment, in a transaction; True if anything changed."""
    phase = _open(experiment)
    shares = normalised(weights) if weights is not None else list(phase.weights)
    cover = phase.coverage if coverage is None else coverage
    check_weights(shares, len(phase.weights), cover)
    before = {"weights": phase.weights, "coverage": phase.coverage}
    same = same_weights(shares, phase.weights)
    if same and cover == phase.coverage:
        return False
    if same and cover > phase.coverage:
        phase.coverage = cover
        phase.save(update_fields=["coverage"])
    else:
        now = timezone.now()
        close_phase(experiment, now)
        phase = open_phase(experiment, phase.number + 1, shares, cover, now)
        want_recount(access, experiment)
    after = {"weights": phase.weights, "coverage": phase.coverage, "phase": phase.number}
    record(access=access, action=action, target=experiment, before=before, after=after)
    DeliveryVersion.objects.bump(access.workspace.pk)
    return True


def _open(experiment: Experiment) -> Phase:
    found: Phase = Phase.objects.select_for_update().get(
        workspace_id=experiment.workspace_id, experiment=experiment, ended_at=None
    )
    return found
