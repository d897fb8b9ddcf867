"""From a file to evidence, and back."""

import pytest
from django.core.exceptions import PermissionDenied

from personas.import_apply import apply_import
from personas.import_evidence import (
    change_mapping,
    correct_row,
    discard_import,
    start_import,
    start_paste,
)
from personas.import_look import Look, look_through, quotes_of
from personas.import_states import ImportStateError
from personas.import_undo import undo_import
from personas.link_evidence import attach_evidence
from personas.listening.tables import UnreadableFileError
from personas.models import Evidence, EvidenceImport
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

FILE = (
    b"quote,source,status,date\n"
    b"I waited for a week,review,churned,1.2.2026\n"
    b"Nobody calls me back,support,customer,soon\n"
    b"I waited for a week!,review,churned,3.2.2026\n"
    b"It broke twice,G2,lead,4.2.2026\n"
)


def begin(cast: Cast, content: bytes = FILE) -> EvidenceImport:
    return start_import(access=cast.access, file_name="quotes.csv", content=content)


def audited(cast: Cast, action: str) -> int:
    return int(AuditRecord.objects.filter(workspace=cast.workspace, action=action).count())


def look(cast: Cast, batch: EvidenceImport) -> Look:
    batch.refresh_from_db()
    return look_through(access=cast.access, batch=batch)


def to_add(cast: Cast, batch: EvidenceImport) -> list[str]:
    return [row.text for row in quotes_of(batch, look(cast, batch).first_rows)]


def test_it_works(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    batch = begin(cast)
    change_mapping(
        access=cast.access,
        batch=batch,
        mapping=batch.mapping,
        defaults={"may_quote": "yes", "nonsense": "x"},
        persona=persona,
    )
    seen = look(cast, batch)
    assert to_add(cast, batch) == ["I waited for a week", "It broke twice"]
    assert (seen.duplicates, seen.faulty, seen.faulty_rows) == (1, 1, (3,))

    batch = apply_import(access=cast.access, batch=batch)
    assert batch.state == EvidenceImport.State.APPLIED
    assert (batch.added, batch.duplicates, batch.faults) == (2, 1, 1)
    kept = Evidence.objects.get(text="I waited for a week")
    assert (kept.source, kept.customer_status, kept.persona) == ("review", "ex_customer", persona)
    assert kept.may_quote
    assert kept.evidence_import == batch


def test_nothing_is_kept_before_it_is_applied(cast: Cast) -> None:
    look(cast, begin(cast))
    assert not Evidence.objects.exists()


def test_applying_twice_is_applying_once(cast: Cast) -> None:
    batch = begin(cast)
    first = apply_import(access=cast.access, batch=batch)
    second = apply_import(access=cast.access, batch=batch)
    assert second.added == first.added == 2
    assert Evidence.objects.count() == 2
    assert audited(cast, "imported") == 1


def test_a_second_file_adds_only_what_is_new(cast: Cast) -> None:
    apply_import(access=cast.access, batch=begin(cast))
    again = begin(cast, FILE + b"A new one it is,review,customer,\n")
    assert to_add(cast, again) == ["A new one it is"]
    assert look(cast, again).known == 2


def test_another_workspaces_quotes_are_not_known_here(cast: Cast) -> None:
    theirs = start_import(access=cast.other, file_name="quotes.csv", content=FILE)
    apply_import(access=cast.other, batch=theirs)
    assert look(cast, begin(cast)).to_add == 2


def test_a_row_mended_in_place_is_imported(cast: Cast) -> None:
    batch = begin(cast)
    correct_row(access=cast.access, batch=batch, number=3, values={"said_on": "2026-02-05"})
    batch.refresh_from_db()
    assert apply_import(access=cast.access, batch=batch).added == 3


def test_a_row_can_be_left_out(cast: Cast) -> None:
    batch = begin(cast)
    correct_row(access=cast.access, batch=batch, number=5, values={}, leave_out=True)
    batch.refresh_from_db()
    assert apply_import(access=cast.access, batch=batch).added == 1


def test_an_import_can_be_taken_back_and_applied_anew(cast: Cast) -> None:
    batch = apply_import(access=cast.access, batch=begin(cast))
    undone = undo_import(access=cast.access, batch=batch)
    assert (undone.removed, undone.kept) == (2, 0)
    assert not Evidence.objects.exists()
    batch.refresh_from_db()
    assert apply_import(access=cast.access, batch=batch).added == 2


def test_what_was_put_to_use_stays_when_an_import_is_taken_back(cast: Cast) -> None:
    batch = apply_import(access=cast.access, batch=begin(cast))
    used = Evidence.objects.get(text="It broke twice")
    pain = make.make_pain(cast.workspace)
    attach_evidence(access=cast.access, evidence=[used.pk], pain=pain)
    undone = undo_import(access=cast.access, batch=batch)
    assert (undone.removed, undone.kept) == (1, 1)
    assert list(Evidence.objects.all()) == [used]


def test_a_discarded_upload_loses_its_file_and_cannot_be_applied(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    batch = begin(cast)
    name, storage = batch.file.name, batch.file.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        discard_import(access=cast.access, batch=batch)
    assert not storage.exists(name)
    with pytest.raises(ImportStateError, match="Upload the file again"):
        apply_import(access=cast.access, batch=batch)
    with pytest.raises(ImportStateError):
        discard_import(access=cast.access, batch=batch)


def test_an_applied_import_is_not_changed(cast: Cast) -> None:
    batch = apply_import(access=cast.access, batch=begin(cast))
    with pytest.raises(ImportStateError):
        correct_row(access=cast.access, batch=batch, number=3, values={"text": "x"})
    with pytest.raises(ImportStateError):
        change_mapping(access=cast.access, batch=batch, mapping={}, defaults={}, persona=None)


def test_pasted_lines_are_quotes(cast: Cast) -> None:
    batch = start_paste(
        access=cast.access,
        text="I waited\nNobody calls\n",
        defaults={"source": "interview", "customer_status": "ex_customer"},
    )
    apply_import(access=cast.access, batch=batch)
    kept = Evidence.objects.values_list("text", "source", "customer_status")
    assert sorted(kept) == [
        ("I waited", "interview", "ex_customer"),
        ("Nobody calls", "interview", "ex_customer"),
    ]


def test_a_refused_file_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(UnreadableFileError):
        start_import(access=cast.access, file_name="a.pdf", content=b"%PDF-1.7")
    assert not EvidenceImport.objects.exists()


def test_the_person_is_kept_as_a_fingerprint_of_this_workspace(cast: Cast) -> None:
    content = b"quote,email\nI waited for a week,k.lee@example.org\n"
    apply_import(access=cast.access, batch=begin(cast, content))
    theirs = start_import(access=cast.other, file_name="a.csv", content=content)
    apply_import(access=cast.other, batch=theirs)
    hashes = set(Evidence.objects.values_list("person_hash", flat=True))
    assert len(hashes) == 2
    assert all(len(value) == 64 for value in hashes)


def test_a_viewer_may_not_import(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        start_import(access=cast.access_of(cast.viewer), file_name="a.csv", content=FILE)
