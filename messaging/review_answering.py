"""A client says what they think of a text: a verdict, a comment, another wording of a line.

All of it is kept under the name they gave, dated, each with its audit record; the verdict that
counts is the latest. The same said twice is kept once, so a form may be sent twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from messaging.models import Review, ReviewItem, ReviewNote
from messaging.review_lines import Reworded, text_at
from messaging.review_reading import is_open, shown_items
from workspaces.access import Access, client_access
from workspaces.changes import create_row, record
from workspaces.public_tokens import is_public_token
from workspaces.webhooks import announce

LONGEST_NAME = 80
LONGEST_NOTE = 2_000
LONGEST_REASON = 300
NOTES_AN_HOUR = 300
"""Under one link: a client who rewords twenty texts line by line stays far below."""
Verdict = ReviewItem.Verdict


class ClosedReviewError(ValueError):
    """Nothing can be said any more: it was closed, or has ended."""


class WithdrawnError(ValueError):
    """The text was taken out of the review meanwhile."""


class TooManyNotesError(ValueError):
    """More was said under this link within an hour than people say."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one form says of one text. ``verdict`` empty: none given. ``place`` and ``index`` are
    what the comment is about, where it is about one line."""

    verdict: str = ""
    reason: str = ""
    comment: str = ""
    place: str = ""
    index: int | None = None
    wordings: Sequence[Reworded] = field(default_factory=tuple)

    @property
    def says_something(self) -> bool:
        return bool(self.verdict or self.comment or self.wordings)


def find_review(token: str) -> Review:
    """The review a link leads to, open or not; Http404 for any other text."""
    review = None
    if is_public_token(token):
        review = Review.objects.select_related("workspace").filter(token=token).first()
    if review is None:
        raise Http404("There is no such review.")
    return review


def answer_item(*, review: Review, item: ReviewItem, name: str, answer: Answer) -> bool:
    """Keep what ``name`` says of one text; True if any of it is new.

    ClosedReviewError, WithdrawnError or TooManyNotesError where nothing was kept. Nobody is asked
    for a permission: the address that nobody can guess is it.
    """
    access = client_access(review.workspace, name=name)
    with transaction.atomic():
        # Held, so that closing and answering, and two answers, happen one after the other.
        rows = Review.objects.for_workspace(review.workspace).select_for_update(of=("self",))
        held = rows.select_related("workspace").filter(pk=review.pk).first()
        if held is None or not is_open(held):
            raise ClosedReviewError("It is closed.")
        shown = shown_items(review.workspace).filter(review=held)
        row = shown.filter(pk=item.pk).first()
        if row is None:
            raise WithdrawnError("The text is no longer here.")
        was_waiting = row.verdict == Verdict.WAITING
        new = _keep_notes(access, held, row, name, answer)
        if answer.verdict:
            new |= _keep_verdict(access, row, name, answer)
        is_last = was_waiting and not shown.filter(verdict=Verdict.WAITING).exists()
        if answer.verdict and is_last:
            _tell(access, held)
    return new


def _keep_verdict(access: Access, row: ReviewItem, name: str, answer: Answer) -> bool:
    reason = answer.reason if answer.verdict == Verdict.REJECTED else ""
    same = (row.verdict, row.reason, row.decided_by) == (answer.verdict, reason, name)
    if same:
        return False
    before = {"verdict": row.verdict, "reason": row.reason, "decided_by": row.decided_by}
    earlier = list(row.earlier)
    if row.verdict != Verdict.WAITING:
        at = row.decided_at.isoformat() if row.decided_at else ""
        earlier.append(
            {"verdict": row.verdict, "reason": row.reason, "by": row.decided_by, "at": at}
        )
    after = {"verdict": answer.verdict, "reason": reason, "decided_by": name}
    ReviewItem.objects.for_workspace(access.workspace).filter(pk=row.pk).update(
        **after, decided_at=timezone.now(), earlier=earlier
    )
    record(access=access, action=answer.verdict, target=row, before=before, after=after)
    return True


def _keep_notes(access: Access, review: Review, row: ReviewItem, name: str, answer: Answer) -> bool:
    wanted = [
        ReviewNote(kind=ReviewNote.Kind.WORDING, place=each.place, index=each.index, text=each.text)
        for each in answer.wordings
        if text_at(row.parts, each.place, each.index) != each.text
    ]
    if answer.comment:
        comment = ReviewNote.Kind.COMMENT
        place, index, text = answer.place, answer.index, answer.comment
        wanted.append(ReviewNote(kind=comment, place=place, index=index, text=text))
    mine = ReviewNote.objects.for_workspace(access.workspace)
    said = set(
        mine.filter(item=row, author=name)
        .exclude(state=ReviewNote.State.DECLINED)
        .values_list("kind", "place", "index", "text")
    )
    new = [each for each in wanted if (each.kind, each.place, each.index, each.text) not in said]
    if not new:
        return False
    since = timezone.now() - timedelta(hours=1)
    lately = mine.filter(item__review=review, created_at__gt=since).count()
    if lately + len(new) > NOTES_AN_HOUR:
        raise TooManyNotesError("That is more than can be kept in an hour.")
    for note in new:
        note.item, note.author = row, name
        is_wording = note.kind == ReviewNote.Kind.WORDING
        action = "reworded" if is_wording else "commented"
        create_row(access=access, instance=note, action=action)
    return True


def _tell(access: Access, review: Review) -> None:
    rows = shown_items(access.workspace).filter(review=review)
    notes = ReviewNote.objects.for_workspace(access.workspace).filter(item__review=review)
    announce(
        access=access,
        event="review.answered",
        data={
            "review": {"id": review.pk},
            "approved": rows.filter(verdict=Verdict.APPROVED).count(),
            "rejected": rows.filter(verdict=Verdict.REJECTED).count(),
            "notes": notes.count(),
        },
    )
