"""Two people press the same button at the same moment: it is done once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from experiments.models import ResultReport
from experiments.refusals import ExperimentRefusedError
from experiments.results_home import apply_report, undo_report
from experiments.results_home_take import take_report
from messaging.bring_in import bring_page
from messaging.bring_in_apply import Wanted, bring_in
from messaging.bring_in_undo import undo
from messaging.conflicts import RefusedError
from messaging.import_sheet_apply import apply_sheet
from messaging.import_sheet_undo import undo_sheet
from messaging.models import (
    BroughtIn,
    Review,
    ReviewItem,
    ReviewNote,
    ShareLink,
    SheetImport,
    Variant,
)
from messaging.review_settling import approve_approved, take_wordings
from messaging.share_links import make_file_anew
from messaging.tasks import apply_returned_sheet
from tests.conftest import Cast
from tests.experiments.reported import google, sums_of, there
from tests.messaging.reviewing import answer, begin, enter
from tests.messaging.share_link_cast import linked
from tests.messaging.sharing.laid_beside import a_draft, come_back, row_of
from workspaces.models import AuditRecord, Job

CROWD = 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")


def at_once(*acts: Callable[[], object]) -> int:
    """Do all of them at the same moment; how many were done, the others being refused."""
    start = threading.Barrier(len(acts))

    def go(act: Callable[[], object]) -> bool:
        start.wait()
        try:
            act()
        except (RefusedError, ExperimentRefusedError):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(go, acts))


def told(action: str) -> int:
    return AuditRecord.objects.filter(action=action).count()


def test_a_sheet_is_applied_by_one_job_and_undone_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = a_draft(cast)
    said = row_of(draft, headline="Keep your Sundays", subline="So.")
    pk = come_back(monkeypatch, cast.access, [said]).pk

    def batch() -> SheetImport:
        return SheetImport.objects.get(pk=pk)

    at_once(*[lambda: apply_sheet(access=cast.access, batch=batch())] * CROWD)
    job = Job.objects.get(kind="messaging.apply_sheet")
    at_once(*[lambda: apply_returned_sheet(job.pk)] * CROWD)
    draft.refresh_from_db()
    assert (draft.parts["headline"], draft.revision) == ("Keep your Sundays", 2)
    assert at_once(*[lambda: undo_sheet(access=cast.access, batch=batch())] * CROWD) == 1
    assert (told("applied"), told("undone")) == (1, 1)


def test_the_same_rows_count_once(cast: Cast) -> None:
    test = there(cast)
    content = google(test, (1000, 50), (1000, 70)).read()
    files = [SimpleUploadedFile(f"{n}.csv", content + b"\n" * n) for n in range(CROWD)]
    pks = [take_report(access=cast.access, file=file).pk for file in files]
    assert len(set(pks)) == CROWD

    def count(pk: int) -> Callable[[], object]:
        report = ResultReport.objects.get(pk=pk)
        return lambda: apply_report(access=cast.access, report=report)

    assert at_once(*map(count, pks)) == 1
    assert sums_of(test) == [(1000, 50), (1000, 70)]
    counted = ResultReport.objects.get(state="applied")
    assert at_once(*[lambda: undo_report(access=cast.access, report=counted)] * CROWD) == 1
    assert (told("report counted"), told("report taken out")) == (1, 1)


def test_what_runs_elsewhere_comes_in_once(cast: Cast) -> None:
    pk = bring_page(access=cast.access, html="<h1>Sundays are yours</h1><p>We ask.</p>").pk

    def batch() -> BroughtIn:
        return BroughtIn.objects.get(pk=pk)

    into = Wanted("website")
    done = at_once(*[lambda: bring_in(access=cast.access, batch=batch(), wanted=into)] * CROWD)
    assert (done, Variant.objects.count()) == (1, 1)
    assert at_once(*[lambda: undo(access=cast.access, batch=batch())] * CROWD) == 1
    assert (told("brought in"), told("taken back")) == (1, 1)


def test_a_yes_carries_over_once_and_a_wording_is_taken_once(cast: Cast) -> None:
    review = begin(cast)
    item = ReviewItem.objects.filter(review=review).earliest("position")
    Variant.objects.filter(pk=item.variant_id).update(state="submitted")
    client = enter(review)
    answer(client, review, 1, verdict="approved", **{"line-headline": "For you"})
    before, note = Variant.objects.count(), ReviewNote.objects.get()

    def take() -> object:
        return take_wordings(access=cast.access, notes=[ReviewNote.objects.get(pk=note.pk)])

    assert at_once(*[take] * CROWD) == 1
    assert Variant.objects.count() == before + 1
    row = Review.objects.get(pk=review.pk)
    at_once(*[lambda: approve_approved(access=cast.access, review=row)] * CROWD)
    assert Variant.objects.get(pk=item.variant_id).state == "approved"
    assert (told("taken"), told("approved")) == (1, 2), "the client's yes, and ours"


def test_the_file_of_a_link_is_made_once(cast: Cast) -> None:
    pk = linked(cast).pk
    before = Job.objects.count()

    def anew() -> None:
        make_file_anew(access=cast.access, link=ShareLink.objects.get(pk=pk))

    assert at_once(*[anew] * CROWD) == 1
    assert Job.objects.count() == before + 1
