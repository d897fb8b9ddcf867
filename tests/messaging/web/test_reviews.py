"""The pages of client reviews in a workspace."""

import csv
import io
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from messaging.models import Campaign, Review, ReviewItem, ReviewNote, Variant
from messaging.review_making import usual_end
from tests import make
from tests.conftest import Cast
from tests.messaging.reviewing import answer, begin, enter, path_of, texts

FORMULA = "=1+1"


def new(cast: Cast, user: Any = None, **fields: Any) -> Any:
    said = {"name": "Round 1", **fields}
    return cast.client(user or cast.editor).post(cast.url("share/reviews/new/"), said)


def test_it_works(cast: Cast) -> None:
    one, two = texts(cast, state=Variant.State.SUBMITTED)
    sent = new(cast, placements=[one.message.placement_id], note="Look at the tone.")
    review = Review.objects.get()
    assert sent.headers["Location"] == cast.url(f"share/reviews/{review.pk}/")
    assert [item.variant for item in review.items.order_by("position")] == [one, two]
    assert abs(review.expires_at - usual_end(None)) < timedelta(minutes=5)
    pages = [
        cast.client(user).get(cast.url(f"share/reviews/{review.pk}/")).text
        for user in (cast.editor, cast.viewer)
    ]
    told = [f"/review/{review.token}/" in page for page in pages]
    assert told == [True, False], "whoever knows the link may answer as the client"
    page = pages[1]
    assert "0 of 2 answered" in page
    listed = cast.client(cast.viewer).get(cast.url("share/reviews/")).text
    assert "Round 1" in listed
    assert "0 of 2" in listed


def test_ticked_texts_and_a_campaign(cast: Cast) -> None:
    draft = texts(cast, 1)[0]
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Spring")
    placed = make.make_message(cast.workspace)
    placed.placement.campaign = campaign
    placed.placement.save()
    submitted = make.make_variant(placed, state=Variant.State.SUBMITTED)
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"share/reviews/new/?pick={draft.pk}&pick=x&pick=999999")).text
    assert draft.parts["headline"] in page
    assert "Spring" in page
    new(cast, variants=[draft.pk], campaign=campaign.pk)
    review = Review.objects.get()
    assert {item.variant for item in review.items.all()} == {draft, submitted}
    assert review.campaign == campaign


def test_texts_ticked_in_the_list_are_taken_along(cast: Cast) -> None:
    (draft,) = texts(cast, 1)
    client = cast.client(cast.editor)
    assert "Ask a client" in client.get(cast.url("write/variants/")).text
    sent = client.post(
        cast.url("write/variants/bulk/"), {"do": "review", "variant": [draft.pk, "x"]}
    )
    assert sent.headers["Location"] == cast.url(f"share/reviews/new/?pick={draft.pk}")


def test_texts_of_another_workspace_are_no_choice(cast: Cast) -> None:
    texts(cast, 1)
    foreign = make.make_variant(make.make_message(cast.other.workspace))
    page = new(cast, variants=[foreign.pk])
    assert page.status_code == 422
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({}, "Tick a place."),
        ({"remind": "client@example"}, "no e-mail address"),
        ({"password": "short"}, "8 to 100 characters"),
        ({"answer_by": "2001-01-01T10:00"}, "This moment is over"),
        ({"last_day": "2001-01-01"}, "between now and a year"),
    ],
)
def test_faults_keep_what_was_typed(cast: Cast, fields: dict[str, str], told: str) -> None:
    place = texts(cast, 1, state=Variant.State.SUBMITTED)[0].message.placement
    chosen = {"placements": [place.pk]} if fields else {}
    page = new(cast, note="Long thoughts", **chosen, **fields)
    assert page.status_code == 422
    assert told in page.text
    assert "Long thoughts" in page.text
    assert not Review.objects.exists()


def test_times_are_those_of_the_workspace(cast: Cast) -> None:
    cast.workspace.time_zone = "Asia/Tokyo"
    cast.workspace.save()
    zone = ZoneInfo("Asia/Tokyo")
    day = (timezone.now() + timedelta(days=9)).astimezone(zone).date()
    place = texts(cast, 1, state=Variant.State.SUBMITTED)[0].message.placement
    new(cast, placements=[place.pk], answer_by=f"{day:%Y-%m-%d}T17:30", last_day=f"{day:%Y-%m-%d}")
    review = Review.objects.get()
    assert review.answer_by is not None
    assert f"{review.answer_by.astimezone(zone):%Y-%m-%d %H:%M}" == f"{day:%Y-%m-%d} 17:30"
    assert f"{review.expires_at.astimezone(zone):%Y-%m-%d %H:%M}" == f"{day:%Y-%m-%d} 23:59"
    edit = cast.client(cast.editor).get(cast.url(f"share/reviews/{review.pk}/edit/")).text
    assert f'value="{day:%Y-%m-%d}T17:30"' in edit


