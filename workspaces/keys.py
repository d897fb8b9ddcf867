"""API keys: made, checked, changed, replaced, revoked.

A key has 240 random bits, so one plain hash protects it: nobody finds the key from the hash, and
no list of likely keys helps. Keys are checked by looking the hash up. Two keys are never compared
with each other, letter by letter, so the time a check takes tells nothing about any key.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from workspaces.access import MANAGE, SCOPES, Access
from workspaces.changes import change_row, record, snapshot
from workspaces.models import ApiKey, DeliveryVersion

PREFIXES = {ApiKey.Kind.PUBLISHABLE: "pk_", ApiKey.Kind.SECRET: "sk_"}
LAST_USED_STEP = timedelta(minutes=1)
CHANGEABLE = ("name", "scopes", "allowed_origins", "expires_at")


class KeyStateError(ValueError):
    """The key has ended, or was replaced already. The message is for the person who asked."""


def hash_key(token: str) -> str:
    """SHA-256 of the key, hexadecimal: what is stored and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_key(token: str) -> ApiKey | None:
    """The usable key that ``token`` is, or None."""
    key = (
        ApiKey.objects.usable()
        .select_related("workspace")
        .filter(hash=hash_key(token), workspace__archived_at=None)
        .first()
    )
    if key is not None:
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > LAST_USED_STEP:
            ApiKey.objects.filter(pk=key.pk, workspace=key.workspace_id).update(last_used_at=now)
    return key


@transaction.atomic
def create_key(
    *,
    access: Access,
    name: str,
    kind: str,
    scopes: list[str] | None = None,
    expires_at: datetime | None = None,
    allowed_origins: list[str] | None = None,
) -> tuple[ApiKey, str]:
    """A new key and, this once, the key itself. ``scopes`` None: all of them."""
    access.require(MANAGE)
    key, token = _new_key(
        access,
        name=name,
        kind=kind,
        scopes=list(SCOPES) if scopes is None else scopes,
        expires_at=expires_at,
        allowed_origins=allowed_origins or [],
    )
    DeliveryVersion.objects.bump(access.workspace.pk)
    record(access=access, action="created", target=key, after=_facts(key))
    return key, token


@transaction.atomic
def change_key(*, access: Access, key: ApiKey, changes: Mapping[str, Any]) -> bool:
    """Another name, other scopes, origins or end; True if anything differed.

    Raises KeyStateError for a key that has ended: what is refused stays refused.
    """
    access.require(MANAGE)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A key's {', '.join(sorted(unknown))} cannot be changed.")
    _check_scopes(key.kind, changes.get("scopes", key.scopes))
    _usable(access, key)
    changed = change_row(access=access, instance=key, changes=changes)
    if changed:
        DeliveryVersion.objects.bump(access.workspace.pk)
    return changed


@transaction.atomic
def rotate_key(*, access: Access, key: ApiKey, overlap: timedelta) -> tuple[ApiKey, str]:
    """A new key with the rights of ``key``, which goes on working for ``overlap`` and then ends.

    The new one lasts as long as the old one was made to. KeyStateError if the old one has ended,
    or has a successor that works.
    """
    access.require(MANAGE)
    stored = _usable(access, key)
    if ApiKey.objects.usable().filter(workspace=access.workspace, replaces=stored).exists():
        raise KeyStateError(f"{stored.name} was replaced already; its new key is in the list.")
    now = timezone.now()
    lifetime = stored.expires_at - stored.created_at if stored.expires_at else None
    new, token = _new_key(
        access,
        name=stored.name,
        kind=stored.kind,
        scopes=stored.scopes,
        expires_at=now + lifetime if lifetime else None,
        allowed_origins=stored.allowed_origins,
        replaces=stored,
    )
    ends = dict.fromkeys(("expires_at", "revoked_at"))
    before = snapshot(stored, ends)
    if overlap:
        stored.expires_at = min(filter(None, (stored.expires_at, now + overlap)))
    else:
        stored.revoked_at = now
    stored.save(update_fields=[*ends])
    DeliveryVersion.objects.bump(access.workspace.pk)
    record(
        access=access,
        action="replaced",
        target=stored,
        before=before,
        after=snapshot(stored, ends) | {"replaced_by": {"id": new.pk, **_facts(new)}},
    )
    return new, token


@transaction.atomic
def revoke_key(*, access: Access, key: ApiKey) -> None:
    """Stop a key at once: the delivery version makes every process drop it within a second."""
    access.require(MANAGE)
    changed = ApiKey.objects.filter(pk=key.pk, workspace=access.workspace, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if not changed:
        return
    DeliveryVersion.objects.bump(access.workspace.pk)
    record(access=access, action="revoked", target=key, after={"prefix": key.prefix})


def _new_key(access: Access, *, kind: str, scopes: list[str], **values: Any) -> tuple[ApiKey, str]:
    _check_scopes(kind, scopes)
    token = PREFIXES[ApiKey.Kind(kind)] + secrets.token_urlsafe(30)
    key = ApiKey.objects.create(
        workspace=access.workspace,
        kind=kind,
        prefix=token[:9],
        hash=hash_key(token),
        scopes=scopes if kind == ApiKey.Kind.SECRET else [],
        created_by=access.user,
        **values,
    )
    return key, token


def _check_scopes(kind: str, scopes: list[str]) -> None:
    if kind == ApiKey.Kind.SECRET and (not scopes or set(scopes) - set(SCOPES)):
        raise ValueError(f"A secret key has some of the scopes {', '.join(SCOPES)}.")


def _usable(access: Access, key: ApiKey) -> ApiKey:
    """The key as it is stored, locked. Raises KeyStateError if it has ended."""
    rows = ApiKey.objects.select_for_update().filter(workspace=access.workspace)
    stored: ApiKey = rows.get(pk=key.pk)
    if not stored.is_usable:
        raise KeyStateError(f"{stored.name} has ended and stays so. Make a new key.")
    return stored


def _facts(key: ApiKey) -> dict[str, Any]:
    """What the audit log keeps of a new key; its hash is nobody's business."""
    return snapshot(key, dict.fromkeys(("kind", "prefix", *CHANGEABLE)))
