"""The journey is started, placed, ordered, taken apart, and put together again."""

from collections.abc import Callable

import pytest

from personas.keep_journey import (
    change_transition,
    move_stage,
    place_stage,
    remove_stage,
    remove_transition,
    start_journey,
    tidy_up,
)
from personas.keep_map import StillInUseError, create_keyed
from personas.keep_moments import attach_quotes
from personas.mapping.journey_templates import journey_templates
from personas.models import (
    JourneyStage,
    MomentQuote,
    RecognitionRule,
    StagePain,
    Transition,
)
from personas.undo_journey import CannotUndoError, last_change, undo, words_of
from tests import make
from tests.conftest import Cast
from workspaces.changes import create_row
from workspaces.models import AuditRecord, DeliveryVersion

TEMPLATE = journey_templates()["subscription"]


def names(cast: Cast) -> list[str]:
    rows = JourneyStage.objects.filter(workspace=cast.workspace)
    return list(rows.values_list("name", flat=True))


def whole(cast: Cast) -> list[object]:
    """All rows of the journey, with their numbers."""
    models = (JourneyStage, Transition, MomentQuote, RecognitionRule, StagePain)
    hidden = {"created_at"}
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for model in models
        for row in model.objects.filter(workspace=cast.workspace).order_by("pk").values()
    ]


def test_it_works(cast: Cast) -> None:
    start_journey(access=cast.access, template=TEMPLATE)
    assert names(cast) == [stage.name for stage in TEMPLATE.stages]
    assert Transition.objects.count() == len(TEMPLATE.transitions)
    assert Transition.objects.filter(event="the yearly invoice arrives").get().signals
    start_journey(access=cast.access, template=TEMPLATE)
    assert AuditRecord.objects.filter(action="journey loaded").count() == 1


def test_what_is_copied_for_stays(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace)
    make.make_message(cast.workspace, transition=moment)
    with pytest.raises(StillInUseError, match="copy for"):
        remove_transition(access=cast.access, transition_row=moment)
    with pytest.raises(StillInUseError, match="moment at it"):
        remove_stage(access=cast.access, stage=moment.from_stage)
    assert Transition.objects.filter(pk=moment.pk).exists()


def test_where_a_moment_leads_to_is_delivered(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace)
    version = DeliveryVersion.objects.get(workspace=cast.workspace).version
    change_transition(access=cast.access, transition_row=moment, changes={"event": "waits"})
    to = make.make_stage(cast.workspace)
    change_transition(access=cast.access, transition_row=moment, changes={"to_stage": to})
    assert DeliveryVersion.objects.get(workspace=cast.workspace).version > version


def test_the_order_of_stages(cast: Cast) -> None:
    rows = [make.make_stage(cast.workspace, name=name, position=0) for name in "abc"]
    assert move_stage(access=cast.access, stage=rows[0], by=1)
    assert names(cast) == ["b", "a", "c"]
    assert not move_stage(access=cast.access, stage=rows[1], by=-1)
    undo(access=cast.access)
    assert names(cast) == ["a", "b", "c"]


def full_stage(cast: Cast) -> JourneyStage:
    """A stage with all that can hang on one."""
    moment = make.make_transition(cast.workspace)
    MomentQuote.objects.create(
        workspace=cast.workspace, transition=moment, evidence=make.make_evidence(cast.workspace)
    )
    RecognitionRule.objects.create(
        workspace=cast.workspace, transition=moment, kind="page", value="/cancel"
    )
    make.make_transition(cast.workspace, from_stage=moment.to_stage, to_stage=moment.from_stage)
    make.make_stage_pain(moment.from_stage, make.make_pain(cast.workspace))
    return moment.from_stage


