"""Personas, pains, the journey and opportunities over REST."""

from typing import Any

import pytest

from personas.models import JourneyStage, PainPoint, Persona
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord

BASE = "/api/v1/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    persona = api.post(f"{BASE}personas/", {"name": "Ines", "goals": ["leave at five"]}).json()
    assert persona["key"] == "ines"
    pain = api.post(
        f"{BASE}pains/", {"persona": persona["id"], "title": "Lost Sundays", "severity": 5}
    ).json()
    stages = [
        api.post(f"{BASE}stages/", {"name": name, "kind": "left"}).json()["id"]
        for name in ("Looking", "Gone")
    ]
    move = {"from_stage": stages[0], "to_stage": stages[1], "event": "the price goes up"}
    assert api.post(f"{BASE}transitions/", move).status_code == 201
    placed = api.post(f"{BASE}stage-pains/", {"stage": stages[0], "pain": pain["id"]})
    assert placed.json()["intensity"] == 3
    (found,) = api.get(f"{BASE}opportunities/").json()
    assert (found["rank"], found["title"]) == (1, "Lost Sundays")
    assert found["strength"]["confidence"] == "assumed"
    assert AuditRecord.objects.filter(action="created", user=None).count() == 6


def test_a_key_is_fixed_once_made(cast: Cast) -> None:
    api = cast.api()
    for noun, row in (
        ("personas", make.make_persona(cast.workspace)),
        ("stages", make.make_stage(cast.workspace)),
    ):
        answer = api.patch(f"{BASE}{noun}/{row.pk}/", {"key": "another"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/key"
        assert api.patch(f"{BASE}{noun}/{row.pk}/", {"name": "Other"}).status_code == 200


def test_a_key_that_is_taken_is_refused(cast: Cast) -> None:
    make.make_persona(cast.workspace, key="ines")
    answer = cast.api().post(f"{BASE}personas/", {"name": "Ines", "key": "ines"})
    assert answer.status_code in (400, 409)
    assert Persona.objects.count() == 1


def test_ratings_out_of_range_are_refused(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    for rating in (0, 6):
        answer = cast.api().post(
            f"{BASE}pains/", {"persona": persona.pk, "title": "x", "severity": rating}
        )
        assert answer.json()["errors"][0]["pointer"] == "/severity"


def test_a_title_twice_and_a_move_to_another_persona_are_refused(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    other = make.make_persona(cast.workspace)
    api = cast.api()
    same = {"persona": pain.persona_id, "title": pain.title}
    assert api.post(f"{BASE}pains/", same).status_code == 400
    assert api.patch(f"{BASE}pains/{pain.pk}/", {"persona": other.pk}).status_code == 400


def test_put_away_over_rest(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    api = cast.api()
    api.patch(f"{BASE}pains/{pain.pk}/", {"archived_at": "2026-11-22T10:00:00Z"})
    assert api.get(f"{BASE}opportunities/").json() == []
    assert len(api.get(f"{BASE}pains/?archived=true").json()["results"]) == 1
    assert len(api.get(f"{BASE}pains/?archived=false").json()["results"]) == 0


def test_a_transition_leads_elsewhere(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    move = {"from_stage": stage.pk, "to_stage": stage.pk, "event": "x"}
    answer = cast.api().post(f"{BASE}transitions/", move)
    assert answer.json()["errors"][0]["pointer"] == "/to_stage"


def test_what_copy_stands_on_is_not_deleted(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace, stage=stage, persona=pain.persona)
    make.make_variant(message, pain=pain)
    api = cast.api()
    for noun, row in (("stages", stage), ("pains", pain), ("personas", pain.persona)):
        assert api.delete(f"{BASE}{noun}/{row.pk}/").status_code == 409, noun
    assert JourneyStage.objects.exists()
    assert PainPoint.objects.exists()


def test_opportunities_of_one_persona(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_pain(cast.workspace)
    api = cast.api()
    found = api.get(f"{BASE}opportunities/?persona={pain.persona_id}").json()
    assert [row["pain"] for row in found] == [pain.pk]
    theirs = make.make_persona(cast.other.workspace)
    for wanted in (theirs.pk, 10**9, "x"):
        assert api.get(f"{BASE}opportunities/?persona={wanted}").status_code == 404


def rows_of(workspace: Any) -> dict[str, Any]:
    pain, stage = make.make_pain(workspace), make.make_stage(workspace)
    return {
        "personas": pain.persona,
        "pains": pain,
        "stages": stage,
        "stage-pains": make.make_stage_pain(stage, pain),
    }


@pytest.mark.parametrize("noun", ["personas", "pains", "stages", "stage-pains"])
def test_another_workspaces_rows_are_not_there(cast: Cast, noun: str) -> None:
    row = rows_of(cast.other.workspace)[noun]
    api = cast.api()
    url = f"{BASE}{noun}/{row.pk}/"
    assert api.get(url).json() == api.get(f"{BASE}{noun}/{10**9}/").json()
    assert api.patch(url, {"name": "x"}).status_code == 404
    assert api.delete(url).status_code == 404
    assert api.get(f"{BASE}{noun}/").json()["results"] == []


@pytest.mark.parametrize("noun", ["personas", "pains", "stages", "stage-pains"])
def test_lists_take_the_same_queries_for_any_number(
    cast: Cast, noun: str, django_assert_max_num_queries: Any
) -> None:
    api = cast.api()
    for _ in range(5):
        rows_of(cast.workspace)
    api.get(f"{BASE}{noun}/")
    # One more tells how well each of the page is known.
    with django_assert_max_num_queries(3 if noun in ("personas", "pains") else 2):
        assert len(api.get(f"{BASE}{noun}/").json()["results"]) == 5


def test_opportunities_take_three_queries_and_the_key(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    api = cast.api()
    for _ in range(5):
        make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    api.get(f"{BASE}opportunities/")
    with django_assert_max_num_queries(4):
        assert len(api.get(f"{BASE}opportunities/").json()) == 5


def test_a_publishable_key_sees_nothing(cast: Cast) -> None:
    api = cast.api(kind="publishable")
    for noun in ("personas", "pains", "evidence", "stages", "opportunities"):
        assert api.get(f"{BASE}{noun}/").status_code == 403
