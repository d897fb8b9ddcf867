"""The pages of campaigns: found, made, changed, planned, written for, decided about."""

from datetime import timedelta
from html import unescape

from django.utils import timezone

from messaging.campaigns_draft import draft_campaign
from messaging.campaigns_plan import plan_of
from messaging.models import Campaign, Destination, Placement, PlanCell, Variant
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from tests.messaging.campaign_pages import PAGES, read_page, url_of, written
from tests.messaging.campaigning import make_campaign
from workspaces.jobs import run_job
from workspaces.models import AuditRecord, Job


def test_it_works(cast: Cast) -> None:
    """From nothing to a campaign whose texts wait for a yes."""
    editor = cast.client(cast.editor)
    assert "where to begin?" in read_page(editor, cast.url(PAGES))
    pain = make.make_pain(cast.workspace)
    stage = make.make_stage(cast.workspace, "deciding")
    form = {
        "name": "Spring",
        "goal": "Fill May",
        "personas": [pain.persona_id],
        "stages": [stage.pk],
        "channels": ["email", "sms"],
        "starts_on": "2026-04-01",
        "ends_on": "2026-05-01",
        "final_url": "https://ladle.example/spring",
        "utm_source": "newsletter",
    }
    answer = editor.post(cast.url(f"{PAGES}new/"), form)
    campaign = Campaign.objects.get()
    assert answer["Location"] == url_of(cast, campaign, "plan/")
    assert (campaign.utm, campaign.channels) == ({"source": "newsletter"}, ["email", "sms"])
    assert "nothing yet" in read_page(editor, url_of(cast, campaign, "plan/"))
    editor.post(url_of(cast, campaign, "drafts/"), {"count": 2, "which": "empty"})
    job = Job.objects.get()
    assert "Stop writing" in read_page(editor, url_of(cast, campaign, "plan/"))
    run_job(job.pk, draft_campaign)
    page = read_page(editor, url_of(cast, campaign, "plan/"))
    assert "4 drafts for 2 cells" in page
    assert "2 drafts" in page
    editor.post(url_of(cast, campaign, "review/"), {"do": "submit", "all": "yes"})
    assert set(Variant.objects.values_list("state", flat=True)) == {"submitted"}
    page = read_page(editor, url_of(cast, campaign))
    assert "2 cells waiting for a yes" in page
    assert (
        "https://ladle.example/spring?utm_source=newsletter&utm_medium=email&utm_content=" in page
    )
    listed = read_page(editor, cast.url(PAGES))
    assert "2 of 2 cells" in listed


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(cast: Cast) -> None:
    make_campaign(cast.access)
    client = cast.client(cast.owner)
    form = {
        "name": "Autumn",
        "starts_on": "2026-05-02",
        "ends_on": "2026-05-01",
        "final_url": "http://ladle.example",
        "goal": "Keep what I typed",
    }
    answer = client.post(cast.url(f"{PAGES}new/"), form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "The last day is before the first one." in page
    assert "Begin with https://" in page
    assert "Keep what I typed" in page
    answer = client.post(cast.url(f"{PAGES}new/"), {"name": "Spring", "goal": "Mine"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "There is a campaign called “Spring” already." in page
    assert "Mine" in page
    assert Campaign.objects.count() == 1


def test_an_offer_that_eases_nothing_of_a_persona_is_told_and_not_forbidden(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    client = cast.client(cast.owner)
    page = read_page(client, url_of(cast, campaign))
    eased, other = campaign.personas.order_by("pk")
    assert f"does not say how it helps {other}" in page
    assert f"how it helps {eased}" not in page


def test_found_by_words_state_and_order(cast: Cast) -> None:
    today = timezone.localdate()
    day = timedelta(days=3)
    for name, more in (
        ("Later", {"starts_on": today + day}),
        ("Now", {"starts_on": today - day, "ends_on": today}),
        ("Gone", {"ends_on": today - day}),
        ("Away", {"archived_at": timezone.now()}),
    ):
        Campaign.objects.create(workspace=cast.workspace, name=name, goal=f"of {name}", **more)
    client = cast.client(cast.viewer)

    def names(query: str) -> list[str]:
        page = read_page(client, cast.url(f"{PAGES}?{query}"))
        found = [name for name in ("Away", "Gone", "Later", "Now") if f"of {name}<" in page]
        return sorted(found, key=lambda name: page.index(f"of {name}<"))

    assert names("sort=name") == ["Gone", "Later", "Now"]
    assert names("sort=new") == ["Gone", "Now", "Later"]
    assert names("sort=start") == ["Now", "Later", "Gone"]
    assert names("state=planned") == ["Later"]
    assert names("state=running") == ["Now"]
    assert names("state=over") == ["Gone"]
    assert names("state=archived") == ["Away"]
    assert names("q=of now") == ["Now"]
    assert "No campaign fits" in read_page(client, cast.url(f"{PAGES}?q=nothing"))


def test_a_copy_takes_all_but_name_and_days(cast: Cast) -> None:
    campaign = make_campaign(cast.access, starts_on="2026-04-01", utm={"source": "mail"})
    Destination.objects.create(
        workspace=cast.workspace, campaign=campaign, channel="sms", account="12-34"
    )
    cell = plan_of(access=cast.access, campaign=campaign).cells[0]
    client = cast.client(cast.editor)
    client.post(url_of(cast, campaign, "plan/decide/"), {"cell": [cell.name], "do": "out"})
    url = cast.url(f"{PAGES}new/?from={campaign.pk}")
    page = read_page(client, url)
    assert "2026-04-01" not in page
    assert "Fill the calendar for May" in page
    form = {
        "name": "Spring again",
        "personas": [row.pk for row in campaign.personas.all()],
        "stages": [row.pk for row in campaign.stages.all()],
        "channels": campaign.channels,
    }
    client.post(url, form)
    copy = Campaign.objects.get(name="Spring again")
    assert copy.destinations.get().account == "12-34"
    assert copy.plan_cells.get().is_out
    assert copy.starts_on is None
    records = AuditRecord.objects.filter(target_type="campaign", target_id=str(copy.pk))
    assert [row.action for row in records] == ["created"]


def test_each_channel_can_lead_elsewhere(cast: Cast) -> None:
    campaign = make_campaign(cast.access, utm={"source": "all"})
    client = cast.client(cast.editor)
    url = url_of(cast, campaign, "leads/")
    wrong = client.post(url, {"email-final_url": "ladle.example", "email-account": "my account"})
    assert wrong.status_code == 422
    assert "my account" in wrong.content.decode()
    client.post(
        url,
        {
            "email-final_url": "https://ladle.example/mail?utm_source=own",
            "sms-account": "12-34",
            "sms-utm_medium": "text",
        },
    )
    assert Destination.objects.count() == 2
    page = read_page(client, url_of(cast, campaign))
    assert "https://ladle.example/mail?utm_source=own&utm_medium=email&utm_content=" in page
    assert "https://ladle.example/quotes?utm_source=all&utm_medium=text" in page
    assert "utm_source stands in the link already" in page
    client.post(url, {})
    assert Destination.objects.count() == 0, "what is empty comes from the campaign"


def test_put_away_and_back_and_removed(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    written(cast, campaign)
    client = cast.client(cast.editor)
    client.post(url_of(cast, campaign, "archive/"))
    client.get(cast.url(PAGES))  # where it is told that it went well
    assert "Spring" not in read_page(client, cast.url(PAGES))
    refused = client.post(url_of(cast, campaign, "drafts/"), {"count": 1, "which": "empty"})
    assert refused.status_code == 409
    client.post(url_of(cast, campaign, "restore/"))
    client.post(url_of(cast, campaign, "remove/"))
    assert not Campaign.objects.exists()
    assert Placement.objects.filter(campaign=None).count() == 2, "places and texts stay"
    assert Variant.objects.count() == 8
    assert client.post(url_of(cast, campaign, "publish/")).status_code == 404


def test_cells_are_left_out_put_back_and_speak_to_what_people_chose(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    client = cast.client(cast.editor)
    url = url_of(cast, campaign, "plan/decide/")
    first = plan_of(access=cast.access, campaign=campaign).cells[0]
    other = make.make_pain(cast.workspace, first.persona, title="Late invoices")
    assert client.post(url, {"do": "out"}).status_code == 422
    client.post(url, {"cell": [first.name], "do": "out"})
    assert PlanCell.objects.get().is_out
    assert "left out" in read_page(client, url_of(cast, campaign, "plan/"))
    client.post(url, {"cell": [first.name], "do": "in"})
    client.post(url, {"cell": [first.name], "do": "pain", "pain": other.pk})
    cell = plan_of(access=cast.access, campaign=campaign).by_key()[first.key]
    assert (cell.pain, cell.is_chosen, cell.is_out) == (other, True, False)
    theirs = plan_of(access=cast.access, campaign=campaign).cells[-1]
    refused = client.post(url, {"cell": [theirs.name], "do": "pain", "pain": other.pk})
    assert refused.status_code == 409
    assert "is a problem of" in refused.content.decode()
    assert "checked" in refused.content.decode(), "what was ticked stays ticked"


def test_the_plan_marks_what_is_only_assumed_and_puts_gaps_first(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    client = cast.client(cast.viewer)
    page = read_page(client, url_of(cast, campaign, "plan/"))
    known, guessed = PainPoint.objects.order_by("pk")
    assert f"{known.title}</a>, 1 quote" in page
    assert f"{guessed.title}</a>, assumed" in page
    assert 'type="checkbox" name="cell"' not in page, "a viewer decides nothing"
    rows = plan_of(access=cast.access, campaign=campaign).gaps_first
    assert [row.gap for row in rows] == sorted((row.gap for row in rows), reverse=True)
    sheet = client.get(url_of(cast, campaign, "plan/download/")).content.decode().splitlines()
    assert len(sheet) == 1 + 8
    assert sheet[0].startswith("persona,stage,channel,pain")


def test_a_file_of_the_plan_holds_no_formula(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    PainPoint.objects.update(title="=cmd()")
    sheet = cast.client(cast.viewer).get(url_of(cast, campaign, "plan/download/")).content.decode()
    assert "'=cmd()" in sheet
    assert ",=cmd()" not in sheet


def test_a_gap_of_the_map_goes_into_a_campaign(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    pain = make.make_pain(cast.workspace, title="New and dear")
    stage = make.make_stage(cast.workspace, "using")
    client = cast.client(cast.editor)
    url = cast.url(f"{PAGES}put/{pain.pk}/?stage={stage.pk}")
    assert "New and dear" in read_page(client, url)
    client.post(url, {"campaign": campaign.pk})
    plan = plan_of(access=cast.access, campaign=campaign)
    cells = [cell for cell in plan.cells if cell.is_chosen]
    assert [(cell.stage, cell.pain) for cell in cells] == [(stage, pain)] * 2
    assert "Put into a campaign" in read_page(client, cast.url("map/coverage/"))
    theirs = Campaign.objects.create(workspace=cast.other.workspace, name="Theirs")
    assert client.post(url, {"campaign": theirs.pk}).status_code == 422
