"""Persona pages."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from personas.models import Persona
from tests import make
from tests.conftest import Cast

SAID = {"name": "Ines", "role": "runs a studio", "goals": "leave at five\n\nleave at five\nsleep"}


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    page = client.post(cast.url("map/personas/add/"), SAID, follow=True)
    assert "leave at five" in page.text
    persona = Persona.objects.get()
    assert (persona.key, persona.goals) == ("ines", ["leave at five", "sleep"])
    client.post(cast.url(f"map/personas/{persona.pk}/edit/"), SAID | {"goals": "sleep"})
    persona.refresh_from_db()
    assert persona.goals == ["sleep"]
    assert "Ines" in client.get(cast.url("map/personas/")).text


def test_the_profile_shows_pains_and_quotes(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    pain = make.make_pain(cast.workspace, persona)
    for words, may_quote in (("I lost a Sunday", True), ("Not for the wall", False)):
        make.make_evidence(
            cast.workspace,
            text=words,
            persona=persona,
            may_quote=may_quote,
            customer_status="ex_customer",
        )
    text = cast.client(cast.viewer).get(cast.url(f"map/personas/{persona.pk}/")).text
    assert pain.title in text
    assert "I lost a Sunday" in text
    assert "Ex-customer" in text
    assert "Not for the wall" not in text
    assert "2 of 5" in text


def test_a_line_that_is_too_long_is_said_and_nothing_is_lost(cast: Cast) -> None:
    page = cast.client(cast.editor).post(
        cast.url("map/personas/add/"), SAID | {"goals": "x" * 201 + "\nsleep"}
    )
    assert "longer than 200 characters" in page.text
    assert "sleep</textarea>" in page.text


def test_put_away_and_brought_back(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    client = cast.client(cast.editor)
    url = cast.url(f"map/personas/{persona.pk}/archive/")
    client.post(url)
    persona.refresh_from_db()
    assert persona.archived_at
    assert "Put away (1)" in client.get(cast.url("map/personas/")).text
    client.post(url, {"bring_back": "yes"})
    persona.refresh_from_db()
    assert persona.archived_at is None


def test_nobody_yet_teaches(cast: Cast) -> None:
    assert "ten more of" in cast.client(cast.viewer).get(cast.url("map/personas/")).text


def test_a_viewer_may_only_look(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    client = cast.client(cast.viewer)
    assert client.get(cast.url(f"map/personas/{persona.pk}/")).status_code == 200
    assert client.get(cast.url("map/personas/add/")).status_code == 403
    assert client.post(cast.url(f"map/personas/{persona.pk}/edit/"), SAID).status_code == 403
    assert client.post(cast.url(f"map/personas/{persona.pk}/archive/")).status_code == 403


def test_a_persona_of_another_workspace_is_not_found(cast: Cast) -> None:
    persona = make.make_persona(cast.other.workspace)
    client = cast.client(cast.editor)
    for rest in ("", "edit/"):
        assert client.get(cast.url(f"map/personas/{persona.pk}/{rest}")).status_code == 404
    assert client.post(cast.url(f"map/personas/{persona.pk}/archive/")).status_code == 404


def test_what_is_old_says_so_and_leads_to_asking_again(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    old = timezone.localdate() - timedelta(days=500)
    make.make_evidence(cast.workspace, persona=persona, said_on=old, asked=False)
    text = cast.client(cast.editor).get(cast.url(f"map/personas/{persona.pk}/")).text
    assert "over a year old" in text
    assert "Ask again" in text
    assert "Two people more" in text


def test_one_person_is_quoted_once_and_those_who_left_come_first(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    said = [("One of mine", "a", "customer"), ("Two of mine", "a", "customer")]
    for text, person, status in [*said, ("I left", "b", "ex_customer")]:
        make.make_evidence(
            cast.workspace,
            text=text,
            persona=persona,
            may_quote=True,
            person_hash=person,
            customer_status=status,
        )
    text = cast.client(cast.viewer).get(cast.url(f"map/personas/{persona.pk}/")).text
    assert text.index("I left") < text.index("Two of mine")
    assert "One of mine" not in text


def test_the_queries_do_not_grow_with_the_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    persona = make.make_persona(cast.workspace, vocabulary=["receipts"])
    for _ in range(6):
        pain = make.make_pain(cast.workspace, persona)
        make.make_evidence(cast.workspace, pain, persona=persona, may_quote=True)
        make.make_stage_pain(make.make_stage(cast.workspace), pain)
    client = cast.client(cast.viewer)
    with django_assert_max_num_queries(17):
        client.get(cast.url(f"map/personas/{persona.pk}/"))
    with django_assert_max_num_queries(11):
        client.get(cast.url(f"map/pains/{pain.pk}/"))
    with django_assert_max_num_queries(9):
        client.get(cast.url("map/personas/"))
