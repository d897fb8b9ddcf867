"""A message that answers a moment of decision: kept once, written from its event, counted."""

import pytest

from messaging.conflicts import AlreadyThereError, TwoTimesError
from messaging.coverage import coverage
from messaging.drafting import Order, generate_drafts, keep_drafts
from messaging.drafting import fingerprint as name_of
from messaging.models import Message, VariantSource
from messaging.placing import create_message
from messaging.writing.compose_brief import compose_brief
from tests import make
from tests.conftest import Cast

EVENT = "the tax office writes"


def bound(cast: Cast, **fields: object) -> Message:
    moment = make.make_transition(cast.workspace, event=EVENT, question="How bad is it?")
    message = create_message(
        access=cast.access,
        placement=make.make_message(cast.workspace).placement,
        transition=moment,
        **fields,  # type: ignore[arg-type]
    )
    found: Message = Message.objects.with_aims().get(pk=message.pk)
    return found


def test_it_works(cast: Cast) -> None:
    message = bound(cast)
    assert message.aimed_at == f"when {EVENT}"
    assert not message.is_default
    pain = make.make_pain(cast.workspace)
    brief = compose_brief(access=cast.access, message=message, pain=pain)
    assert message.transition is not None
    assert (brief.stage.event, brief.stage.question) == (EVENT, "How bad is it?")
    assert brief.stage.kind == message.transition.to_stage.kind


def test_a_placement_answers_a_moment_once(cast: Cast) -> None:
    message = bound(cast)
    with pytest.raises(AlreadyThereError, match=EVENT):
        create_message(
            access=cast.access, placement=message.placement, transition=message.transition
        )
    persona = make.make_persona(cast.workspace)
    create_message(
        access=cast.access,
        placement=message.placement,
        transition=message.transition,
        persona=persona,
    )


def test_a_stage_and_a_moment_are_one_too_many(cast: Cast) -> None:
    with pytest.raises(TwoTimesError):
        bound(cast, stage=make.make_stage(cast.workspace))


def test_drafts_answer_the_event_and_say_so(cast: Cast) -> None:
    message, pain = bound(cast), make.make_pain(cast.workspace)
    order = Order(pain=pain, count=20)
    found = generate_drafts(access=cast.access, message=message, order=order)
    texts = [" ".join(map(str, draft.parts.values())) for draft in found.drafts]
    assert any("tax office" in text for text in texts)
    assert not any("month ends" in text for text in texts)
    chosen = next(
        draft for draft in found.drafts if any(t.source.kind == "moment" for t in draft.trace)
    )
    (kept,) = keep_drafts(
        access=cast.access, message=message, order=order, fingerprints=[name_of(chosen)]
    )
    fields = VariantSource.objects.filter(variant=kept).values_list("field", flat=True)
    assert any(field.startswith("moment.") for field in fields)


def test_it_counts_where_the_moment_leads_to(cast: Cast) -> None:
    message = bound(cast)
    assert message.transition is not None
    pain = make.make_pain(cast.workspace)
    make.make_stage_pain(message.transition.to_stage, pain, intensity=4)
    make.make_live(message, pain=pain)
    (row,) = coverage(access=cast.access).rows
    counted = {cell.stage.pk if cell.stage else None: cell.copy.live for cell in row.cells}
    assert counted[message.transition.to_stage_id] == 1
    assert counted[None] == 0


def test_over_rest(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace, event=EVENT)
    placement = make.make_message(cast.workspace).placement
    api, said = cast.api(), {"placement": placement.pk, "transition": moment.pk}
    answer = api.post("/api/v1/messages/", said, format="json")
    assert (answer.status_code, answer.json()["transition"]) == (201, moment.pk)
    again = api.post("/api/v1/messages/", said, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_there")
    both = said | {"stage": moment.to_stage_id}
    answer = api.post("/api/v1/messages/", both, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/transition")
    found = api.get("/api/v1/messages/", {"transition": moment.pk}).json()
    assert len(found["results"]) == 1
    assert not api.get("/api/v1/placements/").json()["results"][0]["is_live"]


def test_on_the_page_of_a_place(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace, event=EVENT)
    placement = make.make_message(cast.workspace).placement
    url = cast.url(f"write/placements/{placement.pk}/")
    client = cast.client(cast.editor)
    both = {"transition": moment.pk, "stage": moment.to_stage_id}
    assert "not at both" in client.post(url, both).content.decode()
    answer = client.post(url, {"transition": moment.pk})
    assert answer.status_code == 302
    assert f"when {EVENT}" in client.get(url).content.decode()
    again = client.post(url, {"transition": moment.pk})
    assert again.status_code == 409
