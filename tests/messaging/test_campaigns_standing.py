"""What goes while drafts are written is in none of them."""

from typing import Any

import pytest

from messaging import campaigns_draft
from messaging.campaigns_ask import (
    request_drafts,
)
from messaging.campaigns_draft import draft_campaign
from messaging.models import (
    Campaign,
    Message,
    Relief,
    Variant,
    VariantSource,
)
from personas.models import Evidence, PainPoint
from tests.conftest import Cast
from tests.messaging.campaigning import make_campaign
from workspaces.jobs import run_job
from workspaces.models import Job


def _write(cast: Cast, campaign: Campaign, count: int = 2, **more: object) -> Job:
    job = request_drafts(access=cast.access, campaign=campaign, count=count, **more)  # type: ignore[arg-type]
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    return job


def test_rows_that_went_meanwhile_are_passed_over(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    job = request_drafts(access=cast.access, campaign=campaign, count=1)
    PainPoint.objects.order_by("pk").first().delete()  # type: ignore[union-attr]
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    assert (job.state, job.result["cells"]) == (Job.State.DONE, 4)


@pytest.mark.parametrize("gone", [Relief, Evidence])
def test_what_goes_while_drafts_are_written_is_in_none_of_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, gone: Any
) -> None:
    campaign = make_campaign(cast.access)
    job = request_drafts(access=cast.access, campaign=campaign, count=2)
    wrote = campaigns_draft._drafts

    def meanwhile(*given: Any) -> Any:
        written = list(wrote(*given))
        gone.objects.for_workspace(cast.workspace).delete()
        return written

    monkeypatch.setattr(campaigns_draft, "_drafts", meanwhile)
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert not VariantSource.objects.exclude(**{gone.__name__.lower(): None}).exists()
    assert Variant.objects.filter(job=job).exists()


def test_a_message_or_a_pain_that_goes_meanwhile_is_passed_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = make_campaign(cast.access)
    job = request_drafts(access=cast.access, campaign=campaign, count=1)
    wrote = campaigns_draft._drafts

    def meanwhile(*given: Any) -> Any:
        written = list(wrote(*given))
        Message.objects.filter(pk=written[0].spot.message).delete()
        PainPoint.objects.filter(pk=written[-1].spot.pain).delete()
        return written

    monkeypatch.setattr(campaigns_draft, "_drafts", meanwhile)
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert Variant.objects.filter(job=job).exists()
