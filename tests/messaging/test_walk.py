"""Each seat shows what is read there, what is said there and what is missing."""

from pytest_django import DjangoAssertNumQueries

from messaging.models import Message
from messaging.walk import Seat, read_walk
from personas.models import JourneyStage, MomentQuote, PainPoint, Transition
from tests import make
from tests.conftest import Cast


def seat_of(
    cast: Cast, pain: PainPoint, stage: JourneyStage, moment: Transition | None = None
) -> Seat:
    return read_walk(access=cast.access, persona=pain.persona).seat(stage, moment)


def at_one_place(cast: Cast, pain: PainPoint, **aims: dict[str, object]) -> dict[str, Message]:
    """Live messages of one place, by the name of what they aim at."""
    first, *others = aims
    made = {first: make.make_message(cast.workspace, **aims[first])}
    place = made[first].placement
    for name in others:
        made[name] = make.make_message(cast.workspace, placement=place, **aims[name])
    for message in made.values():
        make.make_live(message, pain=pain)
    return made


def test_it_works(cast: Cast) -> None:
    stage, pain = (
        make.make_stage(cast.workspace, question="Is it me?"),
        make.make_pain(cast.workspace),
    )
    make.make_stage_pain(stage, pain)
    quote = make.make_evidence(cast.workspace, pain)
    seat = seat_of(cast, pain, stage)
    assert (seat.question, seat.is_silent) == ("Is it me?", True)
    assert seat.quotes == (quote,)
    assert [each.pain for each in seat.silent] == [pain]
    make.make_live(make.make_message(cast.workspace, stage=stage), pain=pain)
    seat = seat_of(cast, pain, stage)
    assert (len(seat.lines), seat.silent, seat.is_silent) == (1, (), False)


def test_the_closest_message_of_a_place_is_read(cast: Cast) -> None:
    """In the order in which delivery chooses."""
    way = make.make_transition(cast.workspace)
    stage, pain = way.to_stage, make.make_pain(cast.workspace)
    here = {"persona": pain.persona}
    made = at_one_place(
        cast,
        pain,
        everybody={},
        stage={"stage": stage},
        persona=here,
        both={**here, "stage": stage},
        moment={"transition": way},
        hers={**here, "transition": way},
    )

    def read(moment: Transition | None) -> Message:
        (line,) = seat_of(cast, pain, stage, moment).lines
        return line.message

    for name in ("hers", "both", "moment", "persona", "stage", "everybody"):
        assert read(way) == made[name]
        if name not in ("hers", "moment"):
            assert read(None) == made[name]
        made[name].variants.update(state="retired")
        Message.objects.filter(pk=made[name].pk).update(live_variant=None)
    assert seat_of(cast, pain, stage, way).is_silent


def test_quotes_of_the_moment_come_first_and_once(cast: Cast) -> None:
    way, pain = make.make_transition(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(way.to_stage, pain)
    late = make.make_evidence(cast.workspace, pain, customer_status="customer")
    left = make.make_evidence(cast.workspace, pain, customer_status="ex_customer")
    assert seat_of(cast, pain, way.to_stage).quotes == (left, late)
    MomentQuote.objects.create(workspace=cast.workspace, transition=way, evidence=late)
    assert seat_of(cast, pain, way.to_stage, way).quotes == (late, left)


def test_a_draft_takes_the_place_of_what_is_live(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace)
    live, draft = make.make_live(message, pain=pain), make.make_variant(message, pain=pain)
    seat = read_walk(access=cast.access, persona=pain.persona).seat(stage, None, draft)
    assert [(line.variant, line.is_live) for line in seat.lines] == [(draft, False)]
    assert seat.is_silent
    assert live.pk != draft.pk


def test_the_queries_stay_the_same(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pain = make.make_pain(cast.workspace)
    for _ in range(4):
        stage = make.make_stage(cast.workspace)
        make.make_stage_pain(stage, pain)
        make.make_evidence(cast.workspace, pain)
        make.make_live(make.make_message(cast.workspace, stage=stage), pain=pain)
    with django_assert_num_queries(7):
        assert len(read_walk(access=cast.access, persona=pain.persona).seats()) == 4
