"""The same write sent twice is done once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from rest_framework.test import APIClient

from messaging.models import Variant
from personas.api.personas import PersonaViewSet
from personas.models import Persona
from tests import make
from tests.conftest import Cast
from workspaces.api.idempotency import TAKE_OVER_AFTER
from workspaces.kept_answers import AT_ONCE, KEPT_FOR, forget_answers
from workspaces.keys import create_key, rotate_key
from workspaces.membership import create_workspace
from workspaces.models import AuditRecord, IdempotencyRecord, Job
from workspaces.tasks import forget

URL = "/api/v1/personas/"
BODY = {"key": "nora", "name": "Nora"}
ONCE = {"headers": {"Idempotency-Key": "a1"}}


def kept(cast: Cast) -> Any:
    return IdempotencyRecord.objects.for_workspace(cast.workspace)


def test_it_works(cast: Cast) -> None:
    api = cast.api()
    first = api.post(URL, BODY, **ONCE)
    second = api.post(URL, BODY, **ONCE)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Persona.objects.for_workspace(cast.workspace).count() == 1


def test_another_request_under_the_same_key_is_refused(cast: Cast) -> None:
    api = cast.api()
    api.post(URL, BODY, **ONCE)
    for answer in (
        api.post(URL, BODY | {"name": "Nel"}, **ONCE),
        api.post(f"{URL}?page=2", BODY, **ONCE),
        api.post("/api/v1/campaigns/", BODY, **ONCE),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert Persona.objects.for_workspace(cast.workspace).get().name == "Nora"


def test_a_refused_write_is_refused_again_in_the_same_words(cast: Cast) -> None:
    api = cast.api()
    first = api.post(URL, {"key": "NO WAY"}, **ONCE)
    second = api.post(URL, {"key": "NO WAY"}, **ONCE)
    assert first.status_code == second.status_code == 400
    assert first.json() == second.json()
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Content-Type"] == "application/problem+json"


def test_a_change_and_a_removal_are_done_once(cast: Cast) -> None:
    api, persona = cast.api(), make.make_persona(cast.workspace)
    path = f"{URL}{persona.pk}/"
    told = [api.patch(path, {"name": "Nel"}, **ONCE) for _ in range(2)]
    assert [answer.status_code for answer in told] == [200, 200]
    assert told[0].json() == told[1].json()
    again = {"headers": {"Idempotency-Key": "a2"}}
    told = [api.delete(path, **again) for _ in range(2)]
    assert [answer.status_code for answer in told] == [204, 204], "not 404 the second time"
    assert told[1].content == b""
    records = AuditRecord.objects.for_workspace(cast.workspace).filter(target_type="persona")
    assert records.count() == 2


def test_a_step_is_taken_once(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message)
    api = cast.api()
    told = [api.post(f"/api/v1/variants/{variant.pk}/submit/", **ONCE) for _ in range(2)]
    assert [answer.status_code for answer in told] == [200, 200], told[0].json()
    variant.refresh_from_db()
    assert variant.state == Variant.State.SUBMITTED


def test_a_file_is_asked_for_once(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    api = cast.api()
    told = [api.post("/api/v1/exports/", {}, **ONCE) for _ in range(2)]
    assert [answer.status_code for answer in told] == [202, 202], told[0].json()
    assert told[0].json() == told[1].json()
    assert Job.objects.for_workspace(cast.workspace).count() == 1


def test_two_workspaces_may_use_the_same_key(cast: Cast) -> None:
    for api in (cast.api(), cast.api(other=True)):
        assert api.post(URL, BODY, **ONCE).status_code == 201
    assert Persona.objects.count() == 2


def test_no_key_is_told_what_another_was_answered(cast: Cast) -> None:
    """A key that may less, or as much, gets an answer of its own."""
    cast.api().post(URL, BODY, **ONCE)
    reader = cast.api(scopes=["read"]).post(URL, BODY, **ONCE)
    assert reader.status_code == 403
    assert "Nora" not in reader.content.decode()
    writer = cast.api().post(URL, BODY, **ONCE)
    assert "Idempotency-Replayed" not in writer.headers
    assert writer.status_code in (400, 409), "there is one of that name already"


def test_a_key_that_lost_its_right_gets_no_kept_answer(cast: Cast) -> None:
    key, token = create_key(access=cast.access, name="sync", kind="secret")
    api = APIClient(headers={"Authorization": f"Bearer {token}"})
    assert api.post(URL, BODY, **ONCE).status_code == 201
    key.scopes = ["read"]
    key.save()
    assert api.post(URL, BODY, **ONCE).status_code == 403


def test_a_replaced_key_keeps_its_own_answers(cast: Cast) -> None:
    key, token = create_key(access=cast.access, name="sync", kind="secret")
    api = APIClient(headers={"Authorization": f"Bearer {token}"})
    first = api.post(URL, BODY, **ONCE)
    rotate_key(access=cast.access, key=key, overlap=timedelta(days=1))
    assert api.post(URL, BODY, **ONCE).json() == first.json()


@pytest.mark.parametrize("key", ["x" * 201, "\u00e9", "a\tb"])
def test_a_key_nobody_can_keep_is_named(cast: Cast, key: str) -> None:
    answer = cast.api().post(URL, BODY, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"


# What happens in between


def test_while_the_first_is_at_work_the_second_waits(cast: Cast) -> None:
    api = cast.api()
    api.post(URL, BODY, **ONCE)
    kept(cast).update(status=None)
    answer = api.post(URL, BODY, **ONCE)
    assert answer.status_code == 409
    assert answer.json()["code"] == "in_progress"


def test_what_a_dead_process_began_is_done_anew(cast: Cast) -> None:
    """Its effect went with its transaction; only the promise is left."""
    api = cast.api()
    api.post(URL, BODY, **ONCE)
    Persona.objects.for_workspace(cast.workspace).delete()
    long_ago = timezone.now() - TAKE_OVER_AFTER
    kept(cast).update(status=None, answer=None, created_at=long_ago)
    answer = api.post(URL, BODY, **ONCE)
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers
    assert api.post(URL, BODY, **ONCE).json() == answer.json()


def test_who_was_overtaken_undoes_what_it_did(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    create = PersonaViewSet.create

    def slowly(view: PersonaViewSet, *args: Any, **kwargs: Any) -> Any:
        answer = create(view, *args, **kwargs)
        kept(cast).update(created_at=timezone.now())  # another took the promise over
        return answer

    monkeypatch.setattr(PersonaViewSet, "create", slowly)
    answer = cast.api().post(URL, BODY, **ONCE)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_progress")
    assert not Persona.objects.for_workspace(cast.workspace).exists()
    assert kept(cast).count() == 1, "the promise is another's now"


def test_what_fails_on_our_side_leaves_neither_effect_nor_promise(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = PersonaViewSet.create

    def break_down(view: PersonaViewSet, *args: Any, **kwargs: Any) -> Any:
        create(view, *args, **kwargs)
        raise RuntimeError("the roof fell in")

    api = cast.api()
    monkeypatch.setattr(PersonaViewSet, "create", break_down)
    with pytest.raises(RuntimeError):
        api.post(URL, BODY, **ONCE)
    assert not Persona.objects.for_workspace(cast.workspace).exists()
    assert not kept(cast).exists()
    monkeypatch.undo()
    assert api.post(URL, BODY, **ONCE).status_code == 201


def test_a_clash_inside_is_kept_like_any_refusal(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL refuses to go on in a transaction that failed."""

    def clash(view: PersonaViewSet, *args: Any, **kwargs: Any) -> Any:
        make.make_persona(cast.workspace, key="twin")
        make.make_persona(cast.workspace, key="twin")

    monkeypatch.setattr(PersonaViewSet, "create", clash)
    api = cast.api()
    told = [api.post(URL, BODY, **ONCE) for _ in range(2)]
    assert [answer.status_code for answer in told] == [409, 409]
    assert not Persona.objects.for_workspace(cast.workspace).exists()
    with pytest.raises(IntegrityError):
        clash(PersonaViewSet())


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_wins() -> None:
    access = create_workspace(user=make.make_user(), name="Tea and Sons", slug="tea")
    _, token = create_key(access=access, name="sync", kind="secret")
    crowd = 6

    def send(number: int, barrier: threading.Barrier) -> tuple[int, bool]:
        api = APIClient(headers={"Authorization": f"Bearer {token}"})
        try:
            barrier.wait()
            answer = api.post(
                URL, BODY | {"key": f"nora-{number}"}, headers={"Idempotency-Key": f"k{number}"}
            )
            return answer.status_code, "Idempotency-Replayed" in answer.headers
        finally:
            connection.close()

    for number in range(3):
        barrier = threading.Barrier(crowd)
        with ThreadPoolExecutor(crowd) as pool:
            told = list(pool.map(send, [number] * crowd, [barrier] * crowd))
        assert told.count((201, False)) == 1, told
        assert set(told) <= {(201, False), (201, True), (409, False)}, told
    assert Persona.objects.for_workspace(access.workspace).count() == 3


# How long


def test_answers_are_kept_a_day_and_then_deleted(cast: Cast) -> None:
    api = cast.api()
    for number in range(3):
        api.post(URL, BODY | {"key": f"n{number}"}, headers={"Idempotency-Key": str(number)})
    newest, middle, oldest = kept(cast).order_by("-id")
    assert timedelta(hours=24) <= KEPT_FOR
    for row, age in ((middle, KEPT_FOR - timedelta(minutes=1)), (oldest, KEPT_FOR * 1.01)):
        kept(cast).filter(pk=row.pk).update(created_at=timezone.now() - age)
    forget()
    assert set(kept(cast)) == {newest, middle}


def test_however_many_they_go_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspaces.kept_answers.AT_ONCE", 10)
    IdempotencyRecord.objects.bulk_create(
        IdempotencyRecord(workspace=cast.workspace, key=str(number), request_hash="")
        for number in range(35)
    )
    kept(cast).update(created_at=timezone.now() - timedelta(days=3))
    assert AT_ONCE >= 100
    assert forget_answers() == 35
    assert not kept(cast).exists()
