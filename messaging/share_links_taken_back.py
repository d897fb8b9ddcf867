"""Words that were taken back leave by no link: a file of before is handed out no more."""

from django.db.models import QuerySet

from messaging.models import ShareLink
from personas.models import Evidence
from personas.quotes_go import Going
from workspaces.access import Access


def drop_files(
    *, access: Access, quotes: "QuerySet[Evidence]", why: Going, leaving: bool = True
) -> int:
    """No link hands out a file that may hold these words; somebody has it made anew. 0, since no
    text is flagged here. What nobody was allowed to quote stood in no such file."""
    if not leaving or quotes.filter(may_quote=True).exists():
        rows = ShareLink.objects.for_workspace(access.workspace).filter(revoked_at=None)
        rows.exclude(job=None).update(job=None)
    return 0
