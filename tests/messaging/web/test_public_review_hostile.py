"""The review page, attacked: guessed, forged, flooded, and written full of markup."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from messaging.models import Review, ReviewItem, ReviewNote
from messaging.review_making import change_review
from messaging.review_reader import COOKIE, TICKET_SALT
from messaging.web import public_review
from tests.conftest import Cast
from tests.messaging.reviewing import WORDS, answer, begin, enter, path_of, ticket_on
from workspaces import limits


def test_it_works(cast: Cast) -> None:
    review = begin(cast, password=WORDS, name="Secret launch")
    client = Client()
    for rest in ("", "1/", "done/"):
        shown = client.get(path_of(review, rest), follow=True).text
        assert "Sundays are not for receipts" not in shown
        assert "Secret launch" not in shown
    ticket = ticket_on(client.get(path_of(review)))
    said = {"ticket": ticket, "name": "Ada", "password": "coffee, please"}
    page = client.post(path_of(review), said)
    assert page.status_code == 422
    assert "That is not the password" in page.text
    assert 'value="Ada"' in page.text
    assert "coffee, please" not in page.text
    assert not client.cookies
    assert "Secret launch" in enter(review, password=WORDS).get(path_of(review)).text
    assert WORDS not in Review.objects.get().password


def test_wrong_passwords_are_throttled(cast: Cast) -> None:
    review = begin(cast, password=WORDS)
    limits.calls.forget()
    client = Client()
    ticket = ticket_on(client.get(path_of(review)))
    said = {"ticket": ticket, "name": "Ada", "password": "wrong words"}
    answers = [client.post(path_of(review), said) for _ in range(15)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    right = client.post(path_of(review), said | {"password": WORDS})
    assert right.status_code == 429, "Whoever guesses does not learn by the right one either."
    limits.calls.forget()


def test_another_password_asks_everybody_again(cast: Cast) -> None:
    review = begin(cast, password=WORDS)
    client = enter(review, password=WORDS)
    change_review(access=cast.access, review=review, changes={"password": "another cup"})
    assert "Password" in client.get(path_of(review)).text


def test_the_cookie_of_another_link_opens_nothing(cast: Cast) -> None:
    one, two = begin(cast), begin(cast, password=WORDS)
    client = Client()
    client.cookies[COOKIE] = enter(one).cookies[COOKIE].value
    assert "Your name" in client.get(path_of(two)).text
    sent = client.post(path_of(two, "1/"), {"comment": "Let me in", "verdict": "approved"})
    assert sent.status_code == 403
    assert "Let me in" in sent.text
    assert not ReviewNote.objects.exists()


def test_the_ticket_of_another_link_or_reader_is_refused(cast: Cast) -> None:
    one, two = begin(cast), begin(cast)
    first, second = enter(one, "Ada"), enter(two, "Ada")
    for ticket in (
        ticket_on(first.get(path_of(one, "1/"))),
        ticket_on(enter(two, "Eve").get(path_of(two, "1/"))),
        signing.dumps({"review": two.pk, "number": ""}, salt=TICKET_SALT),
        "made-up",
    ):
        page = answer(second, two, ticket=ticket, verdict="approved", comment="Mine")
        assert page.status_code == 422
        assert "Mine" in page.text
        assert ticket_on(page) != ticket
    assert not ReviewItem.objects.exclude(verdict="waiting").exists()


def test_an_old_ticket_keeps_what_was_typed_and_goes_through_the_second_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = begin(cast)
    client = enter(review)
    ticket = ticket_on(client.get(path_of(review, "1/")))
    monkeypatch.setattr("messaging.review_reader.TICKET_LASTS", timedelta(seconds=-1))
    page = answer(client, review, ticket=ticket, verdict="rejected", reason="No.", comment="Long")
    assert page.status_code == 422
    assert "Long" in page.text
    monkeypatch.undo()
    assert answer(client, review, ticket=ticket_on(page), verdict="approved").status_code == 302


def test_markup_in_names_comments_and_rewordings_is_inert(cast: Cast) -> None:
    review = begin(cast)
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    client = enter(review, evil[:60])
    answer(client, review, verdict="rejected", reason=evil, comment=evil, **{"line-button": evil})
    pages = [client.get(path_of(review, rest)).text for rest in ("", "1/", "done/")]
    pages.append(cast.client(cast.owner).get(cast.url(f"share/reviews/{review.pk}/")).text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_notes_of_an_hour_are_limited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    review = begin(cast)
    client = enter(review)
    monkeypatch.setattr("messaging.review_answering.NOTES_AN_HOUR", 2)
    for number in range(2):
        answer(client, review, comment=f"Thought {number}")
    page = answer(client, review, verdict="approved", comment="The last straw")
    assert (page.status_code, "The last straw" in page.text) == (429, True)
    assert ReviewNote.objects.count() == 2
    assert ReviewItem.objects.filter(verdict="waiting").count() == 2, "All of a form or nothing."


def test_a_text_of_another_number_is_not_there(cast: Cast) -> None:
    review = begin(cast)
    begin(cast, 3)
    client = enter(review)
    for number in (0, 3, 10**9):
        assert client.get(path_of(review, f"{number}/")).status_code == 404


def test_one_network_cannot_keep_all_others_out(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_review, "GUESSES_PER_LINK", 15)
    review = begin(cast, password=WORDS)
    limits.calls.forget()
    ticket = ticket_on(Client().get(path_of(review)))
    said = {"ticket": ticket, "name": "Ada", "password": "wrong words"}
    for _ in range(20):
        Client().post(path_of(review), said, REMOTE_ADDR="198.51.100.9")
    right = said | {"password": WORDS}
    answer = Client().post(path_of(review), right, REMOTE_ADDR="192.0.2.9")
    assert answer.status_code == 302
    limits.calls.forget()
