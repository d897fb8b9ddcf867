"""Working on a text together: turns, remarks, versions, and two people in one draft."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.assigning import assign_variants, work_of
from messaging.comments import add_comment
from messaging.models import Comment, Variant
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.conftest import Cast

OTHER = make.HERO | {"headline": "Close the books by the third"}


@pytest.fixture
def variant(cast: Cast) -> Variant:
    message = make.make_message(cast.workspace)
    return write_variant(access=cast.access, message=message, wording=Wording(dict(make.HERO)))


@pytest.fixture
def site(cast: Cast) -> Client:
    return cast.client(cast.owner)


def base(cast: Cast) -> str:
    return cast.url("write/")


def words(parts: dict[str, str], **more: object) -> dict[str, object]:
    return {f"part_{key}": value for key, value in parts.items()} | more


def test_a_remark_is_made_dealt_with_and_taken_back(
    cast: Cast, site: Client, variant: Variant
) -> None:
    page = f"{base(cast)}variants/{variant.pk}/"
    answer = site.post(f"{page}comment/", {"text": "Shorter?"}, follow=True)
    assert "Shorter?" in answer.text
    row = Comment.objects.get(workspace=cast.workspace)
    assert (
        "Dealt with</span>"
        in site.post(f"{base(cast)}comments/{row.pk}/resolve/", follow=True).text
    )
    site.post(f"{base(cast)}comments/{row.pk}/resolve/", {"open": "yes"})
    row.refresh_from_db()
    assert row.resolved_at is None
    site.post(f"{base(cast)}comments/{row.pk}/remove/")
    assert not Comment.objects.filter(workspace=cast.workspace).exists()


def test_an_empty_remark_is_told_beside_the_field(
    cast: Cast, site: Client, variant: Variant
) -> None:
    answer = site.post(f"{base(cast)}variants/{variant.pk}/comment/", {"text": "  "})
    assert answer.status_code == 422
    assert "Write what you want to say." in answer.text


def test_only_who_wrote_a_remark_takes_it_back(cast: Cast, variant: Variant) -> None:
    row = add_comment(access=cast.access, text="Mine", about=variant)
    answer = cast.client(cast.viewer).post(f"{base(cast)}comments/{row.pk}/remove/", follow=True)
    assert "Only who wrote it can take it back." in answer.text
    assert Comment.objects.filter(pk=row.pk).exists()


def test_a_text_is_given_to_somebody_until_a_day(
    cast: Cast, site: Client, variant: Variant
) -> None:
    site.post(
        f"{base(cast)}variants/{variant.pk}/assign/",
        {"assignee": cast.owner.pk, "due_on": "2020-01-31"},
    )
    page = site.get(f"{base(cast)}mine/").text
    assert "days late" in page
    assert make.HERO["headline"] in page


def test_nobody_from_elsewhere_is_given_work(cast: Cast, site: Client, variant: Variant) -> None:
    assert cast.other.user is not None
    answer = site.post(
        f"{base(cast)}variants/{variant.pk}/assign/", {"assignee": cast.other.user.pk}
    )
    assert answer.status_code == 422
    variant.refresh_from_db()
    assert variant.assignee is None


def test_work_is_told_by_urgency_in_one_query(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    rows = [make.make_variant(message) for _ in range(3)]
    today = date(2031, 5, 6)
    for row, due in zip(rows, (None, today - timedelta(2), today), strict=True):
        given = assign_variants(access=cast.access, variants=[row], assignee=cast.owner, due_on=due)
        assert given == 1
    with CaptureQueriesContext(connection) as queries:
        work = work_of(access=cast.access, user=cast.owner, today=today)
        assert [each.variant.message.placement.name for each in work]
    assert len(queries) == 1
    assert [(each.variant, each.days_late) for each in work] == [
        (rows[1], 2),
        (rows[2], 0),
        (rows[0], 0),
    ]


def test_a_version_is_shown_and_said_again(cast: Cast, site: Client, variant: Variant) -> None:
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    page = f"{base(cast)}variants/{variant.pk}/versions/1/"
    shown = site.get(page).text
    assert "<ins>" in shown
    assert "Say this again" in shown
    site.post(f"{page}restore/", {"revision": 2})
    variant.refresh_from_db()
    assert variant.parts == make.HERO
    assert site.get(f"{base(cast)}variants/{variant.pk}/versions/77/").status_code == 404


def test_a_version_is_not_said_over_what_was_just_saved(
    cast: Cast, site: Client, variant: Variant
) -> None:
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    page = f"{base(cast)}variants/{variant.pk}/versions/1/restore/"
    assert site.post(page, {"revision": 1}).status_code == 409
    variant.refresh_from_db()
    assert variant.parts == OTHER


def test_two_people_in_different_parts_are_joined(
    cast: Cast, site: Client, variant: Variant
) -> None:
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    page = f"{base(cast)}variants/{variant.pk}/edit/"
    mine = make.HERO | {"button": "Ask us"}
    answer = site.post(page, words(mine, revision=1))
    assert answer.status_code == 409
    form = answer.context["form"]
    assert form["part_headline"].value() == OTHER["headline"]
    assert form["part_button"].value() == "Ask us"
    assert answer.context["merge"].conflicts == ()
    saved = site.post(page, words(OTHER | {"button": "Ask us"}, revision=2, opened=1))
    assert saved.status_code == 302
    variant.refresh_from_db()
    assert variant.parts == OTHER | {"button": "Ask us"}


def test_the_same_part_is_for_the_person_to_say(cast: Cast, site: Client, variant: Variant) -> None:
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    page = f"{base(cast)}variants/{variant.pk}/edit/"
    mine = make.HERO | {"headline": "Sundays are yours"}
    answer = site.post(page, words(mine, revision=1))
    assert answer.status_code == 409
    assert [key for key, _, _ in answer.context["merge"].conflicts] == ["headline"]
    assert answer.context["form"]["part_headline"].value() == "Sundays are yours"
    took = site.post(page, words(mine, revision=2, opened=1, theirs="headline"))
    assert took.status_code == 200
    assert took.context["form"]["part_headline"].value() == OTHER["headline"]
    variant.refresh_from_db()
    assert variant.parts == OTHER


def test_it_works_over_rest(cast: Cast, variant: Variant) -> None:
    api = cast.api()
    url = f"/api/v1/variants/{variant.pk}/"
    said = api.post("/api/v1/comments/", {"variant": variant.pk, "text": "Shorter?"})
    assert said.status_code == 201, said.json()
    comment = f"/api/v1/comments/{said.json()['id']}/"
    assert api.post(f"{comment}resolve/").json()["resolved_at"]
    assert api.post(f"{comment}reopen/").json()["resolved_at"] is None
    assert api.post("/api/v1/comments/", {"text": "About nothing"}).status_code == 400
    api.patch(url, {"parts": OTHER, "revision": 1})
    assert [each["number"] for each in api.get(f"{url}versions/").json()] == [2, 1]
    restored = api.post(f"{url}restore-version/", {"number": 1, "revision": 2})
    assert (restored.status_code, restored.json()["parts"]) == (200, make.HERO)
    assert api.post(f"{url}restore-version/", {"number": 9, "revision": 3}).status_code == 404
    given = api.post(f"{url}assign/", {"assignee": cast.editor.email, "due_on": "2031-05-06"})
    assert given.json() == {"assignee": cast.editor.email, "due_on": "2031-05-06"}
    refused = api.post(f"{url}assign/", {"assignee": cast.viewer.email})
    assert refused.status_code == 400
