"""Going to the pages of a campaign, for tests."""

from html import unescape

from django.test import Client

from messaging.campaigns_ask import request_drafts
from messaging.campaigns_draft import draft_campaign
from messaging.models import Campaign
from tests.conftest import Cast
from workspaces.jobs import run_job
from workspaces.models import Job

PAGES = "write/campaigns/"


def read_page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def written(cast: Cast, campaign: Campaign, count: int = 1) -> Job:
    job = request_drafts(access=cast.access, campaign=campaign, count=count)
    run_job(job.pk, draft_campaign)
    job.refresh_from_db()
    return job


def url_of(cast: Cast, campaign: Campaign, rest: str = "") -> str:
    return cast.url(f"{PAGES}{campaign.pk}/{rest}")
