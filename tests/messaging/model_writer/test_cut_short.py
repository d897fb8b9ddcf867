"""Jobs that are stopped, die or fail in the middle: nothing is paid for twice."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.model_writer import one_draft
from messaging.model_writer.write_with_model import write_with_model
from personas.models import Evidence
from personas.quotes_go import Going, let_go
from tests.messaging.model_writer.conftest import Desk, outcomes
from tests.messaging.model_writer.endpoint import HERO, error, says
from workspaces.jobs import cancel_job, retry_job, run_job
from workspaces.models import Job


def test_cancelled_between_drafts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = desk.request(count=3)
    real = one_draft.DraftMaker.draft

    def draft(self: Any, framework: Any) -> Any:
        made = real(self, framework)
        if len(desk.model.asked) == 2:
            cancel_job(access=desk.cast.access, job=Job.objects.get(pk=job.pk))
        return made

    monkeypatch.setattr(one_draft.DraftMaker, "draft", draft)
    run_job(job.pk, write_with_model)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert len(desk.drafts) == 1, "What was there before stays; what came after is not wanted."
    assert outcomes(desk) == ["used", "used"], "What was paid for is counted."


def test_cancelled_while_waiting_to_ask_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = desk.request()
    real = one_draft.settle_failure

    def settle(*given: Any, **named: Any) -> None:
        real(*given, **named)
        cancel_job(access=desk.cast.access, job=Job.objects.get(pk=job.pk))

    monkeypatch.setattr(one_draft, "settle_failure", settle)
    desk.model.says(error(429, Retry_After="50"))
    began = time.monotonic()
    run_job(job.pk, write_with_model)
    job.refresh_from_db()
    assert (job.state, len(desk.model.asked)) == (Job.State.CANCELLED, 1)
    assert time.monotonic() - began < 10


def test_a_worker_that_dies_does_not_pay_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = desk.request(count=3)

    class Killed(BaseException):
        """As a kill: nothing of ours catches it."""

    real = one_draft.DraftMaker.draft
    calls = []

    def draft(self: Any, framework: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise Killed
        return real(self, framework)

    monkeypatch.setattr(one_draft.DraftMaker, "draft", draft)
    with pytest.raises(Killed):
        run_job(job.pk, write_with_model)
    monkeypatch.setattr(one_draft.DraftMaker, "draft", real)
    assert len(desk.drafts) == 2 and len(desk.model.asked) == 2
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=5))
    run_job(job.pk, write_with_model)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert len(desk.drafts) == 3 and len(desk.model.asked) == 3


def test_a_job_that_failed_goes_on_where_it_was(desk: Desk) -> None:
    desk.model.says(says(HERO), error(401))
    job = desk.write(count=3)
    assert job.state == Job.State.FAILED and len(desk.drafts) == 1
    desk.model.says(says(HERO))
    retry_job(access=desk.cast.access, job=job)
    run_job(job.pk, write_with_model)
    job.refresh_from_db()
    assert (job.state, len(desk.drafts), len(desk.model.asked)) == (Job.State.DONE, 3, 4)


def test_words_taken_back_meanwhile_are_sent_no_more_and_what_repeats_them_is_held(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotes = Evidence.objects.for_workspace(desk.cast.workspace)
    said = "I lose the whole Sunday to receipts and nobody thanks me"
    quotes.filter(may_quote=True).update(text=said)
    job = desk.request(count=2)
    real = one_draft.DraftMaker.draft

    def draft(self: Any, framework: Any) -> Any:
        made = real(self, framework)
        if len(desk.model.asked) > 1:
            return made
        let_go(access=desk.cast.access, quotes=quotes.all(), why=Going.WITHDRAWN)
        return replace(made, parts=dict(made.parts) | {"headline": said[:40]})

    monkeypatch.setattr(one_draft.DraftMaker, "draft", draft)
    run_job(job.pk, write_with_model)
    first, second = desk.model.asked
    assert said in first.words
    assert said not in second.words
    held, offered = sorted(desk.drafts, key=lambda row: row.pk)
    assert (held.rejected[:7], offered.rejected) == ("consent", "")
