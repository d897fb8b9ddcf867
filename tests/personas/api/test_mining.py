"""Searching quotes for pains and deciding on what was found, over REST."""

import pytest

from personas import suggest_anew
from personas.models import Candidate, PainPoint, SlotSource
from personas.tasks import mine_pains, split_candidate
from tests import make
from tests.conftest import Cast
from tests.personas.mining_rows import HALLS, RECEIPTS, make_candidate, make_mining

MININGS, CANDIDATES, SOURCES = (
    f"/api/v1/{name}/" for name in ("minings", "candidates", "slot-sources")
)


def test_it_works(cast: Cast) -> None:
    """From a search to a pain whose slot stands on a quote."""
    for number in range(6):
        make.make_evidence(cast.workspace, text=f"{RECEIPTS}, number {number}")
    api = cast.api()
    asked = api.post(MININGS, {"clusters": 1})
    assert (asked.status_code, asked.json()["state"]) == (201, "running")
    assert api.post(MININGS).status_code == 409
    mine_pains(asked.json()["job"]["id"])
    found = api.get(f"{MININGS}{asked.json()['id']}/").json()
    assert (found["state"], found["counted"]["grouped"]) == ("review", 6)
    (candidate,) = api.get(CANDIDATES, {"mining": found["id"], "state": "open"}).json()["results"]
    quotes = api.get(f"{CANDIDATES}{candidate['id']}/quotes/").json()["results"]
    assert len(quotes) == candidate["size"] == 6
    said = {"title": "Chasing receipts", "persona": make.make_persona(cast.workspace).pk}
    accepted = api.post(f"{CANDIDATES}{candidate['id']}/accept/", said).json()
    pain = PainPoint.objects.get()
    assert (accepted["state"], accepted["pain"], pain.title) == ("accepted", pain.pk, said["title"])
    assert api.post(f"{CANDIDATES}{candidate['id']}/accept/", said).status_code == 409
    words = {"slot": "struggle", "words": "chase people for receipts"}
    stands = {"pain": pain.pk, "evidence": quotes[0]["evidence"]}
    made = api.post(SOURCES, words | stands)
    assert made.status_code == 201
    pain.refresh_from_db()
    assert pain.struggle == words["words"]
    assert api.get(SOURCES, {"pain": pain.pk}).json()["results"] == [made.json()]
    assert api.delete(f"{SOURCES}{made.json()['id']}/").status_code == 204
    assert not SlotSource.objects.exists()


def test_it_must_be_said_whose_pain_it_is(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace)
    answer = cast.api().post(f"{CANDIDATES}{candidate.pk}/accept/", {"title": "Receipts"})
    assert answer.status_code == 400
    assert not PainPoint.objects.exists()


def test_merging_and_rejecting_are_taken_back(cast: Cast) -> None:
    mining = make_mining(cast.workspace)
    first, second = (make_candidate(cast.workspace, [text], mining) for text in (RECEIPTS, HALLS))
    api = cast.api()
    url = f"{CANDIDATES}{first.pk}/"
    merged = api.post(f"{url}merge/", {"into": second.pk}).json()
    assert (merged["state"], merged["into"]) == ("merged", second.pk)
    assert api.get(f"{CANDIDATES}{second.pk}/").json()["size"] == 2
    assert api.post(f"{url}reject/").status_code == 409
    assert api.post(f"{url}reopen/").json()["state"] == "open"
    assert api.post(f"{url}reject/").json()["state"] == "rejected"
    assert api.post(f"{url}reopen/").json()["state"] == "open"
    assert api.post(f"{url}reopen/").status_code == 409
    assert api.post(f"{url}merge/", {"into": first.pk}).status_code == 409


def test_a_split_is_by_quotes_or_a_job(cast: Cast) -> None:
    candidate = make_candidate(cast.workspace, [RECEIPTS, HALLS])
    api = cast.api()
    asked = api.post(f"{CANDIDATES}{candidate.pk}/split/").json()
    assert asked["candidate"]["state"] == "open"
    split_candidate(asked["job"]["id"])
    job = api.get(f"/api/v1/jobs/{asked['job']['id']}/").json()
    assert job["state"] in ("done", "failed")
    if job["state"] == "done":
        api.post(f"{CANDIDATES}{candidate.pk}/reopen/")
    chosen = candidate.quotes.get(evidence__text=HALLS).evidence_id
    answer = api.post(f"{CANDIDATES}{candidate.pk}/split/", {"evidence": [chosen]}).json()
    assert (answer["candidate"]["state"], answer["job"]) == ("split", None)
    parts = Candidate.objects.filter(split_from=candidate)
    assert sorted(part.size for part in parts) == [1, 1]


def test_words_must_be_in_the_quote_and_have_a_shape(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, struggle="")
    quote = make.make_evidence(cast.workspace, pain, text="The nut allergy in a mail.")
    said = {"pain": pain.pk, "evidence": quote.pk, "slot": "struggle"}
    api = cast.api()
    for words in ("The nut allergy", "chase people"):
        answer = api.post(SOURCES, said | {"words": words})
        assert (answer.status_code, "words" in answer.text) == (400, True)
    assert api.post(SOURCES, said | {"slot": "no such", "words": "mail"}).status_code == 400
    assert not SlotSource.objects.exists()


def test_rows_of_others_are_not_found(cast: Cast) -> None:
    theirs = make_candidate(cast.other.workspace)
    mine = make_candidate(cast.workspace)
    api = cast.api()
    assert api.get(f"{CANDIDATES}{theirs.pk}/").status_code == 404
    assert api.post(f"{CANDIDATES}{theirs.pk}/reject/").status_code == 404
    assert api.post(f"{CANDIDATES}{mine.pk}/merge/", {"into": theirs.pk}).status_code == 400
    said = {"slot": "cost", "words": "Chasing", "evidence": theirs.quotes.all()[0].evidence_id}
    pain = make.make_pain(cast.workspace)
    assert api.post(SOURCES, said | {"pain": pain.pk}).status_code == 400


def test_many_quotes_are_compared_with_pains_by_a_job(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_pain(cast.workspace, title="Chasing receipts")
    make.make_evidence(cast.workspace, text=RECEIPTS)
    url = "/api/v1/evidence/suggest/"
    assert cast.api().post(url).json() == {"looked_at": 1, "suggested": 1, "job": None}
    monkeypatch.setattr(suggest_anew, "AT_ONCE", 0)
    answer = cast.api().post(url)
    assert (answer.status_code, answer.json()["job"]["state"]) == (202, "queued")
