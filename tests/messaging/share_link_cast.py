"""A campaign with an approved text, and a link to it, for tests."""

import re
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.models import Campaign, Placement, ShareLink, Variant
from messaging.share_links import Sharing, make_link
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def placed_text(cast: Cast, name: str = "Spring", **fields: Any) -> Variant:
    """A live text in a placement of a campaign called ``name``."""
    campaign, _ = Campaign.objects.get_or_create(workspace=cast.workspace, name=name)
    place = Placement.objects.create(
        workspace=cast.workspace,
        campaign=campaign,
        channel="web_hero",
        key=f"{name.lower()}-{Placement.objects.count()}",
        name=f"{name} {Placement.objects.count()}",
    )
    return make.make_live(make.make_message(cast.workspace, placement=place), **fields)


def linked(cast: Cast, *, done: bool = True, **fields: Any) -> ShareLink:
    """A link to the campaign of a new text; its file is made, where ``done``."""
    variant = placed_text(cast)
    campaign = variant.message.placement.campaign
    values = {"name": "For North & Co", "campaign": campaign} | fields
    link = make_link(access=cast.access, sharing=Sharing(**values))
    if done:
        finish(link)
    return link


def finish(link: ShareLink, content: bytes = b"PK of tea") -> Job:
    """The link's file is made."""
    job = link.job
    assert job is not None
    job.state = Job.State.DONE
    job.finished_at = job.created_at
    job.result = {"title": "tea.xlsx", "file_name": "tea.xlsx", "rows": 1}
    job.result_file.save("tea.xlsx", ContentFile(content), save=False)
    job.save()
    return job


def ticket_of(page: str) -> str:
    found = TICKET.search(page)
    assert found is not None, "the page has no form"
    return found[1]


def opened(link: ShareLink, password: str = "") -> str:
    """The ticket of whoever opened the link."""
    address = f"/shared/{link.token}/"
    client = Client(enforce_csrf_checks=True)
    answer = client.post(address, {"password": password}) if password else client.get(address)
    return ticket_of(answer.content.decode())


def page_of(link: ShareLink, end: str = "") -> str:
    return f"/shared/{link.token}/{end}"


def send(link: ShareLink, ticket: str, **fields: Any) -> Any:
    data = {"ticket": ticket, "sender": "Ada of North", "file": sheet()} | fields
    return Client(enforce_csrf_checks=True).post(page_of(link, "send/"), data)


def sheet(content: bytes = b"Key,Headline\nx,Tea\n", name: str = "back.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
