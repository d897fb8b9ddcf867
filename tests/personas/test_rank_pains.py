"""Pains in order, with three queries however many there are."""

from datetime import date
from typing import Any

from django.utils import timezone

from personas.models import EvidenceLink
from personas.rank_pains import rank_pains
from tests import make
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    quiet = make.make_pain(cast.workspace, persona)
    heard = make.make_pain(cast.workspace, persona)
    make.make_evidence(cast.workspace, heard, source="review", said_on=date(2026, 10, 1))
    ranked = rank_pains(access=cast.access)
    assert [(row.rank, row.pain) for row in ranked] == [(1, heard), (2, quiet)]
    assert ranked[1].opportunity.strength.assumed


def test_only_confirmed_quotes_count(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain)
    EvidenceLink.objects.update(state=EvidenceLink.State.SUGGESTED)
    assert rank_pains(access=cast.access)[0].opportunity.strength.quotes == 0


def test_what_is_put_away_is_not_ranked(cast: Cast) -> None:
    make.make_pain(cast.workspace, archived_at=timezone.now())
    make.make_pain(cast.workspace, make.make_persona(cast.workspace, archived_at=timezone.now()))
    assert rank_pains(access=cast.access) == []


def test_one_persona_can_be_asked_for(cast: Cast) -> None:
    mine, other = make.make_pain(cast.workspace), make.make_pain(cast.workspace)
    assert [row.pain for row in rank_pains(access=cast.access, persona=mine.persona)] == [mine]
    assert other.persona != mine.persona


def test_other_workspaces_are_not_ranked(cast: Cast) -> None:
    make.make_pain(cast.other.workspace)
    assert rank_pains(access=cast.access) == []


def test_three_queries_for_any_number(cast: Cast, django_assert_num_queries: Any) -> None:
    for _ in range(6):
        make.make_evidence(cast.workspace, make.make_pain(cast.workspace))
    with django_assert_num_queries(3):
        ranked = rank_pains(access=cast.access)
        assert [row.pain.persona.name for row in ranked]