CHANGES: dict[str, Callable[[Cast], object]] = {
    "moving": lambda cast: place_stage(access=cast.access, stage=placed(cast), x=0.5, y=2.0),
    "tidying up": lambda cast: tidy_up(access=cast.access),
    "starting": lambda cast: start_journey(access=cast.access, template=TEMPLATE),
    "adding": lambda cast: create_keyed(
        access=cast.access, instance=JourneyStage(name="Waiting", kind="deciding")
    ),
    "changing": lambda cast: change_transition(
        access=cast.access,
        transition_row=Transition.objects.order_by("pk")[0],
        changes={"to_stage": placed(cast)},
    ),
    "deleting “": lambda cast: remove_stage(
        access=cast.access, stage=Transition.objects.order_by("pk")[0].from_stage
    ),
    "deleting": lambda cast: remove_transition(
        access=cast.access, transition_row=Transition.objects.order_by("pk")[0]
    ),
}


def placed(cast: Cast) -> JourneyStage:
    found: JourneyStage = JourneyStage.objects.get(workspace=cast.workspace, name="Placed")
    return found


@pytest.mark.parametrize("words", CHANGES)
def test_every_change_can_be_taken_back_whole(cast: Cast, words: str) -> None:
    full_stage(cast)
    make.make_stage(cast.workspace, name="Placed", x=0.25, y=0.75)
    before = whole(cast)
    CHANGES[words](cast)
    assert whole(cast) != before
    change = last_change(access=cast.access)
    assert change is not None
    assert words_of(change).startswith(words)
    undo(access=cast.access)
    assert whole(cast) == before
    with pytest.raises(CannotUndoError, match="nothing of yours"):
        undo(access=cast.access)


def test_nothing_of_anybody_else_is_lost(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    theirs = cast.access_of(cast.editor)
    place_stage(access=cast.access, stage=stage, x=0.1, y=0.1)
    with pytest.raises(CannotUndoError, match="nothing of yours"):
        undo(access=theirs)
    place_stage(access=theirs, stage=stage, x=0.2, y=0.1)
    with pytest.raises(CannotUndoError, match="since"):
        undo(access=cast.access)
    stage.refresh_from_db()
    assert stage.x == 0.2


def test_what_has_copy_by_now_stays(cast: Cast) -> None:
    create_keyed(access=cast.access, instance=JourneyStage(name="Waiting", kind="deciding"))
    stage = JourneyStage.objects.get()
    make.make_message(cast.workspace, stage=stage)
    with pytest.raises(CannotUndoError, match="copy for it"):
        undo(access=cast.access)
    assert JourneyStage.objects.filter(pk=stage.pk).exists()


def test_what_others_hung_on_it_stays(cast: Cast) -> None:
    """Taking back a new stage or moment takes nothing along that came later."""
    old = make.make_stage(cast.workspace)
    create_keyed(access=cast.access, instance=JourneyStage(name="Waiting", kind="deciding"))
    new = JourneyStage.objects.get(name="Waiting")
    moment = Transition(from_stage=old, to_stage=new, event="the price goes up")
    create_row(access=cast.access_of(cast.editor), instance=moment)
    with pytest.raises(CannotUndoError, match="added"):
        undo(access=cast.access)
    quote = make.make_evidence(cast.workspace)
    attach_quotes(access=cast.access, transition_row=moment, evidence=[quote.pk])
    with pytest.raises(CannotUndoError, match="added"):
        undo(access=cast.access_of(cast.editor))
    assert MomentQuote.objects.filter(transition=moment).exists()


def test_a_template_that_is_in_use_stays(cast: Cast) -> None:
    start_journey(access=cast.access, template=TEMPLATE)
    make.make_stage_pain(JourneyStage.objects.all()[0], make.make_pain(cast.workspace))
    with pytest.raises(CannotUndoError, match="added"):
        undo(access=cast.access)
    assert StagePain.objects.exists() and names(cast)


def test_a_place_is_a_number(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    answer = cast.api().patch(f"/api/v1/stages/{stage.pk}/", {"x": "nan", "y": 0.5})
    assert answer.status_code == 400
