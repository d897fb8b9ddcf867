"""The page a client reviews on: named, dated, kept once, nothing typed lost, nothing leaked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from messaging.approval import retire_variant
from messaging.models import CopyFlag, Review, ReviewItem, ReviewNote, Variant
from messaging.review_answering import LONGEST_NOTE
from messaging.review_making import close_review
from messaging.review_reader import COOKIE
from tests import make
from tests.conftest import Cast
from tests.messaging.reviewing import answer, begin, enter, path_of, ticket_on
from workspaces.models import AuditRecord


def records(after: int) -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(pk__gt=after).order_by("pk"))


def last_record() -> int:
    return AuditRecord.objects.latest("pk").pk


def test_it_works(cast: Cast) -> None:
    review = begin(cast, note="For the spring.")
    client = enter(review, "Ada Lovelace")
    page = client.get(path_of(review)).text
    assert "Round 1" in page
    assert "For the spring." in page
    assert "0 of 2 answered" in page
    last = last_record()
    sent = answer(
        client,
        review,
        1,
        verdict="approved",
        comment="Warm. I like it.",
        **{"line-headline": "Sundays are for you"},
    )
    assert (sent.status_code, sent.headers["Location"]) == (302, path_of(review, "2/"))
    sent = answer(client, review, 2, verdict="rejected", reason="Too cheap.")
    assert sent.headers["Location"] == path_of(review, "done/")
    assert "Thank you, Ada Lovelace" in client.get(path_of(review, "done/")).text
    first, second = ReviewItem.objects.order_by("position")
    assert (first.verdict, first.decided_by) == ("approved", "Ada Lovelace")
    assert (second.verdict, second.reason) == ("rejected", "Too cheap.")
    wording, comment = ReviewNote.objects.order_by("kind", "pk").reverse()
    assert (wording.place, wording.index, wording.text) == ("headline", None, "Sundays are for you")
    assert (comment.text, comment.author) == ("Warm. I like it.", "Ada Lovelace")
    told = records(last)
    assert [row.action for row in told] == ["reworded", "commented", "approved", "rejected"]
    assert {row.actor for row in told} == {"client Ada Lovelace by review link"}
    assert {(row.via, row.address, row.user) for row in told} == {("review", None, None)}


def test_a_line_to_reword_stands_in_its_field_letter_by_letter(cast: Cast) -> None:
    review = begin(cast, 1)
    page = enter(review).get(path_of(review, "1/")).text
    headline = ReviewItem.objects.get().parts["headline"]
    assert f">{escape(headline)}</textarea>" in page


def test_a_yes_of_the_client_approves_nothing(cast: Cast) -> None:
    review = begin(cast, 1)
    answer(enter(review), review, verdict="approved")
    assert ReviewItem.objects.get().variant.state == Variant.State.SUBMITTED


def test_it_takes_no_session_and_one_cookie_for_this_link_alone(cast: Cast) -> None:
    client = enter(begin(cast))
    assert list(client.cookies) == [COOKIE]
    cookie = client.cookies[COOKIE]
    assert cookie["path"].startswith("/review/")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_what_every_answer_says_to_browsers_and_robots(cast: Cast) -> None:
    review = begin(cast)
    client = enter(review)
    for path in (path_of(review), path_of(review, "1/"), "/review/unknown/"):
        headers = client.get(path).headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert "no-store" in headers["Cache-Control"]
        policy = headers["Content-Security-Policy"]
        assert "script-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("token", ["unknown", "a" * 43, "ü" * 43, "0"])
@pytest.mark.django_db
def test_an_unknown_link_is_a_friendly_404(token: str) -> None:
    for rest in ("", "1/", "done/"):
        page = Client().get(f"/review/{token}/{rest}")
        assert page.status_code == 404
        assert "Nothing is here" in page.text


def test_closed_and_expired_links_say_so_and_give_back_what_was_typed(cast: Cast) -> None:
    review = begin(cast)
    client = enter(review)
    ticket = ticket_on(client.get(path_of(review, "1/")))
    close_review(access=cast.access, review=review)
    page = client.post(path_of(review, "1/"), {"ticket": ticket, "comment": "Long thoughts"})
    assert page.status_code == 410
    assert "Long thoughts" in page.text
    assert "Sundays are not for receipts" not in page.text
    assert not ReviewNote.objects.exists()
    Review.objects.update(closed_at=None, expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(path_of(review)).status_code == 410


def test_sent_twice_is_kept_once(cast: Cast) -> None:
    review = begin(cast)
    client = enter(review)
    ticket = ticket_on(client.get(path_of(review, "1/")))
    said = {"verdict": "approved", "comment": "Yes.", "line-button": "Look"}
    answer(client, review, ticket=ticket, **said)
    last = last_record()
    assert answer(client, review, ticket=ticket, **said).status_code == 302
    assert ReviewNote.objects.count() == 2
    assert records(last) == []


def test_two_clients_are_both_kept_and_the_latest_verdict_counts(cast: Cast) -> None:
    review = begin(cast, 1)
    answer(enter(review, "Ada"), review, verdict="approved")
    grace = enter(review, "Grace")
    page = grace.get(path_of(review, "1/")).text
    assert "Ada" in page
    assert "checked" not in page, "Ada's yes is not Grace's."
    answer(grace, review, verdict="rejected", reason="We never say cheap.")
    item = ReviewItem.objects.get()
    assert (item.verdict, item.decided_by) == ("rejected", "Grace")
    assert [(past["verdict"], past["by"]) for past in item.earlier] == [("approved", "Ada")]
    actors = [row.actor for row in AuditRecord.objects.filter(via="review").order_by("pk")]
    assert actors == ["client Ada by review link", "client Grace by review link"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Choose yes or no"),
        ({"verdict": "rejected"}, "Say in a few words what is wrong"),
        ({"verdict": "maybe"}, "Choose yes or no"),
        ({"verdict": "rejected", "reason": "x" * 301}, "At most 300 letters"),
        ({"comment": "x" * (LONGEST_NOTE + 1)}, "At most 2,000 letters"),
        ({"line-headline": "x" * (LONGEST_NOTE + 1)}, "At most 2,000 letters"),
        ({"line-headline": "  ", "comment": "Kept words"}, "A line cannot be empty"),
    ],
)
def test_what_cannot_be_kept_says_why_and_comes_back(
    cast: Cast, fields: dict[str, str], told: str
) -> None:
    review = begin(cast)
    page = answer(enter(review), review, **fields)
    assert page.status_code == 422
    assert told in page.text
    for text in fields.values():
        assert text[:300] in page.text or text not in ("approved", "rejected", "Kept words")
    assert not ReviewNote.objects.exists()
    assert not ReviewItem.objects.exclude(verdict="waiting").exists()


def test_a_name_is_needed_and_may_not_be_a_novel(cast: Cast) -> None:
    review = begin(cast)
    client = Client()
    for name, told in (("  ", "Say who you are"), ("x" * 81, "At most 80 letters")):
        ticket = ticket_on(client.get(path_of(review)))
        page = client.post(path_of(review), {"ticket": ticket, "name": name})
        assert (page.status_code, told in page.text) == (422, True)
    assert client.post(path_of(review), {"name": "Ada"}).status_code == 422


def test_retired_texts_and_words_taken_back_are_no_longer_shown(cast: Cast) -> None:
    review = begin(cast, 3)
    client = enter(review)
    first, second, _ = [item.variant for item in ReviewItem.objects.order_by("position")]
    ticket = ticket_on(client.get(path_of(review, "1/")))
    retire_variant(access=cast.access, variant=first)
    CopyFlag.objects.create(workspace=cast.workspace, variant=second, reason="withdrawn")
    page = client.get(path_of(review)).text
    assert page.count("Withdrawn") == 2
    assert "Sundays are not for receipts" not in page
    assert "Stop chasing people" not in page
    assert "0 of 1 answered" in page
    gone = client.get(path_of(review, "2/"))
    assert (gone.status_code, "was withdrawn" in gone.text) == (410, True)
    said = {"ticket": ticket, "verdict": "approved", "comment": "Too late"}
    sent = client.post(path_of(review, "1/"), said)
    assert (sent.status_code, "Too late" in sent.text) == (410, True)
    assert not ReviewNote.objects.exists()


def test_no_quote_and_no_pain_reaches_the_client(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Our secret pain name")
    quote = make.make_evidence(cast.workspace, pain, text="I told them in confidence.")
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message, pain=pain)
    variant.sources.create(
        workspace=cast.workspace, part="headline", sentence="x", pain=pain, evidence=quote
    )
    review = begin(cast, of=[variant])
    client = enter(review)
    page = client.get(path_of(review)).text + client.get(path_of(review, "1/")).text
    assert "secret pain" not in page
    assert "in confidence" not in page


def test_lists_are_reworded_line_by_line(cast: Cast) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    parts = {"headlines": ["One", "Two", "Three"], "descriptions": ["First", "Second"]}
    review = begin(cast, of=[make.make_variant(message, parts=parts)])
    client = enter(review)
    assert "Headline 2" in client.get(path_of(review, "1/")).text
    answer(client, review, **{"line-headlines.1": "Zwei", "about": "headlines.2", "comment": "Hm"})
    wording, comment = ReviewNote.objects.order_by("pk")
    assert (wording.place, wording.index, wording.text) == ("headlines", 1, "Zwei")
    assert (comment.place, comment.index) == ("headlines", 2)


def test_what_was_not_changed_is_no_rewording(cast: Cast) -> None:
    """Browsers send every line back, with line ends of their own."""
    body = "Dear reader,\nyour Sundays\nare yours."
    message = make.make_message(cast.workspace, "email")
    parts = {"subject": "Sundays", "preheader": "", "body": body}
    review = begin(cast, of=[make.make_variant(message, parts=parts)])
    said = {"line-subject": "Sundays", "line-body": body.replace("\n", "\r\n")}
    answer(enter(review), review, verdict="approved", **said)
    assert not ReviewNote.objects.exists()


def test_an_archived_workspace_takes_no_answers(cast: Cast) -> None:
    review = begin(cast)
    client = enter(review)
    cast.workspace.archived_at = timezone.now()
    cast.workspace.save()
    assert client.get(path_of(review)).status_code == 410


def test_the_deadline_is_told_in_the_time_of_the_workspace(cast: Cast) -> None:
    cast.workspace.time_zone = "Asia/Tokyo"
    cast.workspace.save()
    by = datetime(2099, 3, 1, 15, 30, tzinfo=UTC)
    review = begin(cast, expires_at=timezone.now() + timedelta(days=9))
    Review.objects.filter(pk=review.pk).update(answer_by=by)
    assert "2 March 2099, 00:30" in enter(review).get(path_of(review)).text


def test_a_signed_in_member_reads_as_a_stranger(cast: Cast) -> None:
    review = begin(cast)
    page: Any = cast.client(cast.owner).get(path_of(review))
    assert "Your name" in page.text
    assert cast.owner.email not in page.text
