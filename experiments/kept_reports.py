"""Reports are told in the history of sharing: those of results, whose files are kept like others
that came, and those to clients, which left."""

from collections.abc import Iterator

from experiments.client_reports import MAKE, SEND
from experiments.models import ResultReport
from messaging.keep_files import Kept, keep_files_of
from messaging.share_history import IN, OUT, HistoryLine, gone_words, tell_history
from workspaces.access import Access
from workspaces.job_files import DELETED_ON
from workspaces.models import Job

ROWS_AT_ONCE = 200
TONES = {"applied": "good", "open": "warn"}


def offer_reports() -> None:
    """Called once, when the site starts."""
    keep_files_of(Kept(ResultReport, ("file",)))
    tell_history(report_lines)
    tell_history(client_report_lines, OUT)


def report_lines(access: Access) -> Iterator[HistoryLine]:
    """Every report that was brought home, newest first."""
    rows = ResultReport.objects.for_workspace(access.workspace).select_related("created_by")
    for row in rows.order_by("-created_at", "-pk").iterator(chunk_size=ROWS_AT_ONCE):
        counted = row.counted.get("rows") if isinstance(row.counted, dict) else None
        yield HistoryLine(
            way=IN,
            at=row.created_at,
            who=row.created_by.email if row.created_by else "a key",
            name=row.file_name,
            what="Results of what ran elsewhere",
            rows=counted if isinstance(counted, int) else None,
            state=row.get_state_display(),
            tone=TONES.get(row.state, "quiet"),
            page="share-results-one",
            number=row.pk,
            gone=gone_words(row.file),
        )


def client_report_lines(access: Access) -> Iterator[HistoryLine]:
    """Every report to a client that was made, newest first."""
    rows = Job.objects.for_workspace(access.workspace).filter(kind__in=(MAKE, SEND))
    rows = rows.select_related("created_by").order_by("-created_at", "-pk")
    for job in rows.iterator(chunk_size=ROWS_AT_ONCE):
        done = job.state == Job.State.DONE
        number = job.result.get("recipients", 0)
        sent = f" · sent to {number}" if number else ""
        yield HistoryLine(
            way=OUT,
            at=job.created_at,
            who=job.created_by.email if job.created_by else "the site",
            name=str(job.result.get("file_name") or job.title),
            what=f"Report to a client{sent}",
            rows=None,
            state=job.get_state_display(),
            tone="good" if done else "bad" if job.state == Job.State.FAILED else "quiet",
            page="job",
            number=job.pk,
            file_page="job-file" if job.result_file else "",
            gone=gone_words(job.result_file, str(job.result.get(DELETED_ON) or "")) if done else "",
        )
