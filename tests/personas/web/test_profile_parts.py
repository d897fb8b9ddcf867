"""Parts of a persona and of a pain, changed in place."""

from typing import Any

import pytest

from personas.change_part import mark_of
from personas.models import PainPoint, Persona
from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row

HTMX: Any = {"HX-Request": "true"}


def part(cast: Cast, row: Persona | PainPoint, key: str) -> str:
    kind = "personas" if isinstance(row, Persona) else "pains"
    return cast.url(f"map/{kind}/{row.pk}/part/{key}/")


def test_it_works(cast: Cast) -> None:
    """A piece of the page becomes a form, and the piece again, with the focus where it was."""
    persona = make.make_persona(cast.workspace, goals=["sleep"])
    client, url = cast.client(cast.editor), part(cast, persona, "goals")
    form = client.get(url, headers=HTMX).text
    assert "<!doctype" not in form
    assert "sleep</textarea>" in form
    assert "autofocus" in form
    seen = mark_of(persona, ["goals"])
    shown = client.post(url, {"goals": "sleep\nswim", "seen": seen}, headers=HTMX).text
    assert "<li>swim</li>" in shown
    assert "autofocus" in shown
    persona.refresh_from_db()
    assert (persona.goals, persona.versions.count()) == (["sleep", "swim"], 2)
    assert "<form" not in client.get(f"{url}?show", headers=HTMX).text


def test_it_is_a_plain_page_without_scripts(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    client, url = cast.client(cast.editor), part(cast, pain, "struggle")
    page = client.get(url).text
    assert "<!doctype" in page
    assert "They have to <strong>chase people for receipts</strong>" in page
    answer = client.post(url, {"struggle": "type it all twice"})
    assert answer["Location"] == cast.url(f"map/pains/{pain.pk}/#part-struggle")
    assert "type it all twice" in client.get(cast.url(f"map/pains/{pain.pk}/")).text


def test_somebody_else_changed_it_meanwhile(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, goals=["sleep"])
    seen = mark_of(persona, ["goals"])
    change_row(access=cast.access, instance=persona, changes={"goals": ["dance"]})
    client, url = cast.client(cast.editor), part(cast, persona, "goals")
    page = client.post(url, {"goals": "swim", "seen": seen}, headers=HTMX).text
    assert f"{cast.owner.email} changed this" in page
    assert "dance" in page
    assert "swim</textarea>" in page
    persona.refresh_from_db()
    assert persona.goals == ["dance"]
    mine = {"goals": "swim", "seen": mark_of(persona, ["goals"])}
    client.post(url, mine, headers=HTMX)
    persona.refresh_from_db()
    assert persona.goals == ["swim"]


def test_another_part_changed_meanwhile_is_no_matter(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, goals=["sleep"])
    seen = mark_of(persona, ["goals"])
    change_row(access=cast.access, instance=persona, changes={"role": "chef"})
    cast.client(cast.editor).post(part(cast, persona, "goals"), {"goals": "swim", "seen": seen})
    persona.refresh_from_db()
    assert (persona.goals, persona.role) == (["swim"], "chef")


def test_a_fault_stands_beside_the_field_and_nothing_is_lost(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Receipts")
    make.make_pain(cast.workspace, pain.persona, title="Taken")
    client = cast.client(cast.editor)
    page = client.post(
        part(cast, pain, "problem"), {"title": "Taken", "statement": "I typed this."}, headers=HTMX
    ).text
    assert "has a pain of that name" in page
    assert "I typed this." in page
    page = client.post(part(cast, pain.persona, "goals"), {"goals": "x" * 201}, headers=HTMX).text
    assert "longer than 200 characters" in page


def test_a_part_that_the_page_hangs_on_shows_the_page_anew(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    ratings = {"severity": 1, "satisfaction": 1, "frequency": 1}
    answer = cast.client(cast.editor).post(part(cast, pain, "ratings"), ratings, headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, cast.url(f"map/pains/{pain.pk}/"))


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("struggle", "chasing receipts", "Use “chase receipts”"),
        ("trigger", "when the month ends", "Use “the month ends”"),
        ("job", "to close the books", "Use “close the books”"),
        ("cost", "", "For example:"),
    ],
)
def test_the_shape_is_taught_as_one_types(cast: Cast, field: str, typed: str, advice: str) -> None:
    url = cast.url(f"map/pains/shape/{field}/")
    assert advice in cast.client(cast.viewer).get(url, {field: typed}, headers=HTMX).text


def test_one_press_mends_the_shape(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, struggle="chasing receipts")
    client = cast.client(cast.editor)
    assert "Use “chase receipts”" in client.get(cast.url(f"map/pains/{pain.pk}/")).text
    client.post(part(cast, pain, "struggle"), {"use": "chase receipts", "seen": ""})
    pain.refresh_from_db()
    assert pain.struggle == "chase receipts"


def test_doing_nothing_is_proposed_until_it_is_there(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, alternatives=["a spreadsheet"])
    client, page = cast.client(cast.editor), cast.url(f"map/personas/{persona.pk}/")
    assert "leave things as they are" in client.get(page).text
    lines = "a spreadsheet\nleave things as they are"
    client.post(part(cast, persona, "alternatives"), {"alternatives": lines})
    assert "Most people do nothing" not in client.get(page).text


def test_an_unknown_part_is_not_found(cast: Cast) -> None:
    persona, pain = make.make_persona(cast.workspace), make.make_pain(cast.workspace)
    client = cast.client(cast.editor)
    assert client.get(part(cast, persona, "struggle")).status_code == 404
    assert client.get(part(cast, pain, "persona")).status_code == 404
    assert client.get(cast.url("map/pains/shape/title/")).status_code == 404


def test_the_form_of_the_whole_runs_over_nobody(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Receipts", why="rest")
    client, url = cast.client(cast.editor), cast.url(f"map/pains/{pain.pk}/edit/")
    form = client.get(url).context["form"]
    mine = {name: form[name].value() or "" for name in form.fields}
    mine |= {"title": "Lost receipts", "seen": client.get(url).context["seen"]}
    change_row(access=cast.access, instance=pain, changes={"why": "have my Sundays back"})
    page = client.post(url, mine)
    assert f"{cast.owner.email} changed this" in page.text
    assert "have my Sundays back</blockquote>" in page.text
    assert 'value="Lost receipts"' in page.text
    pain.refresh_from_db()
    assert (pain.title, pain.why) == ("Receipts", "have my Sundays back")
    client.post(url, mine | {"seen": page.context["seen"]})
    pain.refresh_from_db()
    assert (pain.title, pain.why) == ("Lost receipts", "rest")


def test_the_form_of_a_whole_persona_runs_over_nobody(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, goals=["sleep"])
    client, url = cast.client(cast.editor), cast.url(f"map/personas/{persona.pk}/edit/")
    seen = client.get(url).context["seen"]
    change_row(access=cast.access, instance=persona, changes={"goals": ["dance"]})
    page = client.post(url, {"name": "Ines", "goals": "swim", "seen": seen}).text
    assert "dance</blockquote>" in page
    assert "swim</textarea>" in page
    persona.refresh_from_db()
    assert persona.goals == ["dance"]
