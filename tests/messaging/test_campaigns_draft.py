"""Drafts for a whole plan: written once, stopped, gone on with, taken back."""

from unittest import mock

import pytest

from messaging import campaigns_draft
from messaging.approval import submit_variant
from messaging.campaigns_ask import (
    AlreadyWritingError,
    NothingToWriteError,
    jobs_of_campaign,
    request_drafts,
)
from messaging.campaigns_draft import draft_campaign
from messaging.campaigns_plan import Decision, NoCellError, decide_cells, plan_of
from messaging.campaigns_undo import take_back_drafts
from messaging.conflicts import WrongStateError
from messaging.models import (
    AskPair,
    AskTest,
    Campaign,
    Message,
    Placement,
    Relief,
    Variant,
    VariantSource,
)
from messaging.writing import gates
from messaging.writing.compose_brief import compose_brief
from personas.models import Evidence, PainPoint
from tests.conftest import Cast
from tests.messaging.campaigning import make_campaign
from workspaces.jobs import cancel_job, run_job
from workspaces.models import AuditRecord, Job


def _write(cast: Cast, campaign: Campaign, count: int = 2, **more: object) -> Job:
    job = request_drafts(access=cast.access, campaign=campaign, count=count, **more)  # type: ignore[arg-type]
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    return job


def _told(cast: Cast, action: str) -> int:
    rows = AuditRecord.objects.for_workspace(cast.workspace)
    return int(rows.filter(action=action, target_type="campaign").count())


