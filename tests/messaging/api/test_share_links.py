"""Links and guests of campaigns over REST."""

from typing import Any

import pytest

from messaging.models import Campaign, CampaignGuest, ShareLink
from tests.conftest import Cast
from tests.messaging.share_link_cast import finish, linked, placed_text
from workspaces.models import Job

LINKS, GUESTS = "/api/v1/share-links/", "/api/v1/campaign-guests/"
PASSWORD = "a cup of green tea"


def test_it_works(cast: Cast) -> None:
    campaign = placed_text(cast).message.placement.campaign
    assert campaign is not None
    api = cast.api()
    said = {"name": "For North & Co", "campaign": campaign.pk, "password": PASSWORD, "days": 7}
    answer = api.post(LINKS, said, format="json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    link = ShareLink.objects.get()
    assert made["address"].endswith(f"/shared/{link.token}/")
    assert (made["state"], made["has_password"], made["job"]) == ("open", True, link.job_id)
    assert PASSWORD not in answer.content.decode()
    assert "password" not in made
    one = f"{LINKS}{link.pk}/"
    finish(link)
    assert (
        api.patch(one, {"password": "", "days": 2}, format="json").json()["has_password"] is False
    )
    anew = api.post(f"{one}new-file/").json()
    assert anew["job"] != made["job"]
    assert api.post(f"{one}new-file/").json()["code"] == "share_link"
    assert api.post(f"{one}revoke/").json()["state"] == "revoked"
    assert api.patch(one, {"name": "x"}, format="json").status_code == 409
    assert len(api.get(LINKS).json()["results"]) == 1


def test_a_key_that_reads_gets_no_address(cast: Cast) -> None:
    link = linked(cast)
    api = cast.api(scopes=["read"])
    assert api.get(LINKS).status_code == 403
    assert api.get(f"{LINKS}{link.pk}/").status_code == 403
    assert api.get("/api/v1/share-settings/").json() == {"keep_files_days": 90, "agency_name": ""}


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"password": "short"}, "/password"),
        ({"days": 91}, "/days"),
        ({"file_format": "fax"}, "/file_format"),
        ({"campaign": 987_654_321}, "/campaign"),
        ({"name": ""}, "/name"),
    ],
)
def test_faults_point_to_their_field(cast: Cast, said: dict[str, Any], pointer: str) -> None:
    placed_text(cast)
    answer = cast.api().post(LINKS, {"name": "Spring"} | said, format="json")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not ShareLink.objects.exists()


def test_nothing_to_share_is_a_conflict(cast: Cast) -> None:
    answer = cast.api().post(LINKS, {"name": "Spring"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "share_link")
    assert not Job.objects.exists()


def test_another_workspaces_are_none(cast: Cast) -> None:
    link = linked(cast)
    theirs = cast.api(other=True)
    for method, path in (
        ("get", ""),
        ("patch", ""),
        ("post", "revoke/"),
        ("post", "new-file/"),
    ):
        assert getattr(theirs, method)(f"{LINKS}{link.pk}/{path}").status_code == 404
    assert theirs.get(LINKS).json()["results"] == []
    said = {"name": "Theirs", "campaign": link.campaign_id}
    assert theirs.post(LINKS, said, format="json").status_code == 400


def test_what_is_in_a_link_stays(cast: Cast) -> None:
    link = linked(cast)
    other = Campaign.objects.create(workspace=cast.workspace, name="Autumn")
    answer = cast.api().patch(f"{LINKS}{link.pk}/", {"campaign": other.pk}, format="json")
    assert answer.status_code == 400
    link.refresh_from_db()
    assert link.campaign != other


def test_guests_come_and_go(cast: Cast) -> None:
    campaign = placed_text(cast).message.placement.campaign
    assert campaign is not None
    api = cast.api()
    said = {"campaign": campaign.pk, "member": "Agency@example.org"}
    made = api.post(GUESTS, said, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["member"] == "agency@example.org"
    assert api.post(GUESTS, said, format="json").json()["id"] == made.json()["id"]
    assert len(api.get(GUESTS, {"campaign": campaign.pk}).json()["results"]) == 1
    for address in ("viewer@example.org", "outsider@example.org", "nobody@example.org"):
        refused = api.post(GUESTS, said | {"member": address}, format="json")
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"] == "/member"
    assert api.delete(f"{GUESTS}{made.json()['id']}/").status_code == 204
    assert not CampaignGuest.objects.exists()
