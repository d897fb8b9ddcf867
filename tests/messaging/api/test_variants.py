"""Wordings over REST: written, decided and published, one step at a time."""

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.models import Variant
from tests import make
from tests.conftest import Cast

URL = "/api/v1/variants/"
OTHER = make.HERO | {"headline": "Close the books by the third"}


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace)
    api = cast.api()
    body = {"message": message.pk, "parts": make.HERO, "pain": pain.pk}
    made = api.post(URL, body)
    assert made.status_code == 201, made.json()
    variant = f"{URL}{made.json()['id']}/"
    assert made.json()["state"] == "draft"
    assert made.json()["key"].endswith("-1")
    assert api.post(f"{variant}submit/").json()["state"] == "submitted"
    assert api.post(f"{variant}approve/").json()["state"] == "approved"
    published = api.post(f"{variant}publish/")
    assert published.json()["is_live"] is True
    message.refresh_from_db()
    assert message.live_variant_id == made.json()["id"]


def test_a_draft_is_changed_at_the_revision_read(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    api = cast.api()
    first = api.patch(f"{URL}{variant.pk}/", {"parts": OTHER, "revision": 1})
    assert (first.status_code, first.json()["revision"]) == (200, 2)
    late = api.patch(f"{URL}{variant.pk}/", {"parts": make.HERO, "revision": 1})
    assert (late.status_code, late.json()["code"]) == (409, "edit_conflict")
    assert api.get(f"{URL}{variant.pk}/").json()["parts"] == OTHER


def test_a_change_without_a_revision_is_refused(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    answer = cast.api().patch(f"{URL}{variant.pk}/", {"parts": OTHER})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/revision"


def test_what_was_submitted_is_changed_as_a_new_draft(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="approved")
    answer = cast.api().patch(f"{URL}{variant.pk}/", {"parts": OTHER, "revision": 1})
    assert answer.status_code == 201
    assert answer.json()["derived_from"] == variant.pk
    variant.refresh_from_db()
    assert variant.parts == make.HERO


def test_a_breach_of_a_hard_limit_points_to_the_part(cast: Cast) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    parts = {"headlines": ["a", "x" * 31, "c"], "descriptions": ["d", "e"]}
    variant = make.make_variant(message, parts=parts)
    answer = cast.api().post(f"{URL}{variant.pk}/submit/")
    assert answer.status_code == 409
    assert answer.json()["errors"] == [
        {
            "pointer": "/parts/headlines/1",
            "code": "hard_limit",
            "detail": "Headlines: 31 characters, 30 are allowed.",
        }
    ]


@pytest.mark.parametrize(
    ("state", "step"), [("draft", "approve"), ("draft", "publish"), ("approved", "reject")]
)
def test_a_step_out_of_order_is_a_conflict(cast: Cast, state: str, step: str) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state=state)
    answer = cast.api().post(f"{URL}{variant.pk}/{step}/", {"reason": "no"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_the_live_variant_is_not_retired(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace))
    answer = cast.api().post(f"{URL}{live.pk}/retire/")
    assert (answer.status_code, answer.json()["code"]) == (409, "still_live")


def test_retired_and_restored(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    api = cast.api()
    assert api.post(f"{URL}{variant.pk}/retire/").json()["state"] == "retired"
    assert api.post(f"{URL}{variant.pk}/restore/").json()["state"] == "draft"


def test_a_rejection_needs_a_reason(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    assert cast.api().post(f"{URL}{variant.pk}/reject/", {}).status_code == 400
    answer = cast.api().post(f"{URL}{variant.pk}/reject/", {"reason": "About us"})
    assert (answer.json()["state"], answer.json()["reason"]) == ("rejected", "About us")


@pytest.mark.parametrize(
    "parts", [{"subject": "no such part"}, {"headline": ["a list"]}, {"headline": 3}]
)
def test_parts_of_another_shape_are_refused(cast: Cast, parts: dict[str, object]) -> None:
    message = make.make_message(cast.workspace)
    answer = cast.api().post(URL, {"message": message.pk, "parts": parts})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/parts"


def test_the_trace_leads_to_quotes(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    quote = make.make_evidence(cast.workspace, pain, text="I do books on Sundays.")
    body = {
        "message": make.make_message(cast.workspace).pk,
        "parts": make.HERO,
        "pain": pain.pk,
    }
    made = cast.api().post(URL, body).json()
    trace = cast.api().get(f"{URL}{made['id']}/trace/").json()
    subline = next(row for row in trace["sentences"] if row["part"] == "subline")
    ends = {"assumed": True, "words": []}
    source = {"kind": "pain", "id": pain.pk, "field": "desired_outcome", **ends}
    assert source in subline["sources"]
    assert [each["id"] for each in subline["quotes"]] == [quote.pk]
    assert 0 < trace["share"] < 100


def test_another_workspace_s_rows_do_not_exist(cast: Cast) -> None:
    theirs = make.make_message(cast.other.workspace)
    variant = make.make_variant(theirs, state="submitted")
    api = cast.api()
    assert api.get(f"{URL}{variant.pk}/").status_code == 404
    for step in ("submit", "approve", "reject", "retire", "restore", "publish"):
        answer = api.post(f"{URL}{variant.pk}/{step}/", {"reason": "no"})
        assert answer.status_code == 404, step
    assert api.get(f"{URL}{variant.pk}/trace/").status_code == 404
    made = api.post(URL, {"message": theirs.pk, "parts": make.HERO})
    assert (made.status_code, made.json()["errors"][0]["pointer"]) == (400, "/message")
    mine = make.make_message(cast.workspace)
    pain = make.make_pain(cast.other.workspace)
    made = api.post(URL, {"message": mine.pk, "parts": make.HERO, "pain": pain.pk})
    assert made.status_code == 400
    assert api.get(URL).json()["results"] == []


def test_a_reading_key_changes_nothing(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace), state="submitted")
    api = cast.api(scopes=["read"])
    assert api.get(f"{URL}{variant.pk}/").status_code == 200
    for step in ("submit", "approve", "reject", "retire", "restore", "publish"):
        answer = api.post(f"{URL}{variant.pk}/{step}/", {"reason": "no"})
        assert answer.status_code == 403, step
    assert api.patch(f"{URL}{variant.pk}/", {"parts": OTHER, "revision": 1}).status_code == 403


def test_a_publishable_key_sees_no_unreleased_words(cast: Cast) -> None:
    make.make_variant(make.make_message(cast.workspace))
    assert cast.api(kind="publishable").get(URL).status_code == 403


def test_a_list_costs_the_same_however_long(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        message = make.make_message(cast.workspace)
        for _ in range(4):
            make.make_variant(message, pain=make.make_pain(cast.workspace))
    api = cast.api()
    api.get(URL)
    with django_assert_num_queries(2):
        assert len(api.get(URL).json()["results"]) == 12


def test_filters(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    waiting = make.make_variant(message, state="submitted")
    make.make_variant(message)
    make.make_variant(make.make_message(cast.workspace), state="submitted")
    found = cast.api().get(URL, {"message": message.pk, "state": "submitted"}).json()["results"]
    assert [row["id"] for row in found] == [waiting.pk]


def test_a_key_already_taken_is_a_conflict(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    body = {"message": message.pk, "parts": make.HERO, "key": "hero-1"}
    assert cast.api().post(URL, body).status_code == 201
    assert cast.api().post(URL, body).status_code == 409
    assert Variant.objects.filter(workspace=cast.workspace).count() == 1
