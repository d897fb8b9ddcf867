"""What becomes of what a client said."""

import pytest
from django.core.exceptions import PermissionDenied

from messaging.models import ReviewItem, ReviewNote, Variant
from messaging.review_reading import (
    items_of,
)
from messaging.review_settling import NoteError, approve_approved, decline_note, take_wordings
from messaging.wording import edit_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.reviewing import begin, reword, say, texts
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    review = begin(cast, 1)
    note = reword(review, "Sundays are for you")
    was = ReviewItem.objects.get().variant
    last = AuditRecord.objects.latest("pk").pk
    taken = take_wordings(access=cast.access, notes=[note])
    made = taken.variant
    assert (made.state, made.writer, made.derived_from) == ("draft", "person", was)
    assert made.parts == was.parts | {"headline": "Sundays are for you"}
    note.refresh_from_db()
    assert (note.state, note.made, note.settled_by) == ("taken", made, cast.owner)
    was.refresh_from_db()
    assert was.state == Variant.State.SUBMITTED
    (record,) = AuditRecord.objects.filter(pk__gt=last)
    assert (record.action, record.target_type) == ("taken", "reviewnote")


def test_several_rewordings_are_one_draft(cast: Cast) -> None:
    review = begin(cast, 1)
    notes = [reword(review, "Sundays are for you"), reword(review, "Look inside", "button")]
    made = take_wordings(access=cast.access, notes=notes).variant
    assert (made.parts["headline"], made.parts["button"]) == ("Sundays are for you", "Look inside")
    assert {note.made for note in ReviewNote.objects.all()} == {made}


def test_limits_and_gates_are_told(cast: Cast) -> None:
    message = make.make_message(cast.workspace, "sms")
    parts = {"body": "Sundays are for you."}
    review = begin(cast, of=[make.make_variant(message, parts=parts)])
    words = "I lost every last Sunday of the year to other people's receipts"
    make.make_evidence(cast.workspace, text=words, may_quote=False)
    taken = take_wordings(access=cast.access, notes=[reword(review, words, "body")])
    assert any("has not agreed" in fault for fault in taken.faults)
    assert taken.variant.state == Variant.State.DRAFT


def test_a_note_is_settled_once(cast: Cast) -> None:
    review = begin(cast, 1)
    note = reword(review, "Sundays are for you")
    stale = ReviewNote.objects.get(pk=note.pk)
    decline_note(access=cast.access, note=note)
    with pytest.raises(NoteError, match="already"):
        take_wordings(access=cast.access, notes=[stale])
    assert ReviewNote.objects.get().state == "declined"
    assert Variant.objects.count() == 1


def test_a_comment_is_dealt_with_and_not_taken(cast: Cast) -> None:
    review = begin(cast, 1)
    say(review, comment="Warmer?")
    note = ReviewNote.objects.get()
    with pytest.raises(NoteError, match="no words"):
        take_wordings(access=cast.access, notes=[note])
    decline_note(access=cast.access, note=note)
    assert ReviewNote.objects.get().state == "taken"


def test_a_line_that_says_something_else_by_now_is_not_overwritten(cast: Cast) -> None:
    (draft,) = texts(cast, 1)
    review = begin(cast, of=[draft])
    note = reword(review, "Sundays are for you")
    edit_variant(
        access=cast.access, variant=draft, parts=make.HERO | {"headline": "New"}, revision=1
    )
    assert items_of(review)[0].has_changed
    with pytest.raises(NoteError, match="something else"):
        take_wordings(access=cast.access, notes=[note])
    assert ReviewNote.objects.get().state == "open", "Nothing of it was kept."


def test_what_the_client_approved_is_approved_by_who_may(cast: Cast) -> None:
    review = begin(cast, 3)
    for number in (1, 2):
        say(review, number, verdict="approved")
    changed = review.items.order_by("position")[1].variant
    Variant.objects.filter(pk=changed.pk).update(parts=make.HERO | {"headline": "New"})
    with pytest.raises(PermissionDenied):
        approve_approved(access=cast.access_of(cast.editor), review=review)
    outcomes = approve_approved(access=cast.access, review=review)
    assert [bool(each.why) for each in outcomes] == [False, True]
    states = [item.variant.state for item in review.items.order_by("position")]
    assert states == ["approved", "submitted", "submitted"]
    assert next(each.why for each in approve_approved(access=cast.access, review=review))


def test_a_draft_the_client_approved_still_has_to_be_submitted(cast: Cast) -> None:
    review = begin(cast, 1, state=Variant.State.DRAFT)
    say(review, verdict="approved")
    (outcome,) = approve_approved(access=cast.access, review=review)
    assert "draft" in outcome.why
