"""Evidence over REST."""

from typing import Any

from personas.models import Evidence, EvidenceLink
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

URL = "/api/v1/evidence/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    made = api.post(URL, {"text": "I waited", "source": "review", "person": "k@lee.org"})
    assert made.status_code == 201
    body = made.json()
    assert len(body["person_hash"]) == 64
    assert "person" not in body
    one = f"{URL}{body['id']}/"
    assert api.patch(one, {"customer_status": "ex_customer"}).json()["text"] == "I waited"
    kept = Evidence.objects.get()
    assert (kept.customer_status, kept.person_hash) == ("ex_customer", body["person_hash"])
    assert [row["id"] for row in api.get(URL).json()["results"]] == [kept.pk]
    assert api.delete(one).status_code == 204
    assert AuditRecord.objects.filter(target_type="evidence").count() == 3


def test_the_same_quote_twice_is_a_conflict(cast: Cast) -> None:
    api = cast.api()
    api.post(URL, {"text": "I waited", "source": "review"})
    again = api.post(URL, {"text": "I  WAITED.", "source": "review"})
    assert (again.status_code, again.json()["code"]) == (409, "known_quote")


def test_filters(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    linked = make.make_evidence(cast.workspace, pain, source="review", persona=pain.persona)
    loose = make.make_evidence(cast.workspace, text="Something else")
    api = cast.api()
    for query, found in (
        ("source=review", linked),
        (f"persona={pain.persona_id}", linked),
        (f"pain={pain.pk}", linked),
        ("attached=true", linked),
        ("attached=false", loose),
        ("q=something", loose),
    ):
        rows = api.get(f"{URL}?{query}").json()["results"]
        assert [row["id"] for row in rows] == [found.pk], query


def test_many_at_once_with_an_answer_for_each(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    rows = [
        {"text": "I waited", "source": "G2", "customer_status": "churned", "may_quote": True},
        {"text": "I waited.", "source": "review"},
        {"text": "It broke", "said_on": "soon"},
        {"text": ""},
        {"text": "Nobody calls", "external_id": "17", "asked": None},
    ]
    answer = cast.api().post(f"{URL}import/", {"rows": rows, "persona": persona.pk})
    assert answer.status_code == 200
    body = answer.json()
    assert [row["status"] for row in body] == [
        "added",
        "duplicate",
        "rejected",
        "rejected",
        "added",
    ]
    assert body[2]["faults"][0]["field"] == "said_on"
    assert "2026-03-31" in body[2]["faults"][0]["advice"]
    kept = Evidence.objects.get(text="I waited")
    assert (kept.source, kept.customer_status, kept.may_quote) == ("review", "ex_customer", True)
    assert kept.persona == persona
    assert AuditRecord.objects.filter(action="quotes added").count() == 1


def test_importing_the_same_rows_again_adds_nothing(cast: Cast) -> None:
    api = cast.api()
    rows = {"rows": [{"text": "I waited"}, {"text": "It broke"}]}
    api.post(f"{URL}import/", rows)
    again = api.post(f"{URL}import/", rows)
    assert {row["status"] for row in again.json()} == {"duplicate"}
    assert Evidence.objects.count() == 2


def test_too_many_rows_are_refused(cast: Cast) -> None:
    answer = cast.api().post(f"{URL}import/", {"rows": [{"text": "x"}] * 1_001})
    assert answer.status_code == 400
    assert cast.api().post(f"{URL}import/", {"rows": []}).status_code == 400


def test_suggestions_are_made_and_rejected(cast: Cast) -> None:
    make.make_pain(cast.workspace, title="Chasing receipts")
    quote = make.make_evidence(cast.workspace, text="I chase people for receipts")
    api = cast.api()
    assert api.post(f"{URL}suggest/", {}).json() == {
        "looked_at": 1,
        "suggested": 1,
        "job": None,
    }
    assert api.post(f"{URL}{quote.pk}/reject-suggestions/").status_code == 200
    assert EvidenceLink.objects.get().state == "rejected"


def test_a_key_that_reads_may_not_write(cast: Cast) -> None:
    api = cast.api(scopes=["read"])
    assert api.get(URL).status_code == 200
    assert api.post(URL, {"text": "x"}).status_code == 403
    assert api.post(f"{URL}import/", {"rows": [{"text": "x"}]}).status_code == 403


def test_another_workspaces_rows_are_not_there(cast: Cast) -> None:
    theirs = make.make_evidence(cast.other.workspace)
    persona = make.make_persona(cast.other.workspace)
    api = cast.api()
    assert api.get(f"{URL}{theirs.pk}/").status_code == 404
    assert api.delete(f"{URL}{theirs.pk}/").status_code == 404
    assert api.get(URL).json()["results"] == []
    rows = {"rows": [{"text": "x y"}], "persona": persona.pk}
    assert api.post(f"{URL}import/", rows).status_code == 400
    assert api.post(URL, {"text": "x y", "persona": persona.pk}).status_code == 400
    answers = [api.get(f"{URL}?persona={pk}").json()["results"] for pk in (persona.pk, 10**9)]
    assert answers == [[], []]


def test_the_list_takes_the_same_queries_for_any_number(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    api = cast.api()
    for _ in range(8):
        make.make_evidence(cast.workspace)
    api.get(URL)
    with django_assert_max_num_queries(2):
        assert len(api.get(URL).json()["results"]) == 8
