"""Strong pains that nothing we sell relieves: the report, its steps, and whom to tell."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.conflicts import WrongStateError
from messaging.models import Relief, UnmetNeed
from messaging.unmet_needs import change_need, unmet_needs
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord


def strong_pain(cast: Cast, quotes: int = 4, **fields: object) -> PainPoint:
    pain = make.make_pain(cast.workspace, **fields)
    for number in range(quotes):
        values = {"asked": False, "person_hash": f"{number:064}", "may_quote": number < 3}
        make.make_evidence(cast.workspace, pain, **values)
    return pain


def test_it_works(cast: Cast) -> None:
    pain, weak = strong_pain(cast), strong_pain(cast, quotes=2)
    relieved = strong_pain(cast)
    make.make_offer(cast.workspace, relieved)
    client = cast.client(cast.editor)
    page = client.get(cast.url("map/needs/")).text
    assert pain.title in page
    assert weak.title not in page and relieved.title not in page
    url = cast.url(f"map/needs/{pain.pk}/")
    change = {"state": "told", "owner": cast.owner.pk, "note": "Asked Ann."}
    page = client.post(url, change, follow=True).text
    assert "Asked Ann." in page
    need = UnmetNeed.objects.get()
    assert (need.pain, need.state, need.owner) == (pain, "told", cast.owner)
    refused = client.post(url, change | {"state": "open", "note": "Not yet"})
    assert refused.status_code == 409 and "cannot become this" in refused.text
    assert 'value="Not yet"' in refused.text
    sheet = client.get(cast.url("map/needs/download/")).content.decode()
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["pain"], row["state"], row["owner"]) == (pain.title, "Told", "owner@example.org")
    assert row["quote_3"] and row["quotes"] == "4"


def test_a_pain_that_gets_a_relief_says_so(cast: Cast) -> None:
    pain = strong_pain(cast)
    change_need(access=cast.access, pain=pain, changes={"state": "told"})
    offer = make.make_offer(cast.workspace)
    Relief.objects.create(workspace=cast.workspace, offer=offer, pain=pain, text="do it for you")
    page = cast.client(cast.viewer).get(cast.url("map/needs/")).text
    assert f"{offer.name} relieves it now" in page


def test_only_steps_that_follow_are_taken(cast: Cast) -> None:
    pain = strong_pain(cast)
    for state in ("told", "planned", "solved", "told", "declined"):
        change_need(access=cast.access, pain=pain, changes={"state": state})
    assert unmet_needs(access=cast.access)[0].is_closed
    with pytest.raises(WrongStateError):
        change_need(access=cast.access, pain=pain, changes={"state": "planned"})
    with pytest.raises(WrongStateError):
        change_need(access=cast.access, pain=pain, changes={"owner": cast.outsider})
    before = AuditRecord.objects.count()
    change_need(access=cast.access, pain=pain, changes={"state": "declined"})
    assert AuditRecord.objects.count() == before


def test_whom_to_tell_is_opened_for_editors_and_told(cast: Cast) -> None:
    pain = strong_pain(cast)
    agreed = {"may_contact": True, "contact": "ann@example.org"}
    make.make_evidence(cast.workspace, pain, text="=I want a list", **agreed)
    make.make_evidence(cast.workspace, pain, **agreed)
    make.make_evidence(cast.workspace, pain, contact="no@example.org")
    change_need(access=cast.access, pain=pain, changes={"state": "told"})
    change_need(access=cast.access, pain=pain, changes={"state": "solved"})
    url = cast.url(f"map/needs/{pain.pk}/tell/")
    assert "ann@example.org" not in cast.client(cast.editor).get(cast.url("map/needs/")).text
    assert cast.client(cast.viewer).post(url).status_code == 403
    answer = cast.client(cast.editor).post(url)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["contact"] for row in rows] == ["ann@example.org"]
    assert rows[0]["what_they_said"].startswith("'=")
    record = AuditRecord.objects.get(action="contacts opened")
    assert (record.target_id, record.after) == (str(pain.pk), {"people": 1})


def test_programs_read_and_change_it(cast: Cast) -> None:
    pain = strong_pain(cast)
    api = cast.api()
    (need,) = api.get("/api/v1/unmet-needs/").json()
    assert (need["pain"], need["state"], need["owner"], len(need["said"])) == (
        pain.pk,
        "open",
        "",
        3,
    )
    url = f"/api/v1/unmet-needs/{pain.pk}/"
    changed = api.patch(url, {"state": "told", "owner": "owner@example.org"}).json()
    assert (changed["state"], changed["owner"]) == ("told", "owner@example.org")
    assert api.patch(url, {"state": "open"}).status_code == 409
    assert api.patch(url, {"owner": "outsider@example.org"}).status_code == 400
    weak = make.make_pain(cast.workspace)
    assert api.patch(f"/api/v1/unmet-needs/{weak.pk}/", {}).json()["state"] == "open"
    assert len(api.get("/api/v1/unmet-needs/").json()) == 1


def test_queries_do_not_grow(cast: Cast) -> None:
    change_need(access=cast.access, pain=strong_pain(cast), changes={"state": "told"})
    client, url = cast.client(cast.viewer), cast.url("map/needs/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    few = queries()
    for _ in range(4):
        change_need(access=cast.access, pain=strong_pain(cast), changes={"state": "told"})
    assert queries() == few
