"""One review: what the client said, text by text, and what becomes of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from messaging.conflicts import RefusedError
from messaging.models import Review, ReviewItem, ReviewNote
from messaging.pins import PinsError
from messaging.review_lines import text_at
from messaging.review_making import review_address
from messaging.review_reading import (
    ShownItem,
    is_open,
    is_open_wording,
    items_of,
    progress_in,
)
from messaging.review_settling import Taken, approve_approved, decline_note, take_wordings
from messaging.web.differences import Piece, differences
from messaging.web.reviews import review_row
from workspaces.access import APPROVE, Access, access_object
from workspaces.web.views import workspace_page

TOLD_ONE_BY_ONE = 8
FAULTS_TOLD = 5


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with the line it is about; a rewording beside ours, word by word."""

    note: ReviewNote
    line: str
    pieces: tuple[Piece, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.note.state == ReviewNote.State.OPEN


@dataclass(frozen=True, slots=True)
class ItemView:
    shown: ShownItem
    notes: tuple[NoteView, ...]
    channel: str


def _viewed(shown: ShownItem) -> ItemView:
    names = {(line.place, line.index): line.name for line in shown.lines}
    notes = []
    for note in shown.notes:
        pieces: tuple[Piece, ...] = ()
        if note.kind == ReviewNote.Kind.WORDING:
            ours = text_at(shown.item.parts, note.place, note.index)
            pieces = tuple(differences(ours, note.text))
        notes.append(NoteView(note, names.get((note.place, note.index), ""), pieces))
    return ItemView(shown, tuple(notes), shown.item.variant.message.placement.channel)


@require_safe
@workspace_page()
def review(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = review_row(access, pk)
    items = items_of(row)
    states = [
        each.item.variant.state
        for each in items
        if each.item.verdict == ReviewItem.Verdict.APPROVED and not each.is_withdrawn
    ]
    viewed = [_viewed(each) for each in items]
    context = {
        "review": row,
        "is_open": is_open(row),
        "items": viewed,
        "progress": progress_in(items),
        "address": review_address(row),
        "to_approve": states.count("submitted"),
        "to_settle": sum(each.is_open for one in viewed for each in one.notes),
        "tab": "reviews",
        "part": "review",
    }
    return render(request, "share/reviews_one.html", context)


def _back(access: Access, review: Review | int, item: int | None = None) -> HttpResponse:
    pk = review if isinstance(review, int) else review.pk
    address = reverse("share-review", args=[access.workspace.slug, pk])
    return redirect(f"{address}#item-{item}" if item else address)


def _note(access: Access, pk: int) -> ReviewNote:
    return access_object(ReviewNote.objects.select_related("item"), access, pk=pk)


@require_POST
@workspace_page()
def take(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A new draft with one rewording."""
    note = _note(access, pk)
    _take(request, access, [note])
    return _back(access, note.item.review_id, note.item_id)


@require_POST
@workspace_page()
def take_all(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """A new draft with every open rewording of one text; of each line the latest."""
    item = access_object(ReviewItem.objects.all(), access, pk=pk)
    rows = ReviewNote.objects.for_workspace(access.workspace).filter(item=item)
    latest: dict[tuple[str, int | None], ReviewNote] = {}
    for note in rows.order_by("created_at", "pk"):
        if is_open_wording(note):
            latest[note.place, note.index] = note
    _take(request, access, list(latest.values()))
    return _back(access, item.review_id, item.pk)


def _take(request: HttpRequest, access: Access, notes: list[ReviewNote]) -> None:
    try:
        taken = take_wordings(access=access, notes=notes)
    except RefusedError as error:
        messages.error(request, error.message)
    except PinsError as error:
        messages.error(request, str(error))
    else:
        _tell(request, taken)


def _tell(request: HttpRequest, taken: Taken) -> None:
    messages.success(request, f"There is a new draft with their words: {taken.variant.key}.")
    if taken.faults:
        told = " ".join(taken.faults[:FAULTS_TOLD])
        messages.warning(request, f"Before it can be submitted: {told}")


@require_POST
@workspace_page()
def decline(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """No to a rewording; a comment is dealt with."""
    note = _note(access, pk)
    try:
        decline_note(access=access, note=note)
    except RefusedError as error:
        messages.error(request, error.message)
    return _back(access, note.item.review_id, note.item_id)


@require_POST
@workspace_page(change=APPROVE)
def approve(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Approve what the client said yes to, where it waits for that and is fit."""
    row = review_row(access, pk)
    outcomes = approve_approved(access=access, review=row)
    done = sum(not each.why for each in outcomes)
    if done:
        messages.success(request, f"{done} text{'s' if done != 1 else ''} approved.")
    elif not outcomes:
        messages.info(request, "There is nothing left to approve.")
    for each in [one for one in outcomes if one.why][:TOLD_ONE_BY_ONE]:
        messages.warning(request, f"{each.variant.key}: {each.why}")
    return _back(access, row)
