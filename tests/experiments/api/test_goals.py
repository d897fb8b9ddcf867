"""Goals over REST."""

from experiments.models import Goal
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import conversion, running

URL = "/api/v1/goals/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    made = api.post(URL, {"key": "signup", "name": "Sign-ups", "window_days": 7})
    assert made.status_code == 201
    here = f"{URL}{made.json()['id']}/"
    assert api.patch(here, {"name": "New sign-ups"}).json()["name"] == "New sign-ups"
    assert [row["key"] for row in api.get(URL).json()["results"]] == ["signup"]
    assert api.delete(here).status_code == 204
    assert not Goal.objects.exists()


def test_a_new_goal_takes_events_at_once(cast: Cast) -> None:
    api = cast.api()
    event = {"id": "0" * 32, "type": "conversion", "visitor": "v", "goal": "signup"}
    assert api.post("/api/v1/events", {"events": [event]}).json()["rejected"] == 1
    api.post(URL, {"key": "signup", "name": "Sign-ups"})
    event["id"] = "1" * 32
    assert api.post("/api/v1/events", {"events": [event]}).json()["accepted"] == 1


def test_a_key_is_taken_once_and_well_formed(cast: Cast) -> None:
    api = cast.api()
    api.post(URL, {"key": "signup", "name": "Sign-ups"})
    twice = api.post(URL, {"key": "signup", "name": "Others"})
    assert (twice.status_code, twice.json()["code"]) == (409, "key_taken")
    assert api.post(URL, {"key": "Sign up", "name": "x"}).status_code == 400
    assert api.post(URL, {"key": "a", "name": "x", "window_days": 0}).status_code == 400


def test_what_counting_rests_on_is_fixed_by_the_start(cast: Cast) -> None:
    experiment = running(cast)
    goal = experiment.experiment_goals.get().goal
    api = cast.api()
    here = f"{URL}{goal.pk}/"
    for change in ({"key": "other"}, {"window_days": 3}, {"direction": "down"}, {"kind": "value"}):
        assert api.patch(here, change).status_code == 409
    assert api.patch(here, {"name": "Another name"}).status_code == 200
    assert api.delete(here).status_code == 409
    goal.refresh_from_db()
    assert goal.name == "Another name"


def test_a_goal_with_events_is_kept(cast: Cast) -> None:
    experiment = running(cast)
    cast.api().post("/api/v1/events", {"events": [conversion(experiment)]})
    assert (
        cast.api().delete(f"{URL}{experiment.experiment_goals.get().goal_id}/").status_code == 409
    )


def test_another_workspace_finds_nothing(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace)
    other = cast.api(other=True)
    assert other.get(f"{URL}{goal.pk}/").status_code == 404
    assert other.patch(f"{URL}{goal.pk}/", {"name": "Mine"}).status_code == 404
    assert other.get(URL).json()["results"] == []
