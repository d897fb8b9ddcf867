"""Weekly reports on their pages and over REST: asked for, set up, changed and removed."""

import pytest

from experiments.client_reports import ReportRefusedError
from experiments.models import ReportSchedule
from experiments.tasks import make_client_report
from tests.conftest import Cast
from tests.experiments.reports.test_client_reports import weekly
from workspaces.models import AuditRecord, Job


@pytest.mark.parametrize("button", ["pdf", "xlsx"])
def test_a_report_now(cast: Cast, button: str) -> None:
    client = cast.client(cast.viewer)
    page = client.get(cast.url("share/reports/now/"))
    assert "In short" in page.content.decode()
    answer = client.post(cast.url("share/reports/now/"), {button: "1"})
    job = Job.objects.for_workspace(cast.workspace).get(kind="experiments.make_client_report")
    assert answer["Location"].endswith(f"/settings/jobs/{job.pk}/")
    make_client_report(job.pk)
    job.refresh_from_db()
    assert job.result["file_name"].endswith(button)


@pytest.mark.parametrize(
    "typed", ["nobody", "a@example.org, x", "\n".join(f"a{n}@b.org" for n in range(21))]
)
def test_what_cannot_be_written_to_is_said(cast: Cast, typed: str) -> None:
    said = {"name": "Mine", "weekday": "0", "hour": "8", "recipients": typed}
    answer = cast.client(cast.editor).post(cast.url("share/reports/"), said)
    assert answer.status_code == 200
    assert "Mine" in answer.content.decode()
    assert not ReportSchedule.objects.for_workspace(cast.workspace).exists()


def test_a_name_is_given_once(cast: Cast) -> None:
    weekly(cast)
    with pytest.raises(ReportRefusedError):
        weekly(cast)
    said = {"name": "For the client", "weekday": "0", "hour": "8"}
    page = cast.client(cast.editor).post(cast.url("share/reports/"), said)
    assert "of this name is there already" in page.content.decode()


def test_changed_and_removed(cast: Cast) -> None:
    row = weekly(cast)
    client = cast.client(cast.editor)
    said = {"name": "For them", "weekday": "4", "hour": "16", "recipients": ""}
    client.post(cast.url(f"share/reports/{row.pk}/"), said)
    row.refresh_from_db()
    assert (row.name, row.weekday, row.hour, row.recipients) == ("For them", 4, 16, [])
    assert not row.is_on
    client.post(cast.url(f"share/reports/{row.pk}/remove/"))
    told = AuditRecord.objects.for_workspace(cast.workspace).filter(target_type="reportschedule")
    assert sorted(told.values_list("action", flat=True)) == ["changed", "created", "removed"]


def test_over_rest(cast: Cast) -> None:
    client = cast.api()
    made = client.post("/api/v1/weekly-reports/", {"name": "Client"})
    assert made.status_code == 201, made.content
    again = client.post("/api/v1/weekly-reports/", {"name": "Client"})
    assert again.status_code == 409
    address = f"/api/v1/weekly-reports/{made.json()['id']}/"
    assert client.patch(address, {"hour": 25}).status_code == 400
    assert client.patch(address, {"hour": 17}).json()["hour"] == 17
    asked = client.post("/api/v1/reports/", {"file_format": "xlsx"})
    assert asked.status_code == 202
    make_client_report(asked.json()["id"])
    assert client.get(f"/api/v1/jobs/{asked.json()['id']}/").json()["state"] == "done"
    assert client.delete(address).status_code == 204
