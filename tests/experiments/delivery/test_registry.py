"""What a process keeps in mind, and for how long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from experiments.delivery import registry as module
from experiments.delivery.registry import Registry
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message
from workspaces.keys import create_key, hash_key
from workspaces.models import ApiKey, DeliveryVersion


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "POLL_SECONDS", 0.5)
    monkeypatch.setattr(module, "time", clock)
    return clock


def key_of(cast: Cast) -> str:
    return hash_key(create_key(access=cast.access, name="k", kind=ApiKey.Kind.SECRET)[1])


def test_it_works(cast: Cast, clock: Clock, django_assert_num_queries: Any) -> None:
    message = live_message(cast)
    key_hash = key_of(cast)
    registry = Registry()
    key = registry.find_key(key_hash, timezone.now())
    assert key is not None
    first = registry.snapshot_of(key.workspace_id)
    with django_assert_num_queries(0):
        assert registry.find_key(key_hash, timezone.now()) == key
        assert registry.snapshot_of(key.workspace_id) is first
    make.make_live(message)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    assert registry.snapshot_of(key.workspace_id) is first
    clock.now += 0.5
    with django_assert_num_queries(2):  # the versions; the keys of the workspace that changed
        registry.find_key(key_hash, timezone.now())
    second = registry.snapshot_of(key.workspace_id)
    assert second.version > first.version


def test_unknown_keys_ask_nothing(cast: Cast, clock: Clock, django_assert_num_queries: Any) -> None:
    registry = Registry()
    registry.refresh()
    with django_assert_num_queries(0):
        for number in range(50):
            assert registry.find_key(str(number), timezone.now()) is None


def test_copy_outlives_the_database(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_message(cast)
    key_hash = key_of(cast)
    registry = Registry()
    key = registry.find_key(key_hash, timezone.now())
    assert key is not None
    first = registry.snapshot_of(key.workspace_id)

    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(Registry, "_poll", fail)
    clock.now += 10
    assert registry.find_key(key_hash, timezone.now()) == key
    assert registry.snapshot_of(key.workspace_id) is first
    with pytest.raises(DatabaseError):
        Registry().find_key(key_hash, timezone.now())


def test_when_a_key_was_used_is_noted_at_once_and_then_once_a_minute(
    cast: Cast, clock: Clock, django_assert_num_queries: Any
) -> None:
    key_hash = key_of(cast)
    registry = Registry()
    first = timezone.now()
    registry.find_key(key_hash, first)
    assert ApiKey.objects.get(hash=key_hash).last_used_at == first
    clock.now += module.LAST_USED_SECONDS - 1
    with django_assert_num_queries(1):  # the version poll
        registry.find_key(key_hash, first + timedelta(seconds=59))
    clock.now += 1
    later = first + timedelta(seconds=60)
    registry.find_key(key_hash, later)
    assert ApiKey.objects.get(hash=key_hash).last_used_at == later


def test_another_process_never_sets_it_back(cast: Cast, clock: Clock) -> None:
    key_hash = key_of(cast)
    now = timezone.now()
    Registry().find_key(key_hash, now)
    Registry().find_key(key_hash, now - timedelta(seconds=5))
    assert ApiKey.objects.get(hash=key_hash).last_used_at == now


def test_a_key_is_not_noted_for_another(cast: Cast, clock: Clock) -> None:
    used, unused = key_of(cast), key_of(cast)
    Registry().find_key(used, timezone.now())
    assert ApiKey.objects.get(hash=unused).last_used_at is None


def test_threads_share_one_reading(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_message(cast)
    key_hash = key_of(cast)
    registry = Registry()
    key = registry.find_key(key_hash, timezone.now())
    assert key is not None
    compiled = []
    compile_snapshot = module.compile_snapshot

    def count(**given: Any) -> Any:
        compiled.append(given)
        return made

    made = compile_snapshot(workspace_id=key.workspace_id, version=1)
    monkeypatch.setattr(module, "compile_snapshot", count)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: registry.snapshot_of(cast.workspace.pk), range(64)))
    assert all(snapshot is made for snapshot in found)
    assert len(compiled) == 1


def test_a_process_that_was_never_asked_reads_first(cast: Cast) -> None:
    live_message(cast)
    registry = Registry()
    snapshot = registry.snapshot_of(cast.workspace.pk)
    assert snapshot.version == DeliveryVersion.objects.get(workspace=cast.workspace).version
    assert registry.snapshot_of(cast.workspace.pk) is snapshot