def test_longer_and_another_password(cast: Cast) -> None:
    review = begin(cast, password="a cup of tea")
    day = timezone.localdate() + timedelta(days=90)
    client, path = cast.client(cast.editor), cast.url(f"share/reviews/{review.pk}/edit/")
    said = {"name": "Round 1", "last_day": f"{day:%Y-%m-%d}"}
    assert client.post(path, said).status_code == 302
    kept = Review.objects.get()
    assert kept.password == review.password, "An empty field leaves the password."
    assert kept.expires_at > timezone.now() + timedelta(days=80)
    client.post(path, said | {"no_password": "on"})
    assert Review.objects.get().password == ""


def test_what_they_reworded_stands_beside_ours_and_becomes_a_draft(cast: Cast) -> None:
    review = begin(cast, 1)
    ada = enter(review)
    answer(ada, review, **{"line-headline": "Sundays are for you", "line-button": "Look inside"})
    client, path = cast.client(cast.editor), cast.url(f"share/reviews/{review.pk}/")
    page = client.get(path).text
    assert "<del>not for receipts</del><ins>for you</ins>" in page
    item = ReviewItem.objects.get()
    done = client.post(cast.url(f"share/reviews/texts/{item.pk}/take/"), follow=True).text
    made = Variant.objects.get(derived_from=item.variant)
    assert (made.parts["headline"], made.parts["button"]) == ("Sundays are for you", "Look inside")
    assert made.key in done
    assert "Taken" in done
    again = client.post(cast.url(f"share/reviews/texts/{item.pk}/take/"), follow=True)
    assert again.status_code == 200
    assert Variant.objects.filter(derived_from=item.variant).count() == 1


def test_one_is_taken_and_one_declined(cast: Cast) -> None:
    review = begin(cast, 1)
    answer(enter(review), review, **{"line-headline": "For you", "line-button": "Look inside"})
    first, second = ReviewNote.objects.order_by("place", "pk")
    client = cast.client(cast.editor)
    client.post(cast.url(f"share/reviews/notes/{first.pk}/take/"))
    client.post(cast.url(f"share/reviews/notes/{second.pk}/decline/"))
    states = list(ReviewNote.objects.order_by("place", "pk").values_list("state", flat=True))
    assert states == ["taken", "declined"]


def test_their_yes_is_carried_over_by_who_may_approve(cast: Cast) -> None:
    review = begin(cast, 2)
    answer(enter(review), review, 1, verdict="approved")
    path = cast.url(f"share/reviews/{review.pk}/")
    assert "Approve what they approved" not in cast.client(cast.editor).get(path).text
    assert cast.client(cast.editor).post(f"{path}approve/").status_code == 403
    client = cast.client(cast.approver)
    assert "said yes to 1 text" in client.get(path).text
    assert "1 text approved" in client.post(f"{path}approve/", follow=True).text
    states = [item.variant.state for item in review.items.order_by("position")]
    assert states == ["approved", "submitted"]


def test_closed_opened_and_deleted(cast: Cast) -> None:
    review = begin(cast)
    client, path = cast.client(cast.editor), cast.url(f"share/reviews/{review.pk}/")
    client.post(f"{path}close/")
    assert enter_status(review) == 410
    client.post(f"{path}reopen/")
    assert enter_status(review) == 200
    client.post(f"{path}remove/")
    assert enter_status(review) == 404


def enter_status(review: Review) -> int:
    from django.test import Client

    return Client().get(path_of(review)).status_code


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_said_as_a_file_without_formulas(cast: Cast, kind: str) -> None:
    review = begin(cast, 2)
    client = enter(review, FORMULA)
    answer(client, review, 1, verdict="rejected", reason=FORMULA, comment=FORMULA)
    file = cast.client(cast.viewer).get(cast.url(f"share/reviews/{review.pk}/download/{kind}/"))
    assert f'filename="round-1.{kind}"' in file.headers["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(file.content)).active
        assert sheet is not None
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    head, *said = rows
    found = [dict(zip(head, row, strict=True)) for row in said]
    assert [row["Said"] for row in found] == ["rejected", "comment", "waits"]
    assert found[0]["Theirs"] == found[0]["By"] == f"'{FORMULA}"


def test_there_is_no_other_kind_of_file(cast: Cast) -> None:
    review = begin(cast)
    path = cast.url(f"share/reviews/{review.pk}/download/pdf/")
    assert cast.client(cast.viewer).get(path).status_code == 404


def test_an_agency_sees_none(cast: Cast) -> None:
    review = begin(cast)
    for rest in ("", f"{review.pk}/", f"{review.pk}/download/csv/"):
        answered = cast.client(cast.agency).get(cast.url(f"share/reviews/{rest}"))
        assert answered.status_code == 403


def test_a_long_list_takes_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.viewer)
    variants = texts(cast)
    for _ in range(3):
        begin(cast, of=variants)
    with django_assert_max_num_queries(16):
        client.get(cast.url("share/reviews/"))


def test_home_says_when_everything_is_answered(cast: Cast) -> None:
    make.make_evidence(cast.workspace)
    review = begin(cast, 1)
    home = cast.client(cast.owner)
    assert "your client has answered" not in home.get(cast.url()).text
    answer(enter(review), review, verdict="approved")
    page = home.get(cast.url()).text
    assert "Round 1: your client has answered" in page
    assert cast.url(f"share/reviews/{review.pk}/") in page
