"""The texts of a campaign: decided about, taken back, talked about; what its pages cost."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.lifecycle import start_experiment
from messaging.campaigns_plan import plan_of
from messaging.models import Campaign, CampaignGuest, Placement, Variant
from tests import make
from tests.conftest import Cast
from tests.messaging.campaign_pages import PAGES, read_page, url_of, written
from tests.messaging.campaigning import make_campaign
from workspaces.models import Job


def test_texts_are_decided_about_one_by_one(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    written(cast, campaign)
    first, second, *rest = Variant.objects.order_by("pk")
    client = cast.client(cast.approver)
    url = url_of(cast, campaign, "review/")
    client.post(url, {"do": "submit", "variant": [first.pk]})
    answer = client.post(url, {"do": "approve", "variant": [first.pk, second.pk]})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "1 could not go along" in page
    assert f"{second.key}</a>: {second.key} is draft" in page
    first.refresh_from_db()
    assert first.state == "approved"
    client.post(url, {"do": "submit", "variant": [second.pk]})
    assert client.post(url, {"do": "reject", "variant": [second.pk]}).status_code == 422
    client.post(url, {"do": "reject", "variant": [second.pk], "reason": "Too long."})
    second.refresh_from_db()
    assert (second.state, second.reason) == ("rejected", "Too long.")
    due = {"assignee": cast.editor.pk, "due_on": "2026-12-24"}
    client.post(url, {"do": "assign", "variant": [rest[0].pk], **due})
    rest[0].refresh_from_db()
    assert (rest[0].assignee, str(rest[0].due_on)) == (cast.editor, "2026-12-24")
    assert client.post(url, {"do": "approve"}).status_code == 422


def test_a_role_decides_what_it_may(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    written(cast, campaign)
    row = Variant.objects.first()
    assert row is not None
    url = url_of(cast, campaign, "review/")
    for user, do in ((cast.editor, "approve"), (cast.viewer, "submit"), (cast.agency, "submit")):
        answer = cast.client(user).post(url, {"do": do, "variant": [row.pk]})
        assert answer.status_code == 403
    assert cast.client(cast.agency).get(url).status_code == 403
    page = read_page(cast.client(cast.viewer), url)
    assert 'name="variant"' not in page
    assert row.key in page
    share = cast.url(f"share/?campaign={campaign.pk}")
    assert cast.client(cast.agency).get(share).status_code == 404, "it was not shared"
    CampaignGuest.objects.create(workspace=cast.workspace, campaign=campaign, user=cast.agency)
    assert "Share" in read_page(cast.client(cast.agency), share)


def test_only_texts_of_the_campaign_are_decided_about(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    written(cast, campaign)
    other = make.make_variant(make.make_message(cast.workspace))
    client = cast.client(cast.editor)
    answer = client.post(url_of(cast, campaign, "review/"), {"do": "submit", "variant": [other.pk]})
    assert answer.status_code == 422
    other.refresh_from_db()
    assert other.state == "draft"


def test_one_cell_at_a_time(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    written(cast, campaign, 2)
    cell = plan_of(access=cast.access, campaign=campaign).cells[0]
    client = cast.client(cast.editor)
    page = read_page(client, url_of(cast, campaign, f"review/?cell={cell.name}"))
    assert page.count("data-draft") == 2
    client.post(url_of(cast, campaign, f"review/?cell={cell.name}"), {"do": "submit", "all": "1"})
    assert Variant.objects.filter(state="submitted").count() == 2
    elsewhere = make.make_persona(cast.other.workspace)
    foreign = f"{elsewhere.pk}-{cell.stage.pk}-email"
    assert client.get(url_of(cast, campaign, f"review/?cell={foreign}")).status_code == 404
    assert client.get(url_of(cast, campaign, "review/?cell=nonsense")).status_code == 404


def test_drafts_are_taken_back_from_the_plan(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    job = written(cast, campaign)
    client = cast.client(cast.editor)
    assert "Take them back" in read_page(client, url_of(cast, campaign, "plan/"))
    client.post(url_of(cast, campaign, f"drafts/{job.pk}/take-back/"))
    assert not Variant.objects.exists()
    assert "Take them back" not in read_page(client, url_of(cast, campaign, "plan/"))
    other = Job.objects.create(workspace=cast.workspace, kind="test", state="done")
    answer = client.post(url_of(cast, campaign, f"drafts/{other.pk}/take-back/"))
    assert answer.status_code == 404


def test_a_test_that_runs_in_the_campaign_is_named(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    place = Placement.objects.create(
        workspace=cast.workspace, key="top", name="Top", channel="web_hero", campaign=campaign
    )
    experiment = make.make_experiment(make.make_message(cast.workspace, placement=place))
    client = cast.client(cast.viewer)
    assert experiment.name not in read_page(client, url_of(cast, campaign))
    start_experiment(access=cast.access, experiment=experiment)
    page = read_page(client, url_of(cast, campaign))
    assert experiment.name in page
    assert "Sundays are not for receipts" in page, "what is live is shown"


def test_colleagues_talk_about_a_campaign(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    viewer = cast.client(cast.viewer)
    assert viewer.post(url_of(cast, campaign, "comment/"), {"text": ""}).status_code == 422
    viewer.post(url_of(cast, campaign, "comment/"), {"text": "Why not push as well?"})
    assert "Why not push as well?" in read_page(viewer, url_of(cast, campaign))


@pytest.mark.parametrize(
    ("rest", "most"), [("", 23), ("plan/", 20), ("review/", 26), ("leads/", 8)]
)
def test_pages_ask_no_more_for_more(cast: Cast, rest: str, most: int) -> None:
    small = make_campaign(cast.access, personas=1, channels=("email",))
    large = make_campaign(cast.access, personas=4, channels=("email", "sms", "push"), name="Big")
    for campaign in (small, large):
        written(cast, campaign)
    client = cast.client(cast.owner)

    def asked(campaign: Campaign) -> int:
        client.get(url_of(cast, campaign, rest))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(cast, campaign, rest)).status_code == 200
        return len(queries)

    few, many = asked(small), asked(large)
    assert many <= few + 1
    assert many <= most


def test_the_list_asks_no_more_for_more(cast: Cast) -> None:
    client = cast.client(cast.owner)
    make_campaign(cast.access)
    client.get(cast.url(PAGES))
    with CaptureQueriesContext(connection) as few:
        client.get(cast.url(PAGES))
    for number in range(4):
        make_campaign(cast.access, name=f"More {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(cast.url(PAGES))
    assert len(many) == len(few)
