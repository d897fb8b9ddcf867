"""Campaigns over REST: whom they are for, where they lead, their plan, drafts for all of it."""

from messaging.campaigns_draft import draft_campaign
from messaging.models import Campaign, Variant
from tests import make
from tests.conftest import Cast
from tests.messaging.campaigning import make_campaign
from workspaces.jobs import run_job
from workspaces.models import AuditRecord

API = "/api/v1/campaigns/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    pain, stage = make.make_pain(cast.workspace), make.make_stage(cast.workspace, "deciding")
    body = {
        "name": "Spring",
        "personas": [pain.persona_id],
        "stages": [stage.pk],
        "channels": ["email", "sms"],
        "final_url": "https://ladle.example/spring",
        "utm": {"source": "newsletter"},
        "destinations": [{"channel": "sms", "account": "12-34", "utm": {"medium": "text"}}],
    }
    made = api.post(API, body, format="json")
    assert made.status_code == 201, made.json()
    assert (made.json()["state"], made.json()["stages"]) == ("running", [stage.pk])
    assert made.json()["destinations"][0]["account"] == "12-34"
    url = f"{API}{made.json()['id']}/"
    plan = api.get(f"{url}plan/").json()
    assert (plan["planned"], plan["filled"], len(plan["cells"])) == (2, 0, 2)
    assert {cell["pain"] for cell in plan["cells"]} == {pain.pk}
    job = api.post(f"{url}generate/", {"count": 2}, format="json")
    assert job.status_code == 202
    run_job(job.json()["id"], draft_campaign)
    plan = api.get(f"{url}plan/").json()
    assert plan["counts"]["drafts"] == plan["filled"] == 2
    assert [cell["drafts"] for cell in plan["cells"]] == [2, 2]
    told = AuditRecord.objects.filter(target_type="campaign").values_list("action", flat=True)
    assert sorted(told) == ["created", "drafted"]


def test_what_does_not_fit_is_refused_with_its_place(cast: Cast) -> None:
    api = cast.api()
    make_campaign(cast.access)
    assert api.post(API, {"name": "Spring"}, format="json").json()["code"] == "already_there"
    for body, pointer in (
        ({"final_url": "http://ladle.example"}, "/final_url"),
        ({"utm": {"colour": "red"}}, "/utm"),
        ({"channels": ["pigeon"]}, "/channels/0"),
        ({"destinations": [{"channel": "sms"}, {"channel": "sms"}]}, "/destinations"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "/ends_on"),
    ):
        answer = api.post(API, {"name": "Autumn", **body}, format="json")
        assert answer.status_code == 400, body
        assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    assert Campaign.objects.count() == 1


def test_destinations_that_are_sent_replace_the_others(cast: Cast) -> None:
    api, campaign = cast.api(), make_campaign(cast.access)
    url = f"{API}{campaign.pk}/"
    api.patch(url, {"destinations": [{"channel": "sms", "account": "1"}]}, format="json")
    api.patch(url, {"goal": "Other"}, format="json")
    assert campaign.destinations.get().channel == "sms"
    changed = api.patch(
        url, {"destinations": [{"channel": "email", "account": "2"}]}, format="json"
    )
    assert [row["channel"] for row in changed.json()["destinations"]] == ["email"]
    nameless = api.patch(url, {"destinations": [{"account": "2"}]}, format="json")
    assert nameless.status_code == 400
    api.patch(url, {"destinations": []}, format="json")
    assert not campaign.destinations.exists()


def test_cells_are_decided_about(cast: Cast) -> None:
    api, campaign = cast.api(), make_campaign(cast.access)
    url = f"{API}{campaign.pk}/plan/"
    first, *_, last = api.get(url).json()["cells"]
    cell = {name: first[name] for name in ("persona", "stage", "channel")}
    changed = api.patch(url, {"cells": [cell], "is_out": True}, format="json").json()
    assert (changed["planned"], changed["cells"][0]["is_out"]) == (7, True)
    body = {"cells": [cell], "pain": last["pain"]}
    refused = api.patch(url, body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_cell")
    left_out = api.post(f"{API}{campaign.pk}/generate/", {"cells": [cell]}, format="json")
    assert left_out.json()["code"] == "no_cell"
    back = api.patch(url, {"cells": [cell], "is_out": False, "pain": None}, format="json").json()
    assert back["planned"] == 8


def test_nothing_of_another_workspace_is_planned(cast: Cast) -> None:
    api = cast.api()
    mine, theirs = make_campaign(cast.access), make_campaign(cast.other, name="Theirs")
    for rest in ("", "plan/"):
        assert api.get(f"{API}{theirs.pk}/{rest}").status_code == 404
    assert api.post(f"{API}{theirs.pk}/generate/", {}, format="json").status_code == 404
    persona, stage = theirs.personas.first(), theirs.stages.first()
    assert persona is not None
    assert stage is not None
    cell = {"persona": persona.pk, "stage": stage.pk, "channel": "email"}
    body = {"cells": [cell], "is_out": True}
    assert api.patch(f"{API}{mine.pk}/plan/", body, format="json").status_code == 400
    wrong = api.patch(f"{API}{mine.pk}/", {"stages": [stage.pk]}, format="json")
    assert wrong.status_code == 400


def test_a_reading_key_reads_and_writes_nothing(cast: Cast) -> None:
    campaign = make_campaign(cast.access)
    api = cast.api(scopes=["read"])
    assert api.get(f"{API}{campaign.pk}/plan/").status_code == 200
    assert api.post(f"{API}{campaign.pk}/generate/", {}, format="json").status_code == 403
    assert api.patch(f"{API}{campaign.pk}/plan/", {}, format="json").status_code == 403
    assert not Variant.objects.exists()
