"""The one road on which quotes leave, and who has to be told before they do.

What is built on quotes lies in apps above this one, so they say here that they want to know
(``tell_me``, from their ``AppConfig.ready``). They are told inside the transaction in which the
quotes go or may no longer be quoted, so what they do about it is done at that moment or not at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from django.db import transaction
from django.db.models import F, QuerySet

from personas.kept_out import keep_out
from personas.models import Evidence, EvidenceLink, PainPoint
from workspaces.access import Access
from workspaces.models import AuditRecord

ROWS_AT_ONCE = 500


class Going(StrEnum):
    """Why words may no longer be used."""

    WITHDRAWN = "withdrawn"
    GONE = "gone"


class Listener(Protocol):
    def __call__(
        self, *, access: Access, quotes: "QuerySet[Evidence]", why: Going, leaving: bool
    ) -> int:
        """Told of quotes that are still there; how many texts it flagged for it."""


_listeners: list[Listener] = []


def tell_me(listener: Listener) -> None:
    """Have ``listener`` told before quotes go. Once, however often it is said."""
    if listener not in _listeners:
        _listeners.append(listener)


@transaction.atomic
def words_go(
    *, access: Access, quotes: "QuerySet[Evidence]", why: Going, leaving: bool = True
) -> int:
    """Tell whoever wants to know that these words may no longer be used; how many texts are
    flagged for it. ``leaving``: the rows are deleted next, in the same transaction."""
    return sum(
        listener(access=access, quotes=quotes, why=why, leaving=leaving) for listener in _listeners
    )


@transaction.atomic
def let_go(*, access: Access, quotes: "QuerySet[Evidence]", why: Going) -> dict[str, int]:
    """Delete quotes whose speakers want them gone, for good.

    The pains they stood behind count them as withdrawn, the words are kept out of later imports,
    and the audit log forgets them. Writes no record itself: the caller tells what was done, with
    the numbers returned.
    """
    flagged = words_go(access=access, quotes=quotes, why=why)
    numbers = list(quotes.order_by().values_list("pk", flat=True))
    pains = _say_so_on_pains(access, numbers)
    for some in _slices(numbers):
        rows = Evidence.objects.for_workspace(access.workspace).filter(pk__in=some)
        keep_out(access.workspace, list(rows))
        rows.delete()
        AuditRecord.objects.forget_rows(
            workspace=access.workspace, target_type="evidence", ids=some
        )
    return {"quotes": len(numbers), "pains": pains, "flagged": flagged}


def _say_so_on_pains(access: Access, numbers: list[int]) -> int:
    """Each pain grows its count of quotes that were withdrawn; how many pains."""
    stood: Counter[int] = Counter()
    links = EvidenceLink.objects.for_workspace(access.workspace).filter(
        state=EvidenceLink.State.CONFIRMED
    )
    for some in _slices(numbers):
        stood.update(links.filter(evidence__in=some).values_list("pain_id", flat=True))
    by_number: dict[int, list[int]] = defaultdict(list)
    for pain, number in stood.items():
        by_number[number].append(pain)
    mine = PainPoint.objects.for_workspace(access.workspace)
    for number, pains in by_number.items():
        mine.filter(pk__in=pains).update(quotes_withdrawn=F("quotes_withdrawn") + number)
    return len(stood)


def _slices(numbers: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(numbers), ROWS_AT_ONCE):
        yield numbers[at : at + ROWS_AT_ONCE]
