"""Put finished tests into the library with what was learned, and bring them back to the list."""

from django.db import transaction
from django.utils import timezone

from experiments.holding_back import end_open_holdback
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import NOT_STARTED, OVER, locked, publish, wrong_state
from workspaces.access import EDIT, Access
from workspaces.changes import one_record, record


def archive_experiment(
    *, access: Access, experiment: Experiment, learning_note: str = ""
) -> Experiment:
    """Put a finished experiment into the library with what was learned; its counts are final.

    What is held back ends with it: nobody would read it any more.
    """
    access.require(EDIT)
    with one_record(access=access, action="archived", target=experiment):
        stored = locked(access, experiment)
        if stored.state not in OVER:
            raise wrong_state(stored)
        if stored.archived_at is not None:
            raise ExperimentRefusedError("archived", "This experiment is archived already.")
        now = timezone.now()
        end_open_holdback(access, stored, now)
        stored.archived_at = now
        stored.frozen_at = stored.frozen_at or now
        stored.learning_note = learning_note or stored.learning_note
        stored.save(update_fields=["archived_at", "frozen_at", "learning_note"])
        publish(access, stored, "archived", {"learning_note": stored.learning_note})
    return stored


def unarchive_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """Back into the list of tests. Its counts stay final: the events may be gone by now."""
    access.require(EDIT)
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.archived_at is None:
            raise ExperimentRefusedError("not_archived", "This experiment is not archived.")
        stored.archived_at = None
        stored.save(update_fields=["archived_at"])
        record(access=access, action="unarchived", target=stored, after={"state": stored.state})
    return stored


def write_learning_note(*, access: Access, experiment: Experiment, note: str) -> Experiment:
    """Say what was learned; possible at any time after the start."""
    access.require(EDIT)
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.state in NOT_STARTED:
            raise wrong_state(stored)
        if stored.learning_note == note:
            return stored
        before, stored.learning_note = stored.learning_note, note
        stored.save(update_fields=["learning_note"])
        record(
            access=access,
            action="noted",
            target=stored,
            before={"learning_note": before},
            after={"learning_note": note},
        )
    return stored
