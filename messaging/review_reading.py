"""What a review looks like now: who still waits, what was said, what is no longer shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from messaging.channels import Channel
from messaging.channels_here import channels_in
from messaging.models import CopyFlag, Review, ReviewItem, ReviewNote, Variant
from messaging.review_lines import Line, lines_of
from workspaces.access import VIEW, Access
from workspaces.models import Workspace

Verdict = ReviewItem.Verdict


def is_open(review: Review, now: datetime | None = None) -> bool:
    """Whether something can be said. A deadline that is over only reminds; the end ends."""
    now = now or timezone.now()
    ended = review.closed_at is not None or review.expires_at <= now
    return not ended and review.workspace.archived_at is None


def shown_items(workspace: Workspace) -> "QuerySet[ReviewItem]":
    """Items whose text the client may still read: not retired, and no words taken back."""
    flags = CopyFlag.objects.filter(variant=OuterRef("variant"), settled_at=None)
    rows: QuerySet[ReviewItem] = ReviewItem.objects.for_workspace(workspace)
    return rows.exclude(variant__state=Variant.State.RETIRED).exclude(
        Exists(flags.filter(workspace=workspace))
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of texts; ``withdrawn`` ones are in none of the others."""

    approved: int = 0
    rejected: int = 0
    waiting: int = 0
    withdrawn: int = 0

    @property
    def answered(self) -> int:
        return self.approved + self.rejected

    @property
    def total(self) -> int:
        return self.answered + self.waiting

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and not self.waiting


def progress_of(workspace: Workspace, reviews: Iterable[Review]) -> dict[int, Progress]:
    """Review id -> how far it is. Two queries however many reviews there are."""
    ids = [row.pk for row in reviews]
    every = (
        ReviewItem.objects.for_workspace(workspace)
        .filter(review__in=ids)
        .order_by()
        .values_list("review_id")
        .annotate(many=Count("pk"))
    )
    shown = (
        shown_items(workspace)
        .filter(review__in=ids)
        .order_by()
        .values_list("review_id")
        .annotate(
            approved=Count("pk", filter=Q(verdict=Verdict.APPROVED)),
            rejected=Count("pk", filter=Q(verdict=Verdict.REJECTED)),
            waiting=Count("pk", filter=Q(verdict=Verdict.WAITING)),
        )
    )
    numbers = {pk: counts for pk, *counts in shown}
    found = {}
    for pk, total in every:
        approved, rejected, waiting = numbers.get(pk, (0, 0, 0))
        found[pk] = Progress(approved, rejected, waiting, total - approved - rejected - waiting)
    return {pk: found.get(pk, Progress()) for pk in ids}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One text of a review. ``is_withdrawn``: the client no longer sees it. ``has_changed``: it
    says something else now than what they read. ``notes`` in the order they were made."""

    item: ReviewItem
    number: int
    channel: Channel | None
    lines: Sequence[Line]
    notes: Sequence[ReviewNote] = field(default_factory=tuple)
    is_withdrawn: bool = False
    has_changed: bool = False

    @property
    def open_wordings(self) -> list[ReviewNote]:
        """Rewordings nobody has settled."""
        return [note for note in self.notes if is_open_wording(note)]

    @property
    def is_waiting(self) -> bool:
        return self.item.verdict == Verdict.WAITING and not self.is_withdrawn


def is_open_wording(note: ReviewNote) -> bool:
    return note.kind == ReviewNote.Kind.WORDING and note.state == ReviewNote.State.OPEN


def items_of(review: Review) -> list[ShownItem]:
    """All texts of a review in their order, numbered from 1. Four queries."""
    workspace = review.workspace
    rows = list(
        ReviewItem.objects.for_workspace(workspace)
        .filter(review=review)
        .select_related("variant__message__placement")
        .order_by("position", "pk")
    )
    shown = set(shown_items(workspace).filter(review=review).values_list("pk", flat=True))
    notes: dict[int, list[ReviewNote]] = {}
    said = ReviewNote.objects.for_workspace(workspace).filter(item__review=review)
    for note in said.select_related("settled_by", "made").order_by("created_at", "pk"):
        notes.setdefault(note.item_id, []).append(note)
    channels = channels_in(workspace)
    found = []
    for number, row in enumerate(rows, start=1):
        channel = channels.get(row.variant.message.placement.channel)
        found.append(
            ShownItem(
                item=row,
                number=number,
                channel=channel,
                lines=lines_of(channel, row.parts),
                notes=notes.get(row.pk, []),
                is_withdrawn=row.pk not in shown,
                has_changed=row.variant.parts != row.parts,
            )
        )
    return found


def progress_in(items: Sequence[ShownItem]) -> Progress:
    """The same numbers of items that are read already."""
    shown = [each for each in items if not each.is_withdrawn]
    verdicts = [each.item.verdict for each in shown]
    return Progress(
        verdicts.count(Verdict.APPROVED),
        verdicts.count(Verdict.REJECTED),
        verdicts.count(Verdict.WAITING),
        sum(each.is_withdrawn for each in items),
    )


def reviews_of(*, access: Access) -> "QuerySet[Review]":
    """All reviews, the newest first."""
    access.require(VIEW)
    rows: QuerySet[Review] = Review.objects.for_workspace(access.workspace)
    return rows.select_related("campaign", "created_by", "workspace").order_by("-created_at", "-pk")


def answered_reviews(*, access: Access) -> "QuerySet[Review]":
    """Open reviews in which every text was answered: somebody should read them. One query."""
    mine = shown_items(access.workspace).filter(review=OuterRef("pk"))
    rows: QuerySet[Review] = Review.objects.for_workspace(access.workspace)
    return (
        rows.filter(closed_at=None)
        .filter(Exists(mine))
        .exclude(Exists(mine.filter(verdict=Verdict.WAITING)))
        .order_by("-created_at", "-pk")
    )
