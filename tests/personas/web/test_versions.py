"""Pages of versions and of suggested words."""

from typing import Any

from personas.models import Persona
from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row


def changed(cast: Cast, times: int = 1) -> Persona:
    persona = make.make_persona(cast.workspace, name="Ines", goals=["sleep"])
    for number in range(times):
        change_row(access=cast.access, instance=persona, changes={"goals": [f"goal {number}"]})
    return persona


def test_it_works(cast: Cast) -> None:
    persona = changed(cast)
    client, url = cast.client(cast.editor), cast.url(f"map/personas/{persona.pk}/")
    page = client.get(f"{url}versions/").text
    for words in (cast.owner.email, "<del>sleep</del>", "<ins>goal 0</ins>", "as it was before"):
        assert words in page, words
    assert "Go back to this version" in client.get(f"{url}versions/1/").text
    after = client.post(f"{url}versions/1/restore/", follow=True).text
    assert "<li>sleep</li>" in after
    persona.refresh_from_db()
    assert persona.goals == ["sleep"]
    assert "This is how it is now." in client.get(f"{url}versions/1/").text


def test_a_pain_has_them_too(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Old")
    change_row(access=cast.access, instance=pain, changes={"title": "New", "severity": 2})
    client, url = cast.client(cast.editor), cast.url(f"map/pains/{pain.pk}/")
    assert "How much it matters to them" in client.get(f"{url}versions/").text
    make.make_pain(cast.workspace, pain.persona, title="Old")
    said = client.post(f"{url}versions/1/restore/", follow=True).text
    assert "Another pain is called “Old” by now" in said


def test_nothing_changed_yet(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    url = cast.url(f"map/personas/{persona.pk}/versions/")
    assert "Nothing has changed yet" in cast.client(cast.viewer).get(url).text


def test_twenty_a_page_in_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    persona = changed(cast, times=24)
    client = cast.client(cast.viewer)
    url = cast.url(f"map/personas/{persona.pk}/versions/")
    with django_assert_max_num_queries(10):
        page = client.get(url).text
    assert "Version 25" in page
    assert "Version 5<" not in page
    assert "<del>goal 3</del>" in page, "The last of a page is told against the one before it."
    assert "The first." in client.get(f"{url}?page=2").text


def test_who_may_only_look_goes_back_to_nothing(cast: Cast) -> None:
    persona = changed(cast)
    client, url = cast.client(cast.viewer), cast.url(f"map/personas/{persona.pk}/versions/1/")
    assert "Go back" not in client.get(url).text
    assert client.post(f"{url}restore/").status_code == 403


def test_words_are_taken_in_or_kept_out(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, vocabulary=["pass"])
    for text in ("The headcount and the walk-in.", "Headcount! Near the walk-in.", "The pass"):
        make.make_evidence(cast.workspace, persona=persona, text=text)
    client, url = cast.client(cast.editor), cast.url(f"map/personas/{persona.pk}/vocabulary/")
    page = client.get(url).text
    assert "2 people, nobody elsewhere" in page
    assert "The headcount and the walk-in." in page
    client.post(url, {"words": "headcount", "do": "add"})
    client.post(url, {"words": "walk-in", "do": "reject"})
    client.post(url, {"words": " Headcount", "do": "add"})
    persona.refresh_from_db()
    assert persona.vocabulary == ["pass", "headcount"]
    assert persona.vocabulary_rejected == ["walk-in"]
    assert "No word stands out" in client.get(url).text
    assert 'title="2 people say so">2<' in client.get(cast.url(f"map/personas/{persona.pk}/")).text


def test_a_full_list_says_so(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace, vocabulary=[f"word {n}" for n in range(40)])
    url = cast.url(f"map/personas/{persona.pk}/vocabulary/")
    page = cast.client(cast.editor).post(url, {"words": "one more", "do": "add"}, follow=True)
    assert "40 words are the most" in page.text
