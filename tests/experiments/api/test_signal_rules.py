"""Signal rules and the observed journey over REST."""

from django.utils import timezone

from experiments.models import ObservedJourney, SignalRule
from experiments.observed_journey import rebuild
from tests import make
from tests.conftest import Cast
from tests.experiments.journeys import stages_with_rules, walk

RULES = "/api/v1/signal-rules/"
JOURNEY = "/api/v1/observed-journey/"


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    stage = make.make_stage(cast.workspace)

    made = api.post(RULES, {"kind": "signal", "name": "x", "stage": stage.pk}, format="json")

    assert made.status_code == 201, made.content
    url = f"{RULES}{made.json()['id']}/"
    assert api.patch(url, {"name": "y"}, format="json").json()["name"] == "y"
    assert api.delete(url).status_code == 204
    assert not SignalRule.objects.exists()


def test_the_same_twice_is_a_conflict(cast: Cast) -> None:
    api = cast.api()
    body = {"kind": "signal", "name": "x", "stage": make.make_stage(cast.workspace).pk}
    api.post(RULES, body, format="json")

    again = api.post(RULES, body, format="json")

    assert (again.status_code, again.json()["code"]) == (409, "name_taken")


def test_a_goal_that_is_not_there_is_told_at_its_field(cast: Cast) -> None:
    body = {"kind": "conversion", "name": "x", "stage": make.make_stage(cast.workspace).pk}

    answer = cast.api().post(RULES, body, format="json")

    assert answer.status_code == 400
    assert "name" in answer.json()["errors"][0]["pointer"]


def test_the_journey_is_told_by_keys(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 3), ("deciding", 2)], timezone.now())
    rebuild(workspace_id=cast.workspace.pk)

    told = cast.api().get(f"{JOURNEY}?days=7").json()

    (way,) = told["ways"]
    assert (way["from_stage"], way["to_stage"], way["visitors"]) == ("aware", "deciding", 1)
    assert (way["is_planned"], way["is_back"]) == (False, False)
    assert told["days"] == 7


def test_days_that_are_not_kept_are_refused(cast: Cast) -> None:
    assert cast.api().get(f"{JOURNEY}?days=8").status_code == 400


def test_asking_for_it_to_be_read_again(cast: Cast) -> None:
    assert cast.api().post(JOURNEY).status_code == 202
    assert ObservedJourney.objects.get().wanted_at is not None
    assert cast.api(scopes=["read"]).post(JOURNEY).status_code == 403
