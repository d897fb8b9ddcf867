"""The matrix of pains and moments: what is felt, what is said, and what the silence costs."""

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.coverage import Cell, best_message, coverage
from messaging.models import Variant
from personas.models import JourneyStage, PainPoint
from tests import make
from tests.conftest import Cast


def cell(cast: Cast, pain: PainPoint, stage: JourneyStage | None) -> Cell:
    found = coverage(access=cast.access).cells
    return next(each for each in found if (each.pain, each.stage) == (pain, stage))


def test_it_works(cast: Cast) -> None:
    """The gap is opportunity by intensity; the opportunity here is 10 + 7.5, assumed: 0.25."""
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(stage, pain, intensity=4)
    found = cell(cast, pain, stage)
    assert found.gap == pytest.approx(17.5 * 0.25 * 4 / 5)
    assert found.is_gap
    assert found.heat == 1


def test_evidence_makes_a_gap_dearer(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(stage, pain)
    before = cell(cast, pain, stage).gap
    for source in ("interview", "review", "support"):
        make.make_evidence(cast.workspace, pain, source=source, asked=False)
    assert cell(cast, pain, stage).gap > 1.5 * before


def test_live_copy_for_any_moment_halves_a_gap(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(stage, pain)
    before = cell(cast, pain, stage).gap
    make.make_live(make.make_message(cast.workspace), pain=pain)
    assert cell(cast, pain, stage).gap == pytest.approx(before / 2, abs=0.01)
    assert cell(cast, pain, None).copy.live == 1
    assert coverage(access=cast.access).silent_pains == []


def test_live_copy_at_the_moment_closes_it(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(stage, pain)
    make.make_live(make.make_message(cast.workspace, stage=stage), pain=pain)
    assert cell(cast, pain, stage).gap == 0
    assert coverage(access=cast.access).covered == 1


@pytest.mark.parametrize(
    ("state", "kind"),
    [("draft", "in_work"), ("submitted", "in_work"), ("approved", "approved"), ("rejected", "")],
)
def test_drafts_are_counted_apart(cast: Cast, state: str, kind: str) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(stage, pain)
    make.make_variant(make.make_message(cast.workspace, stage=stage), pain=pain, state=state)
    found = cell(cast, pain, stage)
    counts = {"in_work": found.copy.in_work, "approved": found.copy.approved}
    assert counts == {"in_work": 0, "approved": 0} | ({kind: 1} if kind else {})
    assert found.gap > 0
    assert found.is_gap == (not kind)


def test_a_pain_placed_nowhere_is_a_gap_at_any_moment(cast: Cast) -> None:
    make.make_stage(cast.workspace)
    pain = make.make_pain(cast.workspace)
    gaps = coverage(access=cast.access).gaps
    assert [(each.pain, each.stage) for each in gaps] == [(pain, None)]


def test_the_dearest_gap_comes_first(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    mild = make.make_pain(cast.workspace, severity=2, satisfaction=4)
    sore = make.make_pain(cast.workspace, severity=5, satisfaction=1)
    for pain in (mild, sore):
        make.make_stage_pain(stage, pain)
    assert [each.pain for each in coverage(access=cast.access).gaps] == [sore, mild]


def test_one_persona_alone(cast: Cast) -> None:
    mine, other = make.make_pain(cast.workspace), make.make_pain(cast.workspace)
    rows = coverage(access=cast.access, persona=mine.persona).rows
    assert [row.pain for row in rows] == [mine]
    assert other.persona != mine.persona


def test_another_workspace_s_copy_covers_nothing(cast: Cast) -> None:
    pain = make.make_pain(cast.other.workspace)
    make.make_live(make.make_message(cast.other.workspace), pain=pain)
    assert coverage(access=cast.access).rows == ()


def test_the_matrix_takes_six_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stages = [make.make_stage(cast.workspace) for _ in range(3)]
    for _ in range(4):
        pain = make.make_pain(cast.workspace)
        make.make_evidence(cast.workspace, pain)
        for stage in stages:
            make.make_stage_pain(stage, pain)
            make.make_variant(make.make_message(cast.workspace, stage=stage), pain=pain)
    with django_assert_num_queries(6):
        assert len(coverage(access=cast.access).gaps) == 12


def test_the_most_closely_aimed_message_is_written_for(cast: Cast) -> None:
    pain, stage = make.make_pain(cast.workspace), make.make_stage(cast.workspace)
    stranger = make.make_persona(cast.workspace)
    assert best_message(access=cast.access, pain=pain, stage=stage) is None
    make.make_message(cast.workspace, persona=stranger, stage=stage)
    for_all = make.make_message(cast.workspace)
    assert best_message(access=cast.access, pain=pain, stage=stage) == for_all
    at_stage = make.make_message(cast.workspace, stage=stage)
    assert best_message(access=cast.access, pain=pain, stage=stage) == at_stage
    closest = make.make_message(cast.workspace, stage=stage, persona=pain.persona)
    assert best_message(access=cast.access, pain=pain, stage=stage) == closest
    assert best_message(access=cast.access, pain=pain, stage=None) == for_all


def test_copy_at_another_stage_is_not_here(cast: Cast) -> None:
    here, there = make.make_stage(cast.workspace), make.make_stage(cast.workspace)
    pain = make.make_pain(cast.workspace)
    for stage in (here, there):
        make.make_stage_pain(stage, pain)
    live = make.make_live(make.make_message(cast.workspace, stage=there), pain=pain)
    assert cell(cast, pain, here).copy.live == 0
    assert Variant.objects.get(pk=live.pk, workspace=cast.workspace).state == "approved"
