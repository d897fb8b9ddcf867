"""Texts in use elsewhere, over REST."""

from messaging.models import InUse
from tests import make
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    rows = [make.make_variant(make.make_message(cast.workspace)) for _ in range(2)]
    client = cast.api(scopes=["write"])
    body = {"keys": [each.key for each in rows], "where": "braze", "place": "Onboarding"}
    assert client.post("/api/v1/uses/", body, format="json").json() == {"marked": 2}
    assert client.post("/api/v1/uses/", body, format="json").json() == {"marked": 0}
    listed = client.get("/api/v1/uses/?going=true&where=braze").json()["results"]
    assert {each["key"] for each in listed} == {each.key for each in rows}
    pk = listed[0]["id"]
    ended = client.post(f"/api/v1/uses/{pk}/end/", {}, format="json")
    assert (ended.status_code, bool(ended.json()["until"])) == (200, True)
    assert client.post(f"/api/v1/uses/{pk}/end/", {}, format="json").status_code == 409
    assert len(client.get("/api/v1/uses/?going=true").json()["results"]) == 1
    assert client.post(f"/api/v1/uses/{pk}/resume/").json()["until"] is None
    assert InUse.objects.filter(until=None).count() == 2


def test_keys_nobody_knows_refuse_all(cast: Cast) -> None:
    row = make.make_variant(make.make_message(cast.workspace))
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    client = cast.api(scopes=["write"])
    body = {"keys": [row.key, theirs.key], "where": "x"}
    answer = client.post("/api/v1/uses/", body, format="json")
    assert answer.status_code == 400
    assert theirs.key in answer.content.decode()
    assert not InUse.objects.exists()


def test_nonsense_is_told(cast: Cast) -> None:
    row = make.make_variant(make.make_message(cast.workspace))
    client = cast.api(scopes=["write"])
    for body in (
        {"keys": [], "where": "x"},
        {"keys": [row.key], "where": "billboard"},
        {"keys": [row.key], "where": "x", "since": "2999-01-01"},
    ):
        assert client.post("/api/v1/uses/", body, format="json").status_code == 400
