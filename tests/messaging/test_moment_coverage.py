"""Moments that customers tell of and nothing answers come first."""

from pytest_django import DjangoAssertNumQueries

from messaging.moment_coverage import moment_coverage
from personas.models import MomentQuote, Transition
from tests import make
from tests.conftest import Cast


def told(cast: Cast, moment: Transition, **fields: object) -> None:
    evidence = make.make_evidence(cast.workspace, **fields)
    MomentQuote.objects.create(workspace=cast.workspace, transition=moment, evidence=evidence)


def test_it_works(cast: Cast) -> None:
    quiet, answered, open_one = (make.make_transition(cast.workspace) for _ in range(3))
    told(cast, answered)
    told(cast, open_one)
    message = make.make_message(cast.workspace, transition=answered)
    make.make_live(message)
    make.make_variant(message)
    make.make_variant(message, state="approved")
    rows = moment_coverage(access=cast.access)
    assert [row.moment for row in rows] == [open_one, answered, quiet]
    assert [row.is_gap for row in rows] == [True, False, False]
    assert (rows[1].live, rows[1].approved, rows[1].in_work) == (1, 1, 1)
    assert rows[2].strength.assumed


def test_one_persona_reads_what_is_theirs(cast: Cast) -> None:
    moment, pain = make.make_transition(cast.workspace), make.make_pain(cast.workspace)
    other = make.make_persona(cast.workspace)
    told(cast, moment, persona=other)
    make.make_live(make.make_message(cast.workspace, transition=moment, persona=other))
    (row,) = moment_coverage(access=cast.access, persona=pain.persona)
    assert (row.live, row.strength.quotes) == (0, 0)
    (row,) = moment_coverage(access=cast.access, persona=other)
    assert (row.live, row.strength.quotes) == (1, 1)


def test_the_queries_stay_the_same(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        moment = make.make_transition(cast.workspace)
        told(cast, moment)
        make.make_live(make.make_message(cast.workspace, transition=moment))
    with django_assert_num_queries(3):
        assert len(moment_coverage(access=cast.access)) == 4
