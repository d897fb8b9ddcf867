"""What colleagues say to each other about a text or a campaign."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from messaging.conflicts import RefusedError
from messaging.models import Campaign, Comment, Variant
from workspaces.access import EDIT, MANAGE, VIEW, Access
from workspaces.changes import change_row, create_row, remove_row

MOST_LETTERS = 2_000


class NotYoursError(RefusedError):
    """Only who wrote a comment, or who manages the workspace, takes it back."""

    code = "not_yours"


def add_comment(
    *, access: Access, text: str, about: Variant | Campaign, place: str = ""
) -> Comment:
    """Say something about a text or a campaign; ``place`` is the part it is about, if one.

    ValueError without words, or with more than MOST_LETTERS. Whoever may look may comment.
    """
    access.require(VIEW)
    words = text.strip()
    if not words:
        raise ValueError("Write what you want to say.")
    if len(words) > MOST_LETTERS:
        raise ValueError(f"At most {MOST_LETTERS} letters; these are {len(words)}.")
    comment = Comment(text=words, author=access.user, place=place)
    if isinstance(about, Variant):
        comment.variant = about
    else:
        comment.campaign = about
    create_row(access=access, instance=comment, action="commented")
    return comment


def resolve_comment(*, access: Access, comment: Comment, is_resolved: bool = True) -> bool:
    """Say that a comment is dealt with, or is not after all; True if that is new."""
    access.require(EDIT)
    if (comment.resolved_at is not None) == is_resolved:
        return False
    changes = {
        "resolved_at": timezone.now() if is_resolved else None,
        "resolved_by": access.user if is_resolved else None,
    }
    action = "resolved" if is_resolved else "reopened"
    return change_row(access=access, instance=comment, changes=changes, action=action)


def remove_comment(*, access: Access, comment: Comment) -> None:
    """Take a comment back. NotYoursError for somebody else's, but for an owner and for a key that
    may edit: a program acts for the workspace, not for one of its people."""
    access.require(VIEW)
    is_own = access.user is not None and comment.author_id == access.user.pk
    is_program = access.key is not None and access.may(EDIT)
    if not (is_own or is_program or access.may(MANAGE)):
        raise NotYoursError("Only who wrote it can take it back.")
    with transaction.atomic():
        remove_row(access=access, instance=comment)


def comments_of(
    *, access: Access, variant: Variant | None = None, campaign: Campaign | None = None
) -> "QuerySet[Comment]":
    """The comments on one text or campaign in the order they were made. One query."""
    access.require(VIEW)
    rows: QuerySet[Comment] = Comment.objects.for_workspace(access.workspace)
    return rows.filter(variant=variant, campaign=campaign).select_related("author", "resolved_by")


def open_comments(*, access: Access, variants: Iterable[Variant]) -> dict[int, int]:
    """Variant id -> number of comments nobody has dealt with; ids without any are left out."""
    rows = (
        Comment.objects.for_workspace(access.workspace)
        .filter(variant__in=[variant.pk for variant in variants], resolved_at=None)
        .order_by()
        .values_list("variant")
        .annotate(number=Count("pk"))
    )
    return dict(rows)
