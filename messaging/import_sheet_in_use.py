"""The texts of a platform's own file are in use there: said as the file is applied.

A text is taken to stand there where a row of the file says just what it says: one that came back
unchanged, one that was taken, one we had already. A row that was left out says nothing, and where
our words were kept the platform shows others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import Q, QuerySet

from messaging.models import InUse, SheetImport, SheetImportRow, Variant
from messaging.sharing.formats import BY_KEY
from messaging.sharing.sheet_differences import same_texts
from messaging.using_elsewhere import mark_in_use
from workspaces.access import Access
from workspaces.models import Job

Kind = SheetImportRow.Kind
ROWS_AT_ONCE = 500


def where_from(batch: SheetImport) -> str:
    """The platform (key of ``using_elsewhere.WHERE``) whose own file this is; empty for others."""
    known = BY_KEY.get(batch.kind)
    return known.where if known is not None and known.group == "ads" else ""


def may_be_there(batch: SheetImport) -> bool:
    """Whether the file has rows whose text may be in use there as it stands, or once applied."""
    return bool(where_from(batch)) and _rows(batch).exclude(kind=Kind.FAULT).exists()


def mark_texts(*, access: Access, batch: SheetImport, place: str, job: Job) -> int:
    """Say that the texts of the file are in use on its platform; of how many that was not known.
    Call it in the transaction that applies the file, after its words were written."""
    texts = sorted(set(_there(batch)))
    return mark_in_use(
        access=access,
        variants=texts,
        where=where_from(batch),
        place=place,
        how=InUse.How.PLATFORM_FILE,
        job=job,
    )


def unmark_texts(batch: SheetImport) -> int:
    """Forget what ``mark_texts`` said, but for uses that somebody has ended since."""
    if batch.job_id is None:
        return 0
    here = InUse.objects.for_workspace(batch.workspace)
    how = InUse.How.PLATFORM_FILE
    gone: int = here.filter(job=batch.job_id, how=how, until=None).delete()[0]
    return gone


def _rows(batch: SheetImport) -> "QuerySet[SheetImportRow]":
    rows: QuerySet[SheetImportRow] = SheetImportRow.objects.for_workspace(batch.workspace)
    return rows.filter(batch=batch, left_out=False)


def _there(batch: SheetImport) -> Iterator[int]:
    """The ids of the texts that rows of the file say word for word."""
    rows = _rows(batch).filter(Q(kind=Kind.SAME) | Q(applied_at__isnull=False)).order_by("pk")
    found = rows.select_related("made", "variant").iterator(chunk_size=ROWS_AT_ONCE)
    while some := list(islice(found, ROWS_AT_ONCE)):
        others: list[SheetImportRow] = []
        for row in some:
            one = row.made or row.variant
            if one is not None and same_texts(one.parts, row.parts):
                yield one.pk
            else:
                others.append(row)
        yield from _known(batch, others)


def _known(batch: SheetImport, rows: Sequence[SheetImportRow]) -> Iterator[int]:
    """Other texts of the same messages that these rows say. One query."""
    messages = {row.message_id for row in rows if row.message_id}
    if not messages:
        return
    there: defaultdict[int, list[Variant]] = defaultdict(list)
    texts: Iterable[Variant] = Variant.objects.for_workspace(batch.workspace).filter(
        message__in=messages
    )
    for text in texts:
        there[text.message_id].append(text)
    for row in rows:
        same = (each.pk for each in there[row.message_id or 0] if same_texts(each.parts, row.parts))
        found = next(same, None)
        if found is not None:
            yield found
