"""Client reviews over REST."""

from datetime import timedelta

from django.utils import timezone

from messaging.models import Review, ReviewItem, ReviewNote, Variant
from tests import make
from tests.conftest import Cast
from tests.messaging.reviewing import answer, begin, enter, texts

WORDS = "a cup of tea"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    one, two = texts(cast)
    said = {"name": "Round 1", "variants": [one.pk, two.pk], "remind": ["client@example.org"]}
    made = api.post("/api/v1/reviews/", said, format="json")
    assert made.status_code == 201, made.content
    review = Review.objects.get()
    assert made.json()["address"].endswith(f"/review/{review.token}/")
    for place in ("/api/v1/reviews/", f"/api/v1/reviews/{review.pk}/"):
        assert review.token not in cast.api(scopes=["read"]).get(place).content.decode()
    assert made.json()["progress"]["waiting"] == 2
    client = enter(review)
    answer(client, review, 1, verdict="rejected", reason="No.", **{"line-headline": "For you"})
    read = api.get(f"/api/v1/reviews/{review.pk}/").json()
    assert read["progress"] == {
        "total": 2,
        "answered": 1,
        "approved": 0,
        "rejected": 1,
        "waiting": 1,
        "withdrawn": 0,
    }
    first, second = read["items"]
    assert (first["verdict"], first["reason"], first["decided_by"]) == ("rejected", "No.", "Ada")
    assert [note["text"] for note in first["notes"]] == ["For you"]
    assert second["notes"] == []
    assert [row["name"] for row in api.get("/api/v1/reviews/").json()["results"]] == ["Round 1"]


def test_a_password_goes_in_and_never_comes_out(cast: Cast) -> None:
    api = cast.api()
    (one,) = texts(cast, 1)
    said = {"name": "Round 1", "variants": [one.pk], "password": WORDS}
    made = api.post("/api/v1/reviews/", said, format="json")
    assert made.json()["is_protected"]
    stored = Review.objects.get().password
    assert stored not in ("", WORDS)
    for text in (made.content, api.get("/api/v1/reviews/").content):
        assert WORDS.encode() not in text
        assert stored.encode() not in text


def test_what_is_refused_says_why(cast: Cast) -> None:
    api = cast.api()
    (one,) = texts(cast, 1)
    foreign = make.make_variant(make.make_message(cast.other.workspace))
    base = {"name": "Round 1", "variants": [one.pk]}
    for said, status in (
        (base | {"variants": []}, 400),
        (base | {"variants": [foreign.pk]}, 400),
        (base | {"remind": ["nobody"]}, 400),
        (base | {"password": "short"}, 409),
        (base | {"expires_at": "2001-01-01T00:00:00Z"}, 409),
    ):
        assert api.post("/api/v1/reviews/", said, format="json").status_code == status, said
    assert not Review.objects.exists()


def test_longer_closed_and_opened(cast: Cast) -> None:
    api, review = cast.api(), begin(cast)
    path = f"/api/v1/reviews/{review.pk}/"
    later = timezone.now() + timedelta(days=90)
    longer = api.patch(path, {"expires_at": later.isoformat()}, format="json")
    assert longer.status_code == 200
    fixed = api.patch(path, {"variants": []}, format="json")
    assert fixed.status_code == 400
    assert api.post(f"{path}close/").json()["is_open"] is False
    assert api.post(f"{path}reopen/").json()["is_open"] is True
    assert api.delete(path).status_code == 204


def test_notes_are_taken_and_declined(cast: Cast) -> None:
    api, review = cast.api(), begin(cast, 1)
    answer(enter(review), review, **{"line-headline": "For you", "line-button": "Look inside"})
    listed = api.get(f"/api/v1/review-notes/?review={review.pk}").json()["results"]
    assert {note["place"] for note in listed} == {"headline", "button"}
    first, second = ReviewNote.objects.order_by("place", "pk")
    taken = api.post(f"/api/v1/review-notes/{first.pk}/take/")
    made = Variant.objects.get(pk=taken.json()["variant"])
    assert (made.state, made.parts["button"]) == ("draft", "Look inside")
    assert api.post(f"/api/v1/review-notes/{first.pk}/take/").status_code == 409
    declined = api.post(f"/api/v1/review-notes/{second.pk}/decline/")
    assert declined.json()["state"] == "declined"


def test_their_yes_takes_a_key_that_may_approve(cast: Cast) -> None:
    review = begin(cast, 1)
    answer(enter(review), review, verdict="approved")
    path = f"/api/v1/reviews/{review.pk}/approve/"
    assert cast.api(scopes=["read", "write"]).post(path).status_code == 403
    outcomes = cast.api(scopes=["read", "approve"]).post(path).json()
    variant = ReviewItem.objects.get().variant
    assert outcomes == [{"variant": variant.pk, "why": ""}]
    assert variant.state == Variant.State.APPROVED
