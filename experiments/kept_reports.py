"""Reports of results are kept, and told in the history of sharing, like other files that came."""

from collections.abc import Iterator

from experiments.models import ResultReport
from messaging.keep_files import Kept, keep_files_of
from messaging.share_history import IN, HistoryLine, gone_words, tell_history
from workspaces.access import Access

ROWS_AT_ONCE = 200
TONES = {"applied": "good", "open": "warn"}


def offer_reports() -> None:
    """Called once, when the site starts."""
    keep_files_of(Kept(ResultReport, ("file",)))
    tell_history(report_lines)


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
