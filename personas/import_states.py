"""The states of an import, and the jobs that lead from one to the next."""

from dataclasses import replace

from personas.models import EvidenceImport
from workspaces.access import Access
from workspaces.jobs import JobRun, enqueue
from workspaces.models import Job

State = EvidenceImport.State
READ = "personas.read_import"
LOOK = "personas.look_through_import"
APPLY = "personas.apply_import"
UNDO = "personas.undo_import"


class ImportStateError(ValueError):
    """What is asked of an import does not fit its state."""


def locked(access: Access, batch: EvidenceImport) -> EvidenceImport:
    """The import as it is now, which nobody else changes before the transaction ends."""
    row: EvidenceImport = (
        EvidenceImport.objects.for_workspace(access.workspace)
        .select_for_update(of=("self",))
        .get(pk=batch.pk)
    )
    return row


def must_be_open(batch: EvidenceImport) -> None:
    if batch.state != State.OPEN:
        raise ImportStateError("This import is not open any more.")


def is_at_work(batch: EvidenceImport) -> bool:
    """Whether a job is at this import, or waits for its turn."""
    return batch.job is not None and not batch.job.is_finished


def set_to_work(access: Access, batch: EvidenceImport, kind: str, **arguments: int) -> Job:
    """Ask for a job of this kind; the import's page shows it."""
    told = {"import": batch.pk, "by": access.actor_name, **arguments}
    batch.job = enqueue(access=access, kind=kind, arguments=told)
    EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk).update(job=batch.job)
    return batch.job


def import_of(run: JobRun) -> EvidenceImport:
    """The import a job is at."""
    batch: EvidenceImport = (
        EvidenceImport.objects.for_workspace(run.job.workspace)
        .select_related("mends", "persona", "workspace")
        .get(pk=run.arguments["import"])
    )
    return batch


def acting(run: JobRun) -> Access:
    """Everything in the job's workspace, in the name of who asked for it: a person or a key."""
    return replace(run.access, actor=f"job for {run.arguments['by']}")
