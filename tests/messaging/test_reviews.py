"""Reviews: what may be laid before a client, what they say of it, and how far it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from messaging.models import CopyFlag, Review, Variant
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
from tests import make
from tests.conftest import Cast
from tests.messaging.reviewing import begin, say, texts
from workspaces.models import AuditRecord, WebhookDelivery


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
