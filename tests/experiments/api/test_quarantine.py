"""Bad events can be read and tried again."""

from uuid import uuid4

from experiments.goals import create_goal
from experiments.models import Event, QuarantinedEvent
from tests.conftest import Cast

URL = "/api/v1/quarantine/"


def send_early(cast: Cast, count: int = 1) -> None:
    """Conversions of a goal that is made only later."""
    events = [
        {"id": str(uuid4()), "type": "conversion", "visitor": f"v{n}", "goal": "signup"}
        for n in range(count)
    ]
    body = cast.api().post("/api/v1/events", {"events": events}).json()
    assert body["rejected"] == count


def test_it_works(cast: Cast) -> None:
    send_early(cast)
    api = cast.api()
    [row] = api.get(URL).json()["results"]
    assert (row["code"], row["replayed_at"]) == ("unknown_goal", None)
    assert row["body"]["goal"] == "signup"
    replay = f"{URL}{row['id']}/replay/"
    assert api.post(replay).json()["results"][0]["code"] == "unknown_goal"
    create_goal(access=cast.access, key="signup", name="Sign-ups")
    assert api.post(replay).json()["accepted"] == 1
    assert Event.objects.get().at == QuarantinedEvent.objects.get().received_at
    assert api.get(f"{URL}{row['id']}/").json()["replayed_at"]
    assert api.post(replay).json()["duplicate"] == 1
    assert Event.objects.count() == 1


def test_many_are_replayed_at_once(cast: Cast) -> None:
    send_early(cast, 7)
    create_goal(access=cast.access, key="signup", name="Sign-ups")
    api = cast.api()
    assert api.post(URL + "replay/", {"code": "too_old"}).json()["results"] == []
    assert api.post(URL + "replay/", {}).json()["accepted"] == 7
    assert api.get(URL, {"replayed_at__isnull": True}).json()["results"] == []


def test_nothing_is_written_there_by_hand(cast: Cast) -> None:
    assert cast.api().post(URL, {"code": "x"}).status_code == 405
    told = cast.api().options(URL)
    assert told.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_reader_replays_nothing_and_a_stranger_sees_nothing(cast: Cast) -> None:
    send_early(cast)
    row = QuarantinedEvent.objects.get()
    assert cast.api(scopes=["read"]).post(f"{URL}{row.pk}/replay/").status_code == 403
    assert cast.api(other=True).post(f"{URL}{row.pk}/replay/").status_code == 404
    assert cast.api(other=True).get(URL).json()["results"] == []
