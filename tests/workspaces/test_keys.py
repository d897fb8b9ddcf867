"""Keys: made, changed, replaced, revoked."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.conftest import Cast
from workspaces import keys as module
from workspaces.access import SCOPES, access_by_key
from workspaces.keys import (
    KeyStateError,
    change_key,
    create_key,
    find_key,
    hash_key,
    revoke_key,
    rotate_key,
)
from workspaces.models import ApiKey, AuditRecord, DeliveryVersion

ROOT = Path(__file__).resolve().parents[2]


def version(cast: Cast) -> int:
    return DeliveryVersion.objects.get(workspace=cast.workspace).version


def records(cast: Cast) -> list[AuditRecord]:
    """What was written down about keys, newest first."""
    rows = AuditRecord.objects.for_workspace(cast.workspace).filter(target_type="apikey")
    return list(rows.order_by("-id"))


def make(cast: Cast, **values: Any) -> tuple[ApiKey, str]:
    return create_key(access=cast.access, **({"name": "shop", "kind": "secret"} | values))


def test_it_works(cast: Cast) -> None:
    key, token = make(cast)
    assert find_key(token) == key
    assert key.scopes == list(SCOPES)
    assert token.startswith(key.prefix)
    assert len(token) >= 43, "240 random bits and the prefix"
    [record] = records(cast)
    assert record.after["prefix"] == key.prefix
    assert token not in str(record.after)
    assert key.hash not in str(record.after)


def test_no_scope_is_no_right(cast: Cast) -> None:
    for scopes in ([], ["everything"]):
        with pytest.raises(ValueError, match="scopes"):
            make(cast, scopes=scopes)
    key, _ = make(cast, kind="publishable", scopes=["write"])
    assert key.scopes == []


def test_only_who_manages_touches_keys(cast: Cast) -> None:
    key, _ = make(cast)
    for access in (cast.access_of(cast.approver), access_by_key(key)):
        attempts: list[Any] = [
            lambda access=access: create_key(access=access, name="more", kind="secret"),
            lambda access=access: change_key(access=access, key=key, changes={"name": "mine"}),
            lambda access=access: rotate_key(access=access, key=key, overlap=timedelta()),
            lambda access=access: revoke_key(access=access, key=key),
        ]
        for attempt in attempts:
            with pytest.raises(PermissionDenied):
                attempt()
    assert ApiKey.objects.for_workspace(cast.workspace).get() == key


def test_a_change_is_written_down_and_delivery_hears_of_it(cast: Cast) -> None:
    key, token = make(cast)
    before = version(cast)
    ends = timezone.now() + timedelta(days=3)
    changes = {"name": "till", "scopes": ["read"], "expires_at": ends}
    assert change_key(access=cast.access, key=key, changes=changes)
    assert version(cast) == before + 1
    found = find_key(token)
    assert found is not None
    assert (found.name, found.scopes, found.expires_at) == ("till", ["read"], ends)
    assert records(cast)[0].before == {"name": "shop", "scopes": list(SCOPES), "expires_at": None}


def test_no_change_is_no_record(cast: Cast) -> None:
    key, _ = make(cast)
    before = version(cast)
    assert not change_key(access=cast.access, key=key, changes={"name": "shop"})
    assert version(cast) == before
    assert len(records(cast)) == 1


def test_what_a_key_is_cannot_be_changed(cast: Cast) -> None:
    key, _ = make(cast)
    for name in ("hash", "kind", "workspace", "revoked_at"):
        with pytest.raises(TypeError):
            change_key(access=cast.access, key=key, changes={name: "x"})


def test_a_key_that_ended_stays_so(cast: Cast) -> None:
    revoked, _ = make(cast)
    revoke_key(access=cast.access, key=revoked)
    expired, _ = make(cast, expires_at=timezone.now() - timedelta(seconds=1))
    for key in (revoked, expired):
        with pytest.raises(KeyStateError):
            change_key(access=cast.access, key=key, changes={"expires_at": None})
        with pytest.raises(KeyStateError):
            rotate_key(access=cast.access, key=key, overlap=timedelta(days=1))


def test_both_work_until_the_old_one_ends(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    old, old_token = make(
        cast, kind="publishable", allowed_origins=["https://shop.example"], name="web"
    )
    before = version(cast)
    new, new_token = rotate_key(access=cast.access, key=old, overlap=timedelta(days=7))
    assert version(cast) == before + 1
    assert new.replaces == old
    assert (new.name, new.kind, new.allowed_origins) == ("web", old.kind, old.allowed_origins)
    assert find_key(old_token) == old
    assert find_key(new_token) == new
    later = timezone.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert find_key(old_token) is None
    assert find_key(new_token) == new


def test_replaced_now_is_refused_now(cast: Cast) -> None:
    old, old_token = make(cast, scopes=["read"])
    new, new_token = rotate_key(access=cast.access, key=old, overlap=timedelta())
    assert find_key(old_token) is None
    assert find_key(new_token) == new
    assert new.scopes == ["read"]


def test_replacing_is_one_record_without_the_key(cast: Cast) -> None:
    old, _ = make(cast)
    new, token = rotate_key(access=cast.access, key=old, overlap=timedelta(days=1))
    record, created = records(cast)
    assert (record.action, record.target_id) == ("replaced", str(old.pk))
    assert record.after["replaced_by"]["prefix"] == new.prefix
    assert created.action == "created"
    assert token not in str(record.after)
    assert new.hash not in str(record.after)


def test_an_overlap_lengthens_no_life(cast: Cast) -> None:
    ends = timezone.now() + timedelta(hours=2)
    old, _ = make(cast, expires_at=ends)
    new, _ = rotate_key(access=cast.access, key=old, overlap=timedelta(days=30))
    old.refresh_from_db()
    assert old.expires_at == ends
    assert new.expires_at is not None
    assert abs(new.expires_at - ends) < timedelta(minutes=1), "as long a life as the old one had"


def test_a_key_is_replaced_once_while_its_successor_works(cast: Cast) -> None:
    old, _ = make(cast)
    new, _ = rotate_key(access=cast.access, key=old, overlap=timedelta(days=7))
    with pytest.raises(KeyStateError, match="replaced already"):
        rotate_key(access=cast.access, key=old, overlap=timedelta(days=7))
    revoke_key(access=cast.access, key=new)
    rotate_key(access=cast.access, key=old, overlap=timedelta(days=7))


def test_another_workspace_s_key_is_out_of_reach(cast: Cast) -> None:
    theirs, token = create_key(access=cast.other, name="theirs", kind="secret")
    for attempt in (
        lambda: change_key(access=cast.access, key=theirs, changes={"name": "mine"}),
        lambda: rotate_key(access=cast.access, key=theirs, overlap=timedelta()),
    ):
        with pytest.raises(ApiKey.DoesNotExist):
            attempt()
    revoke_key(access=cast.access, key=theirs)
    assert find_key(token) == theirs


def test_keys_are_looked_up_by_hash_and_never_compared(cast: Cast) -> None:
    """Constant time by construction: no code compares a key, or a hash, with another.

    Every comparison in the code of the site in which a name of a key stands on either side is
    looked at; those that ask only whether one was sent at all are the exception.
    """
    suspects = {"token", "hash", "key_hash", "secret"}
    files = [
        ROOT / "workspaces" / "keys.py",
        ROOT / "workspaces" / "api" / "authentication.py",
        ROOT / "experiments" / "api" / "door.py",
        ROOT / "experiments" / "delivery" / "registry.py",
    ]
    compared = [
        f"{path.name}:{node.lineno}: {ast.unparse(node)}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if (isinstance(side, ast.Name) and side.id in suspects)
        or (isinstance(side, ast.Attribute) and side.attr in suspects)
    ]
    assert compared == []
    assert "filter(hash=hash_key(token)" in Path(module.__file__).read_text(encoding="utf-8")
    key, token = make(cast)
    assert hash_key(token) == key.hash
    assert ApiKey._meta.get_field("hash").unique, "an index answers, whatever the letters"
