"""The same write sent twice is done once."""

from personas.models import Persona
from tests.conftest import Cast
from workspaces.models import IdempotencyRecord

URL = "/api/v1/personas/"
BODY = {"key": "nora", "name": "Nora"}


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    first = api.post(URL, BODY, headers={"Idempotency-Key": "a1"})
    second = api.post(URL, BODY, headers={"Idempotency-Key": "a1"})
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Persona.objects.for_workspace(cast.workspace).count() == 1


def test_another_request_under_the_same_key_is_refused(cast: Cast) -> None:
    api = cast.api()
    api.post(URL, BODY, headers={"Idempotency-Key": "a1"})
    answer = api.post(URL, BODY | {"name": "Nel"}, headers={"Idempotency-Key": "a1"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_reused"


def test_a_refused_write_is_refused_again_in_the_same_words(cast: Cast) -> None:
    api = cast.api()
    first = api.post(URL, {"key": "NO WAY"}, headers={"Idempotency-Key": "a2"})
    second = api.post(URL, {"key": "NO WAY"}, headers={"Idempotency-Key": "a2"})
    assert first.status_code == second.status_code == 400
    assert first.json() == second.json()


def test_while_the_first_is_at_work_the_second_waits(cast: Cast) -> None:
    api = cast.api()
    api.post(URL, BODY, headers={"Idempotency-Key": "a3"})
    IdempotencyRecord.objects.for_workspace(cast.workspace).update(status=None)
    answer = api.post(URL, BODY, headers={"Idempotency-Key": "a3"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "in_progress"


def test_two_workspaces_may_use_the_same_key(cast: Cast) -> None:
    for api in (cast.api(), cast.api(other=True)):
        assert api.post(URL, BODY, headers={"Idempotency-Key": "a1"}).status_code == 201
    assert Persona.objects.count() == 2


def test_a_key_too_long_is_named(cast: Cast) -> None:
    answer = cast.api().post(URL, BODY, headers={"Idempotency-Key": "x" * 201})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"
