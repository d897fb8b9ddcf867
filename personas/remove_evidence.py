"""Deleting quotes by hand, or with the import that brought them: a mistake, not a withdrawal.

They may come back, and the pains do not count them; but texts that repeat them are flagged all the
same, since nothing stands behind those words any more.
"""

from django.db import transaction
from django.db.models import QuerySet

from personas.models import Evidence
from personas.quotes_go import Going, words_go
from workspaces.access import EDIT, Access
from workspaces.changes import remove_row

ROWS_AT_ONCE = 500


@transaction.atomic
def delete_quote(*, access: Access, evidence: Evidence) -> int:
    """Delete one quote; how many texts are flagged for it."""
    access.require(EDIT)
    mine = Evidence.objects.for_workspace(access.workspace).filter(pk=evidence.pk)
    flagged = words_go(access=access, quotes=mine, why=Going.GONE)
    remove_row(access=access, instance=evidence)
    return flagged


@transaction.atomic
def delete_quotes(*, access: Access, quotes: "QuerySet[Evidence]") -> int:
    """Delete many; how many there were. Writes no record: it is a part of what the caller tells."""
    words_go(access=access, quotes=quotes, why=Going.GONE)
    numbers = list(quotes.order_by().values_list("pk", flat=True))
    mine = Evidence.objects.for_workspace(access.workspace)
    for at in range(0, len(numbers), ROWS_AT_ONCE):
        mine.filter(pk__in=numbers[at : at + ROWS_AT_ONCE]).delete()
    return len(numbers)
