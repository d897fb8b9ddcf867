"""Large imports: read, looked at, applied and taken back by jobs."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from personas.import_apply import apply_import, apply_in_job
from personas.import_evidence import choose_masking, correct_row, go_on, start_import
from personas.import_look import kept_look
from personas.import_read import look_in_job, read_in_job
from personas.import_sizes import READ_AT_ONCE_BYTES, ROWS_A_BATCH, ROWS_AT_ONCE
from personas.import_states import ImportStateError, State
from personas.import_undo import undo_import, undo_in_job
from personas.models import Evidence, EvidenceImport
from tests import make
from tests.conftest import Cast
from workspaces.jobs import JobRun, cancel_job, run_job
from workspaces.models import AuditRecord, Job

ROWS = ROWS_AT_ONCE + 300
FAULTY = 2_200


def large_file(filling: str = "") -> bytes:
    """Rows of which one has no date we can read, and two are the same."""
    lines = ["quote,date"]
    for number in range(2, ROWS + 2):
        said = "soon" if number == FAULTY else "2026-02-01"
        which = number - 1 if number == ROWS + 1 else number
        lines.append(f"I waited {which} days for an answer{filling},{said}")
    return "\n".join(lines).encode()


def begin(cast: Cast, content: bytes) -> EvidenceImport:
    return start_import(access=cast.access, file_name="q.csv", content=ContentFile(content))


def work(batch: EvidenceImport, doing: Any) -> EvidenceImport:
    batch.refresh_from_db()
    assert batch.job is not None
    run_job(batch.job.pk, doing)
    batch.refresh_from_db()
    return batch


def opened(cast: Cast) -> EvidenceImport:
    return work(begin(cast, large_file()), look_in_job)


def recorded(cast: Cast, action: str) -> int:
    return int(AuditRecord.objects.filter(workspace=cast.workspace, action=action).count())


def test_it_works(cast: Cast) -> None:
    content = large_file(" really" * 80)
    assert len(content) > READ_AT_ONCE_BYTES
    batch = begin(cast, content)
    assert (batch.state, batch.rows_file.name) == (State.READING, "")
    work(batch, read_in_job)
    look = kept_look(batch)
    assert batch.state == State.OPEN
    assert look is not None
    assert (look.to_add, look.repeated, look.faulty_rows) == (ROWS - 2, 1, (FAULTY,))

    batch = apply_import(access=cast.access, batch=batch)
    assert (batch.state, Evidence.objects.count()) == (State.APPLYING, 0)
    work(batch, apply_in_job)
    assert (batch.state, batch.added, batch.duplicates, batch.faults) == (
        State.APPLIED,
        ROWS - 2,
        1,
        1,
    )
    assert recorded(cast, "imported") == 1

    undone = undo_import(access=cast.access, batch=batch)
    assert undone.job is not None
    work(batch, undo_in_job)
    assert (batch.state, Evidence.objects.count()) == (State.OPEN, 0)
    assert recorded(cast, "import undone") == 1


def stop_at_first_progress(cast: Cast) -> Any:
    """The work of an import whose job a person stops while it runs."""

    def stopped(run: JobRun) -> Any:
        before = run.progress

        def progress(done: int, total: int, doing: str = "") -> None:
            cancel_job(access=cast.access, job=run.job)
            before(total, total, doing)

        run.progress = progress  # type: ignore[method-assign]
        return apply_in_job(run)

    return stopped


def test_what_is_stopped_keeps_what_is_in_and_goes_on(cast: Cast) -> None:
    batch = apply_import(access=cast.access, batch=opened(cast))
    work(batch, stop_at_first_progress(cast))
    assert (batch.state, batch.position) == (State.APPLYING, ROWS_A_BATCH)
    assert Evidence.objects.count() == batch.added == ROWS_A_BATCH
    assert recorded(cast, "imported") == 0

    assert go_on(access=cast.access, batch=batch) is not None
    assert go_on(access=cast.access, batch=batch) is None, "Somebody is at it."
    with pytest.raises(ImportStateError, match="Somebody is at this import"):
        undo_import(access=cast.access, batch=batch)
    work(batch, apply_in_job)
    assert (batch.state, batch.added) == (State.APPLIED, ROWS - 2)
    assert recorded(cast, "imported") == 1


def test_a_job_begun_again_after_the_end_changes_nothing(cast: Cast) -> None:
    batch = work(apply_import(access=cast.access, batch=opened(cast)), apply_in_job)
    Job.objects.filter(pk=batch.job_id).update(state=Job.State.QUEUED)
    work(batch, apply_in_job)
    assert (Evidence.objects.count(), recorded(cast, "imported")) == (ROWS - 2, 1)


def test_what_was_stopped_can_be_taken_back(cast: Cast) -> None:
    batch = apply_import(access=cast.access, batch=opened(cast))
    work(batch, stop_at_first_progress(cast))
    assert undo_import(access=cast.access, batch=batch).removed == ROWS_A_BATCH
    batch.refresh_from_db()
    assert (batch.state, batch.position) == (State.OPEN, 0)


def test_a_large_file_that_is_refused_keeps_its_reason_and_loses_its_file(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    batch = begin(cast, b"%PDF-1.7" + b" " * READ_AT_ONCE_BYTES)
    name, storage = batch.file.name, batch.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        work(batch, read_in_job)
    assert batch.state == State.REFUSED
    assert "no spreadsheet" in batch.refusal
    assert (batch.file.name, storage.exists(name)) == ("", False)
    with pytest.raises(ImportStateError):
        apply_import(access=cast.access, batch=batch)


def test_one_mended_row_needs_no_new_look_at_all(cast: Cast) -> None:
    batch = opened(cast)
    correct_row(access=cast.access, batch=batch, number=FAULTY, values={"said_on": "2026-03-01"})
    batch.refresh_from_db()
    look = kept_look(batch)
    assert look is not None
    assert (look.to_add, look.faulty, look.faulty_rows) == (ROWS - 1, 0, ())


def test_a_decision_asks_for_a_new_look(cast: Cast) -> None:
    batch = opened(cast)
    first = batch.job_id
    choose_masking(access=cast.access, batch=batch, masking="keep")
    batch.refresh_from_db()
    assert kept_look(batch) is None
    assert batch.job_id != first
    assert recorded(cast, "masking chosen") == 1
    assert kept_look(work(batch, look_in_job)) is not None


def test_a_look_at_what_was_decided_otherwise_meanwhile_is_dropped(cast: Cast) -> None:
    batch = begin(cast, large_file())

    def decide_late(run: JobRun) -> Any:
        before = run.progress

        def progress(done: int, total: int, doing: str = "") -> None:
            EvidenceImport.objects.filter(pk=batch.pk).update(masking="keep")
            before(done, total, doing)

        run.progress = progress  # type: ignore[method-assign]
        return look_in_job(run)

    work(batch, decide_late)
    assert batch.counted == {}


def test_what_is_put_to_use_stays_when_a_large_import_is_taken_back(cast: Cast) -> None:
    batch = work(apply_import(access=cast.access, batch=opened(cast)), apply_in_job)
    used = Evidence.objects.filter(evidence_import=batch).first()
    make.EvidenceLink.objects.create(
        workspace=cast.workspace, evidence=used, pain=make.make_pain(cast.workspace)
    )
    undo_import(access=cast.access, batch=batch)
    work(batch, undo_in_job)
    assert list(Evidence.objects.all()) == [used]
