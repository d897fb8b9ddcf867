"""Search: every kind of hit leads to a page that answers, and nothing crosses workspaces."""

import re
import secrets

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from personas.models import Survey
from tests import make
from tests.conftest import Cast
from tests.personas.mining_rows import make_candidate


def plant(cast: Cast, word: str) -> None:
    """One row of every kind that holds ``word``."""
    persona = make.make_persona(cast.workspace, name=f"Ines {word}")
    pain = make.make_pain(cast.workspace, persona, title=f"Chasing {word}")
    make.make_evidence(cast.workspace, pain, text=f"I lost a Sunday to {word}.")
    make_candidate(cast.workspace, title=f"All that {word}")
    here = {"workspace": cast.workspace, "persona": persona}
    Survey.objects.create(**here, token=secrets.token_urlsafe(32), title=f"Your {word}")
    make.make_transition(cast.workspace, event=f"the {word} escapes")
    make.make_offer(cast.workspace, name=f"Cure {pain.pk} for {word}")
    message = make.make_message(cast.workspace)
    message.placement.name = f"First screen {word}"
    message.placement.save()
    make.make_live(message, parts=make.HERO | {"headline": f"No more {word}"})
    make.make_experiment(message, name=f"Does {word} matter?")


def look(client: Client, cast: Cast, words: str) -> list[str]:
    """The links of the hits."""
    page = client.get(cast.url("search/"), {"q": words})
    assert page.status_code == 200
    return re.findall(r'<li>\s*<a href="([^"]+)"', page.content.decode().split("<main", 1)[1])


def test_hits_of_every_kind_lead_somewhere(cast: Cast) -> None:
    plant(cast, "zebra")
    client = cast.client(cast.viewer)
    page = client.get(cast.url("search/"), {"q": "ZEBRA"})
    kinds = [group.name for group in page.context["groups"]]
    listen = ["Quotes", "Pains to find", "Surveys"]
    on_the_map = ["Personas", "Pains", "Moments of decision"]
    assert kinds == [*listen, *on_the_map, "Offers", "Placements", "Copy", "Experiments"]
    links = look(client, cast, "zebra")
    assert len(links) >= 10
    for link in links:
        assert client.get(link).status_code == 200, link


def test_every_word_must_be_there(cast: Cast) -> None:
    plant(cast, "zebra")
    client = cast.client(cast.viewer)
    assert look(client, cast, "sunday zebra")
    assert not look(client, cast, "sunday giraffe")


def test_another_workspace_is_not_searched(cast: Cast) -> None:
    plant(cast, "zebra")
    client = cast.client(cast.outsider)
    assert client.get(cast.url("search/"), {"q": "zebra"}).status_code == 404
    page = client.get("/w/elsewhere/search/", {"q": "zebra"})
    assert page.context["groups"] == []


@pytest.mark.parametrize(
    "words",
    ["%", "_", "“quoted”", '"', "'; --", "☕", "\\", "<b>", "x" * 300, "\x00", " ", "é" * 9],
)
def test_odd_words_find_nothing_and_break_nothing(cast: Cast, words: str) -> None:
    plant(cast, "zebra")
    page = cast.client(cast.viewer).get(cast.url("search/"), {"q": words})
    assert page.status_code == 200
    assert page.context["groups"] == []
    assert "<b>" not in page.content.decode().split("<main", 1)[1].split("<h2", 1)[0]


def test_a_per_cent_sign_is_looked_for_as_it_stands(cast: Cast) -> None:
    make.make_evidence(cast.workspace, text="We lost 20% of our Sundays.")
    make.make_evidence(cast.workspace, text="We lost 200 Sundays.")
    assert len(look(cast.client(cast.viewer), cast, "20%")) == 1


@pytest.mark.parametrize("word", ["“café”", r"a\b", 'said "no"'])
def test_copy_is_found_by_letters_that_json_writes_otherwise(cast: Cast, word: str) -> None:
    message = make.make_message(cast.workspace)
    make.make_variant(message, parts=make.HERO | {"headline": f"Mornings at {word}, slowly"})
    assert len(look(cast.client(cast.viewer), cast, word)) == 1


def test_many_hits_are_counted_and_some_shown(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        plant(cast, "zebra")
    client = cast.client(cast.viewer)
    page = client.get(cast.url("search/"), {"q": "zebra"})
    assert page.context["groups"][0].total == 12
    assert len(page.context["groups"][0].found) == 8
    with django_assert_max_num_queries(25):
        client.get(cast.url("search/"), {"q": "zebra"})