def test_it_works(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    job = _write(cast, campaign)
    assert job.state == Job.State.DONE, job.error
    places = Placement.objects.filter(campaign=campaign).order_by("pk")
    assert {place.channel for place in places} == {"email", "sms"}
    assert [place.key for place in places] == ["spring-email", "spring-sms"]
    variants = Variant.objects.filter(job=job).select_related("message__placement", "pain")
    assert len(variants) == 2 * 2 * 2 * 2
    assert {row.writer for row in variants} == {"phrases"}
    assert len({row.key for row in variants}) == len(variants)
    for row in variants:
        assert row.pain is not None
        message = Message.objects.with_aims().get(pk=row.message_id)
        assert message.persona == row.pain.persona
        pain = PainPoint.objects.select_related("persona").get(pk=row.pain.pk)
        brief = compose_brief(access=cast.access, message=message, pain=pain)
        assert gates.all_faults(row.parts, brief) == []
        assert row.score
    assert all(VariantSource.objects.filter(variant=row).exists() for row in variants)
    plan = plan_of(access=cast.access, campaign=campaign)
    assert plan.counts["drafts"] == len(plan.planned) == 8
    assert _told(cast, "drafted") == 1
    assert job.result["drafts"] == 16


def test_each_sentence_leads_to_what_it_stands_on_as_a_kept_draft_does(cast: Cast) -> None:
    campaign = make_campaign(cast.access, personas=1, channels=("email",))
    _write(cast, campaign, 1)
    said = set(VariantSource.objects.values_list("field", flat=True))
    assert said & set(PainPoint.SLOTS)
    for row in VariantSource.objects.select_related("variant", "pain"):
        texts = " ".join(text for _, text in row.variant.sentences())
        assert row.sentence in texts
        assert row.pain is None or row.pain == row.variant.pain


def test_only_cells_with_nothing_yet_are_written_unless_others_are_asked_for(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    cell = plan_of(access=cast.access, campaign=campaign).cells[0]
    first = _write(cast, campaign, 1, keys=[cell.key])
    assert first.result["cells"] == 1
    _write(cast, campaign, 1)
    assert Variant.objects.count() == 8
    with pytest.raises(NothingToWriteError):
        request_drafts(access=cast.access, campaign=campaign, count=1)
    again = _write(cast, campaign, 3, keys=[cell.key])
    texts = [str(row.parts) for row in Variant.objects.filter(message__in=_messages(again))]
    assert len(set(texts)) == len(texts) == 4, "more drafts of a cell are other drafts"


def _messages(job: Job) -> list[int]:
    return list(Variant.objects.filter(job=job).values_list("message_id", flat=True))


def test_a_place_of_the_campaign_on_that_channel_is_used(cast: Cast) -> None:
    campaign = make_campaign(cast.access, channels=("email",))
    place = Placement.objects.create(
        workspace=cast.workspace, key="mail", name="Mail", channel="email", campaign=campaign
    )
    _write(cast, campaign, 1)
    assert list(Placement.objects.filter(campaign=campaign)) == [place]


def test_what_was_left_out_is_not_written_and_a_chosen_pain_is(cast: Cast) -> None:
    campaign = make_campaign(cast.access, personas=1, channels=("email",))
    persona = campaign.personas.get()
    other = PainPoint.objects.create(
        workspace=cast.workspace,
        persona=persona,
        title="Late invoices",
        struggle="send invoices late",
        trigger="the job is done",
        desired_outcome="be paid within a week",
        cost="three weeks without pay",
    )
    out, into = plan_of(access=cast.access, campaign=campaign).cells
    decide_cells(
        access=cast.access, campaign=campaign, keys=[out.key], decision=Decision(is_out=True)
    )
    decide_cells(
        access=cast.access,
        campaign=campaign,
        keys=[into.key],
        decision=Decision(pain=other, keep_pain=False),
    )
    assert _told(cast, "planned") == 2
    with pytest.raises(NoCellError):
        request_drafts(access=cast.access, campaign=campaign, count=1, keys=[out.key])
    _write(cast, campaign, 1)
    assert [row.pain for row in Variant.objects.all()] == [other]


class CutShort(BaseException):
    """As if the process were killed."""


def test_cut_short_it_goes_on_without_doubles(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaigns_draft, "CELLS_AT_ONCE", 3)
    campaign = make_campaign(cast.access)
    job = request_drafts(access=cast.access, campaign=campaign, count=2)
    whole, calls = campaigns_draft._store, 0

    def dies(*args: object) -> None:
        nonlocal calls
        calls += 1
        whole(*args)  # type: ignore[arg-type]
        if calls == 2:
            raise CutShort  # after the rows of the batch, before its end

    with mock.patch.object(campaigns_draft, "_store", dies), pytest.raises(CutShort):
        run_job(job.pk, draft_campaign)
    assert Variant.objects.filter(job=job).count() == 6, "the first batch, whole"
    Job.objects.filter(pk=job.pk).update(lease_until=None, state=Job.State.QUEUED)
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2)
    counts = [Variant.objects.filter(message=each).count() for each in set(_messages(job))]
    assert counts == [2] * 8
    assert _told(cast, "drafted") == 1
    assert len(job.result["placements"]) == 2
    assert len(job.result["messages"]) == 8


def test_stopped_it_leaves_what_was_written_and_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns_draft, "CELLS_AT_ONCE", 3)
    campaign = make_campaign(cast.access)
    job = request_drafts(access=cast.access, campaign=campaign, count=1)
    whole = campaigns_draft._store

    def then_stopped(*args: object) -> None:
        whole(*args)  # type: ignore[arg-type]

    real = campaigns_draft._write_batch

    def batch(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        cancel_job(access=cast.access, job=Job.objects.get(pk=job.pk))

    with mock.patch.object(campaigns_draft, "_write_batch", batch):
        run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert Variant.objects.filter(job=job).count() == 3
    assert _told(cast, "drafted") == 1
    assert job.result["drafts"] == 3
    taken = take_back_drafts(access=cast.access, campaign=campaign, job=job)
    assert (taken.removed, taken.kept) == (3, 0)


def test_taken_back_goes_what_nobody_touched(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    job = _write(cast, campaign, 1)
    mine = Variant.objects.filter(job=job).first()
    assert mine is not None
    submit_variant(access=cast.access, variant=mine)
    taken = take_back_drafts(access=cast.access, campaign=campaign, job=job)
    assert (taken.removed, taken.kept) == (7, 1)
    assert list(Variant.objects.all()) == [mine]
    left = Placement.objects.filter(campaign=campaign)
    assert [place.channel for place in left] == [mine.message.placement.channel]
    assert _told(cast, "drafts taken back") == 1
    again = take_back_drafts(access=cast.access, campaign=campaign, job=job)
    assert (again.removed, again.kept) == (0, 1)
    assert _told(cast, "drafts taken back") == 1


def test_what_customers_are_asked_about_is_not_taken_back(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    job = _write(cast, campaign, 1)
    first, second = Variant.objects.filter(job=job).order_by("pk")[:2]
    asked = AskTest.objects.create(
        workspace=cast.workspace, persona=campaign.personas.all()[0], token="t", title="Which?"
    )
    AskPair.objects.create(workspace=cast.workspace, ask_test=asked, first=first, second=second)
    taken = take_back_drafts(access=cast.access, campaign=campaign, job=job)
    assert (taken.removed, taken.kept) == (6, 2)
    assert AskPair.objects.count() == 1


def test_two_do_not_write_at_once(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    job = request_drafts(access=cast.access, campaign=campaign, count=1)
    with pytest.raises(AlreadyWritingError):
        request_drafts(access=cast.access, campaign=campaign, count=1)
    with pytest.raises(WrongStateError):
        take_back_drafts(access=cast.access, campaign=campaign, job=job)
    assert jobs_of_campaign(cast.access, campaign).get() == job


def test_a_thin_pain_says_what_is_missing(cast: Cast) -> None:
    campaign = make_campaign(cast.access, personas=1, channels=("email",))
    Relief.objects.all().delete()
    Evidence.objects.all().delete()
    PainPoint.objects.update(
        statement="", struggle="", trigger="", cost="", feeling="", workaround="",
        desired_outcome="", why="",
    )  # fmt: skip
    job = _write(cast, campaign, 5)
    assert job.state == Job.State.DONE
    cell = plan_of(access=cast.access, campaign=campaign).cells[0]
    assert "pain.struggle" in job.result["thin"][cell.name]
    page = cast.client(cast.viewer).get(cast.url(f"write/campaigns/{campaign.pk}/plan/"))
    said = page.content.decode()
    assert "2 cells had little to go on" in said
    assert "What they struggle with" in said
    assert "drafts that name the problem" in said
