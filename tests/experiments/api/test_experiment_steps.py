"""Planning, terms, ramps, holdbacks, contrasts, A/A tests and the archive over REST."""

from typing import Any

from experiments.models import Experiment
from tests import make
from tests.conftest import Cast
from tests.experiments.api.test_experiments import URL, draft
from tests.experiments.scenes import live_message, running
from tests.experiments.test_contrasts import Pains, contrast, place


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    made = draft(
        cast,
        plan_days=14,
        plan_known={"rate": 0.05, "lift": 0.2, "daily": 300},
        ramp=[[0, 0.2], [24, 1]],
        namespace=["pricing", 0.5],
        conditions={"country": "GB"},
        holdback=0.1,
    )
    assert made["plan"] == {"days": 14, "rate": 0.05, "lift": 0.2, "daily": 300}
    assert (made["factor"], made["is_aa"], made["terms"]) == ("", False, {})
    assert made["factor_note"].startswith("The same text twice")
    here = f"{URL}{made['id']}/"
    assert api.post(here + "plan/").json()["state"] == "planned"
    refused = api.patch(here, {"name": "Other"})
    assert (refused.status_code, refused.json()["code"]) == (409, "planned")
    assert api.post(here + "draft/").json()["state"] == "draft"
    assert api.patch(here, {"allocation": "earn"}).json()["allocation"] == "earn"
    started = api.post(here + "start/").json()
    assert (started["phases"][0]["coverage"], started["rule"]) == (0.2, "planned")
    assert started["namespace"] == ["pricing", 0.0, 0.5]
    assert started["terms"]["conditions"] == {"country": "GB"}
    assert started["ends_at"] is not None
    api.post(here + "weights/", {"weights": [1, 3]})
    (change,) = api.get(here + "changes/").json()
    assert (change["what"], change["said"].startswith("Visitors are split 25 %")) == (
        "reweighted",
        True,
    )
    rival = started["arms"][1]["key"]
    decided = api.post(here + "decide/", {"winner": rival, "reason": "We like it."}).json()
    assert decided["phases"][-1]["kind"] == "holdback"
    ended = api.post(here + "end-holdback/", {"reason": "Enough."}).json()
    assert ended["phases"][-1]["ended_at"] is not None
    api.post(here + "archive/")
    assert api.post(here + "unarchive/").json()["archived_at"] is None


def test_a_bad_field_is_told_at_its_place(cast: Cast) -> None:
    made = draft(cast)
    for body, pointer in (
        ({"ramp": [[5, 0.5]]}, "/ramp"),
        ({"unit": "send"}, "/unit"),
        ({"split_by": "optimiser", "namespace": ["a"]}, "/namespace"),
        ({"plan_size": 10, "plan_days": 3}, "/plan_days"),
        ({"holdback": 0.9}, "/holdback"),
        ({"namespace": [["x"], {}]}, "/namespace"),
    ):
        answer = cast.api().patch(f"{URL}{made['id']}/", body)
        errors = answer.json()["errors"]
        assert (answer.status_code, errors[0]["pointer"]) == (400, pointer), body


def test_an_aa_test_takes_one_call(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace)
    body = {"message": live_message(cast).pk, "goal": goal.pk, "days": 7}
    answer = cast.api(scopes=["write"]).post(URL + "aa/", body)
    assert (answer.status_code, answer.json()["is_aa"]) == (201, True)
    theirs = cast.api(other=True).post(URL + "aa/", body)
    assert theirs.status_code == 400


def test_a_contrast_is_spread(cast: Cast) -> None:
    pains = Pains(cast)
    experiment = contrast(cast, pains)
    elsewhere = place(cast, pains.one, pains.other)
    body = {"contrast": "Sundays or money", "messages": [elsewhere.pk]}
    answer = cast.api().post(f"{URL}{experiment.pk}/spread/", body)
    assert answer.status_code == 201
    assert [row["contrast"] for row in answer.json()] == ["Sundays or money"]
    found = cast.api().get(URL, {"contrast": "Sundays or money"}).json()["results"]
    assert len(found) == 2


def test_the_same_key_twice_drafts_once(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace)
    body = {"message": live_message(cast).pk, "goal": goal.pk}
    api = cast.api()
    answers: list[Any] = [
        api.post(URL + "aa/", body, headers={"Idempotency-Key": "one"}) for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Experiment.objects.count() == 1


def test_permissions(cast: Cast) -> None:
    experiment = running(cast)
    here = f"{URL}{experiment.pk}/"
    reader, writer = cast.api(scopes=["read"]), cast.api(scopes=["write"])
    assert reader.get(here + "changes/").status_code == 200
    for step in ("plan", "draft", "unarchive", "spread"):
        assert reader.post(f"{here}{step}/", {}).status_code == 403
    assert writer.post(here + "end-holdback/", {}).status_code == 403
