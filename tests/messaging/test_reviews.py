"""Reviews: what may be laid before a client, what becomes of what they say, one reminder."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from messaging.models import CopyFlag, Review, ReviewItem, ReviewNote, Variant
from messaging.review_answering import (
    Answer,
    ClosedReviewError,
    WithdrawnError,
    answer_item,
)
from messaging.review_lines import LineGoneError, Reworded, lines_of, with_wordings
from messaging.review_making import (
    Laying,
    ReviewError,
    change_review,
    close_review,
    create_review,
    reopen_review,
    texts_to_lay,
)
from messaging.review_reading import (
    Progress,
    answered_reviews,
    is_open,
    items_of,
    progress_in,
    progress_of,
)
from messaging.review_reminding import remind_due
from messaging.review_settling import NoteError, approve_approved, decline_note, take_wordings
from messaging.wording import edit_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.reviewing import begin, texts
from workspaces.models import AuditRecord, WebhookDelivery


def say(review: Review, number: int = 1, name: str = "Ada", **said: Any) -> bool:
    item = review.items.order_by("position")[number - 1]
    return answer_item(review=review, item=item, name=name, answer=Answer(**said))


def reword(review: Review, text: str, place: str = "headline", name: str = "Ada") -> ReviewNote:
    item = review.items.order_by("position")[0]
    wording = Reworded(place, None, item.parts[place], text)
    say(review, name=name, wordings=[wording])
    return ReviewNote.objects.latest("pk")


def test_it_works(cast: Cast) -> None:
    review = begin(cast, 2)
    assert progress_of(cast.workspace, [review])[review.pk] == Progress(waiting=2)
    assert say(review, verdict="approved")
    items = items_of(review)
    assert progress_in(items) == Progress(approved=1, waiting=1)
    assert progress_in(items) == progress_of(cast.workspace, [review])[review.pk]
    assert [(each.number, each.is_waiting) for each in items] == [(1, False), (2, True)]


# What is laid


def test_texts_come_from_campaigns_places_and_by_hand(cast: Cast) -> None:
    submitted = texts(cast, 1, state=Variant.State.SUBMITTED)[0]
    draft = make.make_variant(submitted.message)
    retired = make.make_variant(submitted.message, state=Variant.State.RETIRED)
    foreign = make.make_variant(make.make_message(cast.other.workspace))
    place = submitted.message.placement
    assert texts_to_lay(access=cast.access, placements=[place]) == [submitted]
    both = texts_to_lay(access=cast.access, placements=[place], drafts=True)
    assert both == [submitted, draft]
    ids = [draft.pk, retired.pk, foreign.pk]
    assert texts_to_lay(access=cast.access, chosen=ids) == [draft]


def test_words_that_may_not_be_repeated_never_leave(cast: Cast) -> None:
    words = "I lost every last Sunday of the year to other people's receipts"
    make.make_evidence(cast.workspace, text=words, may_quote=False)
    message = make.make_message(cast.workspace)
    fine = make.make_variant(message)
    unasked = make.make_variant(message, parts=make.HERO | {"subline": words})
    flagged = make.make_variant(message, parts=make.HERO | {"headline": "Another one"})
    CopyFlag.objects.create(workspace=cast.workspace, variant=flagged, reason="withdrawn")
    made = create_review(
        access=cast.access, laying=Laying("Round 1"), variants=[fine, unasked, flagged]
    )
    assert [item.variant for item in made.review.items.all()] == [fine]
    assert [variant for variant, _ in made.left_out] == [unasked, flagged]
    with pytest.raises(ReviewError, match="None of these"):
        create_review(access=cast.access, laying=Laying("x"), variants=[unasked])


@pytest.mark.parametrize(
    ("laying", "told"),
    [
        ({"name": "  "}, "Give it a name"),
        ({"password": "short"}, "8 to 100"),
        ({"remind": ["not an address"]}, "no e-mail address"),
        ({"remind": [f"a{n}@example.org" for n in range(6)]}, "At most 5"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "between now and a year"),
        ({"expires_at": timezone.now() + timedelta(days=400)}, "between now and a year"),
    ],
)
def test_what_cannot_be_told_a_client(cast: Cast, laying: dict[str, Any], told: str) -> None:
    with pytest.raises(ReviewError, match=told):
        begin(cast, **laying)
    assert not Review.objects.exists()


def test_the_password_is_hashed_and_in_no_record(cast: Cast) -> None:
    review = begin(cast, password="a cup of tea")
    assert "a cup of tea" not in review.password
    for record in AuditRecord.objects.filter(target_type="review"):
        assert review.password not in str(record.after)
        assert review.token not in str(record.after)


def test_a_viewer_makes_none(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        create_review(access=cast.access_of(cast.viewer), laying=Laying("x"), variants=texts(cast))


def test_closed_opened_and_longer(cast: Cast) -> None:
    review = begin(cast)
    assert close_review(access=cast.access, review=review)
    assert not close_review(access=cast.access, review=review)
    assert not is_open(review)
    with pytest.raises(ClosedReviewError):
        say(review, verdict="approved")
    assert reopen_review(access=cast.access, review=review)
    assert not reopen_review(access=cast.access, review=review)
    assert is_open(review)
    Review.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    review.refresh_from_db()
    assert reopen_review(access=cast.access, review=review)
    assert is_open(Review.objects.select_related("workspace").get())


def test_a_link_outlives_its_deadline(cast: Cast) -> None:
    review = begin(cast)
    by = timezone.now() + timedelta(days=60)
    with pytest.raises(ReviewError, match="before the deadline"):
        change_review(access=cast.access, review=review, changes={"answer_by": by})
    later = {"answer_by": by, "expires_at": by + timedelta(days=1)}
    assert change_review(access=cast.access, review=review, changes=later)


# What is said


def test_a_text_that_was_retired_meanwhile_takes_no_answer(cast: Cast) -> None:
    review = begin(cast)
    Variant.objects.update(state=Variant.State.RETIRED)
    with pytest.raises(WithdrawnError):
        say(review, comment="Too late")
    assert progress_of(cast.workspace, [review])[review.pk] == Progress(withdrawn=2)


def test_the_last_answer_is_announced_once(cast: Cast) -> None:
    make.make_webhook(cast.workspace, events=["review.answered"])
    review = begin(cast, 2)
    say(review, 1, verdict="approved")
    assert not WebhookDelivery.objects.exists()
    assert not answered_reviews(access=cast.access).exists()
    say(review, 2, verdict="rejected", reason="No.")
    assert WebhookDelivery.objects.count() == 1
    assert '"approved":1' in WebhookDelivery.objects.get().body.replace(" ", "")
    say(review, 2, name="Grace", verdict="approved")
    assert WebhookDelivery.objects.count() == 1
    assert list(answered_reviews(access=cast.access)) == [review]
    close_review(access=cast.access, review=review)
    assert not answered_reviews(access=cast.access).exists()


def test_an_item_of_another_review_takes_no_answer(cast: Cast) -> None:
    one, two = begin(cast), begin(cast)
    item = two.items.first()
    assert item is not None
    with pytest.raises(WithdrawnError):
        answer_item(review=one, item=item, name="Ada", answer=Answer(verdict="approved"))


# What becomes of it


def test_a_rewording_becomes_a_draft_of_a_person_and_nothing_else(cast: Cast) -> None:
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


# Lines


def test_lines_follow_their_words() -> None:
    parts = {"headlines": ["b", "a"], "path": "x"}
    made = with_wordings(parts, [Reworded("headlines", 0, "a", "A")])
    assert made == {"headlines": ["b", "A"], "path": "x"}
    assert parts["headlines"] == ["b", "a"]
    with pytest.raises(LineGoneError):
        with_wordings(parts, [Reworded("headlines", 0, "c", "C")])
    with pytest.raises(LineGoneError):
        with_wordings(parts, [Reworded("path", None, "y", "z")])


def test_parts_of_a_channel_we_no_longer_know_are_shown_by_name() -> None:
    lines = lines_of(None, {"some_part": "Words", "more": ["One", ""], "empty": ""})
    assert [(line.key, line.name) for line in lines] == [
        ("more.0", "More"),
        ("some_part", "Some part"),
    ]


# The reminder


def due(cast: Cast, hours: float = 20, **laying: Any) -> Review:
    by = timezone.now() + timedelta(hours=hours)
    said = {"remind": ["client@example.org", "boss@example.org"], "answer_by": by} | laying
    return begin(cast, **said)


def test_one_letter_each_in_the_last_day(cast: Cast) -> None:
    review = due(cast)
    assert remind_due() == 2
    assert remind_due() == 0
    assert [each.to for each in mail.outbox] == [["client@example.org"], ["boss@example.org"]]
    letter = mail.outbox[0]
    assert "2 of 2 texts still wait for your yes or no" in letter.body
    assert f"/review/{review.token}/" in letter.body
    assert "Sundays are not for receipts" not in letter.body


@pytest.mark.parametrize("why", ["early", "over", "closed", "answered", "nobody", "archived"])
def test_nobody_is_reminded_in_vain(cast: Cast, why: str) -> None:
    review = due(
        cast,
        {"early": 30, "over": -1}.get(why, 20),
        **({"remind": []} if why == "nobody" else {}),
    )
    if why == "closed":
        close_review(access=cast.access, review=review)
    if why == "answered":
        for number in (1, 2):
            say(review, number, verdict="approved")
    if why == "archived":
        cast.workspace.archived_at = timezone.now()
        cast.workspace.save()
    assert remind_due() == 0
    assert mail.outbox == []


def test_another_deadline_is_reminded_of_again(cast: Cast) -> None:
    review = due(cast)
    assert remind_due() == 2
    review.refresh_from_db()
    by = timezone.now() + timedelta(hours=22)
    change_review(access=cast.access, review=review, changes={"answer_by": by})
    assert remind_due() == 2


def test_a_mail_server_that_takes_nothing_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(cast, name="A\nname: of two lines")

    def refused(*args: Any, **kwargs: Any) -> int:
        raise OSError("no mail today")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refused)
        assert remind_due() == 0
    assert remind_due() == 2
    assert "\n" not in mail.outbox[0].subject
