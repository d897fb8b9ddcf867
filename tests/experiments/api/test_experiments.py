"""Experiments over REST."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from experiments.models import DailyCount, Experiment, Look
from experiments.tasks import recount_wanted
from messaging.models import Message, Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import exposure, live_message, running
from workspaces.models import ApiKey

URL = "/api/v1/experiments/"


def draft(cast: Cast, **changes: Any) -> dict[str, Any]:
    message = live_message(cast)
    rival = make.make_variant(message, state=Variant.State.APPROVED)
    goal = make.make_goal(cast.workspace)
    body = {
        "message": message.pk,
        "name": "Sundays or Fridays",
        "goal": goal.pk,
        "variants": [rival.pk],
    } | changes
    answer = cast.api().post(URL, body)
    assert answer.status_code == 201, answer.json()
    data: dict[str, Any] = answer.json()
    return data


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    made = draft(cast, plan_size=2000, shares=[1, 3], hypothesis="Sundays hurt more.")
    assert (made["state"], made["plan"]) == ("draft", {"size": 2000})
    assert [arm["share"] for arm in made["arms"]] == [1, 3]
    assert made["goals"][0]["role"] == "primary"
    here = f"{URL}{made['id']}/"
    assert api.patch(here, {"name": "Better name"}).json()["name"] == "Better name"
    started = api.post(here + "start/", {"coverage": 0.5}).json()
    assert (started["state"], started["rule"]) == ("running", "planned")
    assert started["phases"][0]["weights"] == [0.25, 0.75]
    assert api.post(here + "pause/").json()["state"] == "paused"
    assert api.post(here + "resume/").json()["state"] == "running"
    assert len(api.post(here + "weights/", {"weights": [1, 1]}).json()["phases"]) == 2
    assert api.post(here + "stop/").json()["state"] == "stopped"
    rival = made["arms"][1]["key"]
    decided = api.post(here + "decide/", {"winner": rival, "reason": "We like it."}).json()
    assert (decided["state"], decided["winner"]) == ("decided", made["arms"][1]["variant"])
    assert Message.objects.get(pk=made["message"]).live_variant_id == decided["winner"]
    back = api.post(here + "rollback/", {"reason": "We liked it less."}).json()
    assert back["state"] == "rolled_back"
    assert api.post(here + "archive/", {"learning_note": "Ask again."}).json()["archived_at"]
    assert [row["id"] for row in api.get(URL).json()["results"]] == [made["id"]]


def test_a_step_that_does_not_fit_is_a_conflict(cast: Cast) -> None:
    made = draft(cast)
    answer = cast.api().post(f"{URL}{made['id']}/stop/")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    undecided = cast.api().post(f"{URL}{running(cast).pk}/decide/", {})
    assert (undecided.status_code, undecided.json()["code"]) == (409, "no_verdict")


def test_a_key_that_only_reads_starts_nothing(cast: Cast) -> None:
    made = draft(cast)
    here = f"{URL}{made['id']}/"
    reader = cast.api(scopes=["read"])
    assert reader.get(here).status_code == 200
    assert reader.get(here + "results/").status_code == 200
    for step in ("start", "pause", "stop", "decide", "rollback", "archive", "weights", "counts"):
        assert reader.post(f"{here}{step}/", {}).status_code == 403
    assert cast.api(ApiKey.Kind.PUBLISHABLE).get(here).status_code == 403


def test_a_key_that_writes_decides_nothing_visitors_see(cast: Cast) -> None:
    experiment = running(cast)
    here = f"{URL}{experiment.pk}/"
    writer = cast.api(scopes=["write"])
    for step in ("start", "pause", "resume", "stop", "weights", "decide", "rollback"):
        refused = writer.post(f"{here}{step}/", {})
        assert (refused.status_code, "approve" in refused.json()["detail"]) == (403, True)
    planned = draft(cast)
    soon = {"starts_at": "2030-01-01T00:00:00Z"}
    refused = writer.patch(f"{URL}{planned['id']}/", soon)
    assert (refused.status_code, "approve" in refused.json()["detail"]) == (403, True)
    experiment.refresh_from_db()
    assert experiment.state == "running"


def test_another_workspace_finds_nothing(cast: Cast) -> None:
    made = draft(cast)
    other = cast.api(other=True)
    for step in ("", "results/"):
        assert other.get(f"{URL}{made['id']}/{step}").status_code == 404
    for step in ("start", "decide", "counts"):
        assert other.post(f"{URL}{made['id']}/{step}/", {}).status_code == 404
    theirs = {"message": made["message"], "name": "x", "variants": [1], "goal": 1}
    assert other.post(URL, theirs).status_code == 400


def test_bad_values_are_told_at_their_field(cast: Cast) -> None:
    answer = cast.api().post(URL, {"name": "", "variants": "x", "plan_size": -1})
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert answer.status_code == 400
    assert {"/name", "/variants", "/goal", "/message", "/plan_size"} <= pointers


def test_a_draft_can_be_deleted_and_nothing_later(cast: Cast) -> None:
    made = draft(cast)
    assert cast.api().delete(f"{URL}{made['id']}/").status_code == 204
    assert cast.api().delete(f"{URL}{running(cast).pk}/").status_code == 409


def test_results_before_and_after_the_first_look(cast: Cast) -> None:
    experiment = running(cast)
    api = cast.api()
    here = f"{URL}{experiment.pk}/results/"
    before = api.get(here).json()
    assert (before["has_look"], before["verdict"], before["goals"]) == (False, "none", [])
    api.post("/api/v1/events", {"events": [exposure(experiment)]})
    recount_wanted()
    after = api.get(here).json()
    assert (after["has_look"], after["verdict"]) == (True, "keep_going")
    assert after["goals"][0]["arms"][0]["n"] == 1
    assert after["sentence"]


def upload(experiment: Experiment, *rows: tuple[int, int, int]) -> dict[str, Any]:
    """(arm, n, x) of one day."""
    arms = [arm.key for arm in experiment.arms.all()]
    day = (timezone.now() - timedelta(days=1)).date().isoformat()
    return {"counts": [{"arm": arms[arm], "day": day, "n": n, "x": x} for arm, n, x in rows]}


def test_uploaded_counts_are_read_like_our_own(cast: Cast) -> None:
    experiment = running(cast)
    here = f"{URL}{experiment.pk}/"
    api = cast.api()
    assert api.post(
        here + "counts/", upload(experiment, (0, 9000, 450), (1, 9100, 650))
    ).json() == {"rows": 2}
    recount_wanted()
    results = api.get(here + "results/").json()
    assert results["verdict"] == "winner"
    assert results["winner"] == experiment.arms.get(position=1).key
    assert results["goals"][0]["arms"][1]["x"] == 650
    again = upload(experiment, (0, 9001, 450), (1, 9100, 650))
    api.post(here + "counts/", again)
    recount_wanted()
    assert Look.objects.count() == 2
    assert DailyCount.objects.filter(goal=None).count() == 2
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is None


def test_uploads_and_events_never_mix(cast: Cast) -> None:
    experiment = running(cast)
    api = cast.api()
    api.post("/api/v1/events", {"events": [exposure(experiment)]})
    answer = api.post(f"{URL}{experiment.pk}/counts/", upload(experiment, (0, 10, 1)))
    assert (answer.status_code, answer.json()["code"]) == (409, "counts_events")


def test_impossible_uploads_are_refused_whole(cast: Cast) -> None:
    experiment = running(cast)
    here = f"{URL}{experiment.pk}/counts/"
    answer = cast.api().post(here, upload(experiment, (0, 100, 5), (1, 10, 11)))
    assert (answer.status_code, answer.json()["code"]) == (409, "more_than_all")
    unknown = upload(experiment, (0, 100, 5))
    unknown["counts"][0]["arm"] = "nobody"
    assert cast.api().post(here, unknown).json()["code"] == "unknown_arm"
    assert not DailyCount.objects.exists()


def test_a_list_takes_as_many_queries_for_many_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        running(cast)
    api = cast.api()
    api.get(URL)
    with django_assert_max_num_queries(8):
        assert len(api.get(URL).json()["results"]) == 5
