"""Drafts by a model: the road from asking to a variant, against a real endpoint."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from messaging.model_writer.keep_model_drafts import (
    NotKeptError,
    discard_held_back,
    discard_model_draft,
    keep_model_draft,
    model_drafts,
)
from messaging.model_writer.spending import NoModelError
from messaging.model_writer.store_drafts import shown_sentences
from messaging.model_writer.write_with_model import ModelOrder, request_model_drafts
from messaging.models import ModelCall, ModelDraft, Variant, VariantSource, Voice
from personas.models import Evidence
from tests import make
from tests.messaging.model_writer.conftest import KEY, Desk
from tests.messaging.model_writer.endpoint import HERO, says
from workspaces.models import AuditRecord, Job

QUOTED = HERO | {
    "subline": [{"text": "“I lost my whole Sunday to receipts.”", "sources": ["Q1"]}],
}


def test_it_works(desk: Desk) -> None:
    job = desk.write()
    assert (job.state, job.error) == (Job.State.DONE, "")
    [draft] = desk.drafts
    assert draft.parts == {
        "headline": "Close the books by the third",
        "subline": "You spend your Sundays chasing people for receipts. "
        "Have every receipt asked for instead.",
        "button": "See how",
    }
    assert (draft.rejected, draft.model, draft.created_by) == ("", "small-one", desk.cast.owner)
    assert draft.score and draft.score > 0
    [call] = ModelCall.objects.all()
    assert (call.outcome, call.tokens_in, call.tokens_out) == ("used", 700, 90)
    assert job.result["offered"] == 1 and job.result["tokens"] == 790


def test_what_is_asked(desk: Desk) -> None:
    desk.write()
    [asked] = desk.model.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert {name for name in asked.headers if name.startswith(("x-", "openai"))} == set()
    assert asked.headers["user-agent"] == "Cuppa"
    body = asked.body
    assert (body["model"], body.get("stream")) == ("small-one", None)
    form = body["response_format"]["json_schema"]
    assert form["strict"] is True
    assert set(form["schema"]["properties"]) == {"headline", "subline", "button"}
    assert KEY not in asked.raw.decode()
    assert "I lost my whole Sunday to receipts." in asked.words


def test_the_trace_of_what_is_kept(desk: Desk) -> None:
    desk.model.says(says(QUOTED))
    desk.write()
    [draft] = desk.drafts
    variant = keep_model_draft(access=desk.cast.access, draft=draft)
    assert (variant.state, variant.writer) == (Variant.State.DRAFT, Variant.Writer.MODEL)
    assert (variant.pain, variant.parts) == (desk.pain, draft.parts)
    rows = VariantSource.objects.filter(variant=variant)
    assert {(row.part, row.field) for row in rows if row.pain_id} == {
        ("headline", "desired_outcome")
    }
    assert {row.evidence for row in rows if row.evidence_id} == {Evidence.objects.get()}
    [record] = AuditRecord.objects.filter(action="kept")
    assert record.target_type == "variant"
    draft.refresh_from_db()
    assert draft.kept_at
    with pytest.raises(NotKeptError, match="already"):
        keep_model_draft(access=desk.cast.access, draft=draft)


def test_a_source_that_is_only_claimed_is_marked(desk: Desk) -> None:
    claimed = HERO | {"subline": [{"text": "Keep the weekend for tea.", "sources": ["R1"]}]}
    desk.model.says(says(claimed))
    desk.write()
    [draft] = desk.drafts
    by_part = {each.part: each for each in shown_sentences(draft.trace)}
    [claimed_source] = by_part["subline"].unsupported
    assert claimed_source.kind == "relief"
    assert by_part["subline"].sources == ()
    assert [each.field for each in by_part["headline"].sources] == ["desired_outcome"]
    variant = keep_model_draft(access=desk.cast.access, draft=draft)
    assert not VariantSource.objects.filter(variant=variant, relief__isnull=False).exists()


def test_each_draft_is_in_another_framework_and_begins_otherwise(desk: Desk) -> None:
    desk.write(count=3)
    assert len({draft.framework for draft in desk.drafts}) == 3
    assert "a draft there is already" not in desk.model.asked[0].words
    assert "Close the books by the third" in desk.model.asked[1].words.partition("is already")[2]


def test_a_framework_asked_for(desk: Desk) -> None:
    desk.write(count=2, framework="job-story")
    assert {draft.framework for draft in desk.drafts} == {"job-story"}
    assert "when this happens" in desk.model.asked[0].words


def test_a_gate_holds_back_what_the_second_try_did_not_mend(desk: Desk) -> None:
    Voice.objects.create(workspace=desk.cast.workspace, banned_words=["Sundays"])
    desk.write()
    [draft] = desk.drafts
    assert draft.rejected.startswith("banned word: ")
    assert len(desk.model.asked) == 2
    assert "the brand never says 'Sundays'" in desk.model.asked[1].words
    found = model_drafts(desk.cast.access, desk.message)
    assert (found["offered"], found["held_back"]) == ([], [draft])
    with pytest.raises(NotKeptError, match="held back"):
        keep_model_draft(access=desk.cast.access, draft=draft)


def test_a_gate_is_passed_at_the_second_try(desk: Desk) -> None:
    invented = HERO | {"headline": [{"text": "Save 37 hours chasing receipts", "sources": []}]}
    desk.model.says(says(invented), says(HERO))
    desk.write()
    assert [draft.rejected for draft in desk.drafts] == [""]
    outcomes = list(ModelCall.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["nonsense", "repaired"]


def test_what_changed_since_is_asked_again_when_it_is_kept(desk: Desk) -> None:
    desk.model.says(says(QUOTED))
    desk.write()
    [draft] = desk.drafts
    Evidence.objects.update(may_quote=False)
    with pytest.raises(NotKeptError, match="has not agreed"):
        keep_model_draft(access=desk.cast.access, draft=draft)
    assert not Variant.objects.exists()


def test_a_proof_that_is_gone_is_no_source(desk: Desk) -> None:
    proved = HERO | {"subline": [{"text": "4.7 of 5 from 312 studios.", "sources": ["F1"]}]}
    desk.model.says(says(proved))
    desk.write()
    [draft] = desk.drafts
    assert not draft.rejected
    offer = desk.pain.reliefs.get().offer
    offer.proofs.all().delete()
    with pytest.raises(NotKeptError, match="nothing in the brief backs the number"):
        keep_model_draft(access=desk.cast.access, draft=draft)


def test_drafts_are_discarded(desk: Desk) -> None:
    desk.write(count=2)
    first, second = desk.drafts
    discard_model_draft(access=desk.cast.access, draft=first)
    assert desk.drafts == [second]
    ModelDraft.objects.update(rejected="limit: too long")
    assert discard_held_back(access=desk.cast.access, message=desk.message) == 1
    assert discard_held_back(access=desk.cast.access, message=desk.message) == 0
    assert AuditRecord.objects.filter(action="discarded").count() == 2


def test_who_may(desk: Desk) -> None:
    order = ModelOrder(desk.pain)
    viewer = desk.cast.access_of(desk.cast.viewer)
    with pytest.raises(PermissionDenied):
        request_model_drafts(access=viewer, message=desk.message, order=order)
    desk.write()
    with pytest.raises(PermissionDenied):
        keep_model_draft(access=viewer, draft=desk.drafts[0])


def test_without_a_model_nothing_is_asked(desk: Desk) -> None:
    desk.set(is_on=False)
    with pytest.raises(NoModelError):
        desk.request()
    desk.set(is_on=True)
    job = desk.request()
    desk.provider.delete()
    from messaging.model_writer.write_with_model import write_with_model
    from workspaces.jobs import run_job

    run_job(job.pk, write_with_model)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and "No language model" in job.error
    assert desk.model.asked == []


def test_a_message_that_is_gone(desk: Desk) -> None:
    job = desk.request()
    desk.message.delete()
    from messaging.model_writer.write_with_model import write_with_model
    from workspaces.jobs import run_job

    run_job(job.pk, write_with_model)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and "has been removed" in job.error


def test_what_it_costs_is_counted(desk: Desk) -> None:
    desk.set(price_in=Decimal("2.5"), price_out=10)
    desk.write()
    [call] = ModelCall.objects.all()
    assert call.cost == Decimal("0.002650")


@pytest.mark.parametrize("channel", ["google_rsa", "email", "sms", "meta_ad", "push", "sales_line"])
def test_every_kind_of_channel_is_asked_for(desk: Desk, channel: str) -> None:
    """The endpoint answers with what fits a hero, which no other channel takes: held back."""
    desk.message = make.make_message(desk.cast.workspace, channel=channel)
    job = desk.write()
    assert job.state == Job.State.DONE
    [draft] = desk.drafts
    assert draft.rejected.startswith("answer: ")
    assert len(desk.model.asked) == 2
