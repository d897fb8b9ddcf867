"""Versions of personas and pains: every change keeps one, and each can be gone back to."""

import pytest
from django.db import transaction

from home.load_brand import load_brand, sample_documents
from personas.link_evidence import create_pain_from
from personas.models import PainPoint, Persona
from personas.versions import (
    BEFORE_VERSIONS,
    CannotRestoreError,
    differences,
    keep_version,
    restore_version,
    versions_of,
)
from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row, create_row

BASE = "/api/v1/"


def numbers(cast: Cast, row: Persona | PainPoint) -> list[tuple[int, str]]:
    return [(each.number, each.actor) for each in versions_of(access=cast.access, row=row)]


def test_it_works(cast: Cast) -> None:
    persona = Persona(name="Ines", key="ines", goals=["sleep"])
    create_row(access=cast.access, instance=persona)
    change_row(access=cast.access, instance=persona, changes={"goals": ["sleep", "swim"]})
    assert numbers(cast, persona) == [(2, cast.owner.email), (1, cast.owner.email)]
    first = versions_of(access=cast.access, row=persona).last()
    assert first is not None
    assert restore_version(access=cast.access, row=persona, version=first)
    persona.refresh_from_db()
    assert persona.goals == ["sleep"]
    assert [number for number, _ in numbers(cast, persona)] == [3, 2, 1]


def test_what_was_there_before_versions_is_the_first(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Lost Sundays")
    then = pain.updated_at
    change_row(access=cast.access, instance=pain, changes={"title": "Lost weekends"})
    second, first = versions_of(access=cast.access, row=pain)
    assert (first.actor, first.changed_by, first.created_at) == (BEFORE_VERSIONS, None, then)
    assert (first.values["title"], second.values["title"]) == ("Lost Sundays", "Lost weekends")


def test_a_change_that_went_around_us_is_found_at_the_next_one(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="One")
    change_row(access=cast.access, instance=pain, changes={"title": "Two"})
    PainPoint.objects.filter(pk=pain.pk).update(title="Three")
    change_row(access=cast.access, instance=pain, changes={"title": "Four"})
    titles = [each.values["title"] for each in versions_of(access=cast.access, row=pain)]
    assert titles == ["Four", "Three", "Two", "One"]


def test_the_same_values_make_no_version(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    change_row(access=cast.access, instance=pain, changes={"quotes_withdrawn": 2})
    assert numbers(cast, pain) == []
    assert keep_version(access=cast.access, row=pain) is not None
    assert keep_version(access=cast.access, row=pain) is None
    (only,) = versions_of(access=cast.access, row=pain)
    assert not restore_version(access=cast.access, row=pain, version=only)


def test_a_change_that_fails_keeps_no_version(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change_row(access=cast.access, instance=pain, changes={"title": "Other"})
        raise ZeroDivisionError
    assert numbers(cast, pain) == []


def test_every_way_in_keeps_one(cast: Cast) -> None:
    """Over REST, from a quote, from a whole profile; the same profile again changes nothing."""
    api = cast.api()
    made = api.post(f"{BASE}personas/", {"name": "Ines"}).json()["id"]
    persona = Persona.objects.get(pk=made)
    api.patch(f"{BASE}personas/{made}/", {"role": "runs a studio"})
    assert len(numbers(cast, persona)) == 2
    quote = make.make_evidence(cast.workspace)
    pain = create_pain_from(
        access=cast.access, evidence=[quote.pk], title="Sundays", persona=persona
    )
    assert len(numbers(cast, pain)) == 1
    document = sample_documents()[0]
    loaded = load_brand(access=cast.access, document=document)
    load_brand(access=cast.access, document=document)
    for row in (loaded.persona, *loaded.pains):
        assert len(numbers(cast, row)) == 1


def test_a_title_that_is_taken_by_now_is_said(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Old name")
    change_row(access=cast.access, instance=pain, changes={"title": "New name"})
    make.make_pain(cast.workspace, pain.persona, title="Old name")
    first = versions_of(access=cast.access, row=pain).last()
    assert first is not None
    with pytest.raises(CannotRestoreError, match="Old name"):
        restore_version(access=cast.access, row=pain, version=first)


def test_differences_are_lines_where_the_field_is_a_list() -> None:
    (found,) = differences({"goals": ["a", "b"], "name": "I"}, {"goals": ["b", "c"], "name": "I"})
    assert (found.field, found.added, found.removed) == ("goals", ["c"], ["a"])


def test_what_a_colleague_changed_since_stands_in_the_version(cast: Cast) -> None:
    """Two people, two parts: nobody's version takes back what the other one wrote."""
    pain = make.make_pain(cast.workspace, title="Old", why="rest")
    read_before = PainPoint.objects.get(pk=pain.pk)
    change_row(access=cast.access, instance=pain, changes={"why": "have my Sundays back"})
    change_row(access=cast.access, instance=read_before, changes={"title": "New"})
    newest = versions_of(access=cast.access, row=pain).first()
    assert newest is not None
    assert (newest.values["title"], newest.values["why"]) == ("New", "have my Sundays back")


@pytest.mark.parametrize("odd", [{"severity": 9}, {"title": "x" * 500}, {"why": ["a"]}])
def test_a_version_of_another_archive_that_does_not_fit_is_said(
    cast: Cast, odd: dict[str, object]
) -> None:
    pain = make.make_pain(cast.workspace)
    kept = keep_version(access=cast.access, row=pain)
    assert kept is not None
    kept.values |= odd
    with pytest.raises(CannotRestoreError):
        restore_version(access=cast.access, row=pain, version=kept)
