"""Pain pages."""

from typing import Any

from personas.models import PainPoint
from tests import make
from tests.conftest import Cast


def said(persona: int, **fields: object) -> dict[str, object]:
    return {
        "persona": persona,
        "title": "Lost Sundays",
        "statement": "I lose my Sundays.",
        "severity": 5,
        "frequency": 4,
        "satisfaction": 2,
    } | fields


def test_it_works(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    client = cast.client(cast.editor)
    page = client.post(cast.url("map/pains/add/"), said(persona.pk), follow=True)
    assert "I lose my Sundays." in page.text
    pain = PainPoint.objects.get()
    client.post(
        cast.url(f"map/pains/{pain.pk}/edit/"), said(persona.pk, why="have my Sundays back")
    )
    page = client.get(cast.url(f"map/pains/{pain.pk}/"))
    assert "have my Sundays back" in page.text
    assert "Lost Sundays" in client.get(cast.url("map/pains/")).text


def test_every_term_of_the_opportunity_is_shown(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, severity=5, satisfaction=2)
    text = cast.client(cast.viewer).get(cast.url(f"map/pains/{pain.pk}/")).text
    for term in ("10.0", "+ 7.5", "17.5", "× 0.25", "4.4", "Assumed"):
        assert term in text, term


def test_the_quotes_behind_it_are_there(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, text="I lost a Sunday")
    make.make_stage_pain(make.make_stage(cast.workspace, name="Looking"), pain, intensity=4)
    text = cast.client(cast.viewer).get(cast.url(f"map/pains/{pain.pk}/")).text
    assert "I lost a Sunday" in text
    assert "Looking" in text
    assert "4 of 5" in text


def test_the_same_title_twice_for_one_persona_is_said(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Lost Sundays")
    url = cast.url("map/pains/add/")
    page = cast.client(cast.editor).post(url, said(pain.persona_id))
    assert "has a pain of that name" in page.text
    other = make.make_persona(cast.workspace)
    assert cast.client(cast.editor).post(url, said(other.pk)).status_code == 302


def test_ratings_stay_between_1_and_5(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    page = cast.client(cast.editor).post(cast.url("map/pains/add/"), said(persona.pk, severity=9))
    assert "less than or equal to 5" in page.text


def test_a_pain_needs_a_person(cast: Cast) -> None:
    assert "Whose pains?" in cast.client(cast.editor).get(cast.url("map/pains/")).text


def test_put_away_and_brought_back(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    client = cast.client(cast.editor)
    client.post(cast.url(f"map/pains/{pain.pk}/archive/"))
    assert "Put away (1)" in client.get(cast.url("map/pains/")).text
    client.post(cast.url(f"map/pains/{pain.pk}/archive/"), {"bring_back": "yes"})
    pain.refresh_from_db()
    assert pain.archived_at is None


def test_a_viewer_may_only_look(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    client = cast.client(cast.viewer)
    assert client.get(cast.url(f"map/pains/{pain.pk}/")).status_code == 200
    assert client.get(cast.url("map/pains/add/")).status_code == 403
    assert client.post(cast.url(f"map/pains/{pain.pk}/edit/")).status_code == 403
    assert client.post(cast.url(f"map/pains/{pain.pk}/archive/")).status_code == 403


def test_a_pain_of_another_workspace_is_not_found(cast: Cast) -> None:
    pain = make.make_pain(cast.other.workspace)
    client = cast.client(cast.editor)
    for rest in ("", "edit/"):
        assert client.get(cast.url(f"map/pains/{pain.pk}/{rest}")).status_code == 404
    page = client.post(cast.url("map/pains/add/"), said(pain.persona_id))
    assert "Select a valid choice" in page.text


def test_the_queries_do_not_grow_with_the_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    client = cast.client(cast.viewer)
    for page in ("map/pains/", "map/opportunities/"):
        with django_assert_max_num_queries(9):
            client.get(cast.url(page))


def test_quotes_by_strength_those_who_left_first_and_what_is_gone_is_told(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, quotes_withdrawn=2)
    for text, more in (
        ("asked", {"asked": True}),
        ("unprompted", {"asked": False}),
        ("lost", {"customer_status": "lost_deal"}),
        ("left", {"customer_status": "ex_customer", "asked": True}),
    ):
        make.make_evidence(cast.workspace, pain, text=f"Words of {text}", **more)
    text = cast.client(cast.viewer).get(cast.url(f"map/pains/{pain.pk}/")).text
    places = [text.index(f"Words of {each}") for each in ("left", "lost", "unprompted", "asked")]
    assert places == sorted(places)
    assert "2 quotes it stood on are gone" in text


def test_opportunities_of_one_persona_and_as_a_file(cast: Cast) -> None:
    mine = make.make_pain(cast.workspace, title="=Receipts")
    other = make.make_pain(cast.workspace, title="Soup")
    client, page = cast.client(cast.viewer), cast.url("map/opportunities/")
    text = client.get(page, {"persona": mine.persona_id}).text
    assert "=Receipts" in text
    assert "Soup" not in text
    assert client.get(page, {"persona": 10**9}).status_code == 404
    rows = client.get(cast.url("map/opportunities.csv")).text.splitlines()
    assert rows[0].lstrip("\ufeff").startswith("rank,pain,persona,matters_of_10")
    assert len(rows) == 3
    assert "'=Receipts" in rows[1]
    assert "our guess" in rows[1]
    one = client.get(cast.url("map/opportunities.csv"), {"persona": other.persona_id}).text
    assert "Receipts" not in one
