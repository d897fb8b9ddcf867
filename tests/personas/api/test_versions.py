"""Versions, how well things are known, suggested words and many pains at once, over REST."""

from typing import Any

from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row
from workspaces.models import AuditRecord

BASE = "/api/v1/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    persona = api.post(f"{BASE}personas/", {"name": "Ines", "goals": ["sleep"]}).json()
    url = f"{BASE}personas/{persona['id']}/"
    api.patch(url, {"goals": ["swim"]})
    versions = api.get(f"{url}versions/").json()["results"]
    assert [each["number"] for each in versions] == [2, 1]
    assert versions[1]["values"]["goals"] == ["sleep"]
    answer = api.post(f"{url}versions/1/restore/")
    assert (answer.status_code, answer.json()["goals"]) == (200, ["sleep"])
    assert len(api.get(f"{url}versions/").json()["results"]) == 3
    assert api.post(f"{url}versions/9/restore/").status_code == 404


def test_a_title_that_is_taken_by_now_is_a_conflict(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Old")
    change_row(access=cast.access, instance=pain, changes={"title": "New"})
    make.make_pain(cast.workspace, pain.persona, title="Old")
    answer = cast.api().post(f"{BASE}pains/{pain.pk}/versions/1/restore/")
    assert (answer.status_code, answer.json()["code"]) == (409, "title_taken")


def test_how_well_it_is_known(cast: Cast, django_assert_max_num_queries: Any) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, persona=pain.persona, asked=False, source="review")
    for _ in range(4):
        make.make_pain(cast.workspace)
    api = cast.api()
    known = api.get(f"{BASE}personas/{pain.persona_id}/").json()["known"]
    assert (known["level"], known["people"], known["enough"]) == ("some", 1, 5)
    assert known["missing"][0].startswith("Two people more")
    with django_assert_max_num_queries(6):
        rows = api.get(f"{BASE}pains/").json()["results"]
    assert [row["known"]["level"] for row in rows] == ["assumed"] * 4 + ["some"]


def test_words_are_suggested(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    for text in ("The headcount moved.", "Another headcount at noon."):
        make.make_evidence(cast.workspace, persona=persona, text=text)
    make.make_evidence(cast.workspace, text="The price moved.")
    body = cast.api().get(f"{BASE}personas/{persona.pk}/vocabulary-suggestions/").json()
    (found,) = body["suggestions"]
    assert (body["read"], found["words"], found["people"]) == (2, "headcount", 2)
    assert len(found["samples"]) == 2


def test_many_pains_at_once_are_judged_one_by_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    persona, theirs = make.make_persona(cast.workspace), make.make_persona(cast.other.workspace)
    make.make_pain(cast.workspace, persona, title="There")
    rows = [
        {"persona": persona.pk, "title": "New", "severity": 5},
        {"persona": persona.pk, "title": "There"},
        {"persona": persona.pk, "title": "New"},
        {"persona": theirs.pk, "title": "Theirs"},
        {"persona": persona.pk, "title": "Odd", "severity": 9},
        {"title": "Nobody's"},
    ]
    api = cast.api()
    with django_assert_max_num_queries(14):
        answer = api.post(f"{BASE}pains/bulk/", {"pains": rows}).json()
    assert [each["status"] for each in answer] == [
        "added",
        "duplicate",
        "duplicate",
        "rejected",
        "rejected",
        "rejected",
    ]
    assert answer[0]["id"] == answer[2]["id"] == PainPoint.objects.get(title="New").pk
    assert set(answer[4]["faults"]) == {"severity"}
    assert AuditRecord.objects.filter(action="pains added").count() == 1
    assert PainPoint.objects.get(title="New").versions.count() == 1
