"""API keys: made, checked, revoked. A key is random enough that one plain hash protects it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from workspaces.access import SCOPES, Access
from workspaces.changes import record
from workspaces.models import ApiKey, DeliveryVersion

PREFIXES = {ApiKey.Kind.PUBLISHABLE: "pk_", ApiKey.Kind.SECRET: "sk_"}
LAST_USED_STEP = timedelta(minutes=1)


def hash_key(token: str) -> str:
    """SHA-256 of the key, hexadecimal: what is stored and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


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
    """A new key and, this once, the key itself."""
    token = PREFIXES[ApiKey.Kind(kind)] + secrets.token_urlsafe(30)
    key = ApiKey.objects.create(
        workspace=access.workspace,
        name=name,
        kind=kind,
        prefix=token[:9],
        hash=hash_key(token),
        scopes=(scopes or list(SCOPES)) if kind == ApiKey.Kind.SECRET else [],
        allowed_origins=allowed_origins or [],
        created_by=access.user,
        expires_at=expires_at,
    )
    DeliveryVersion.objects.bump(access.workspace.pk)
    record(
        access=access,
        action="created",
        target=key,
        after={"name": name, "kind": kind, "scopes": key.scopes, "prefix": key.prefix},
    )
    return key, token


@transaction.atomic
def revoke_key(*, access: Access, key: ApiKey) -> None:
    """Stop a key at once: the delivery version makes every process drop it within a second."""
    changed = ApiKey.objects.filter(pk=key.pk, workspace=access.workspace, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if not changed:
        return
    DeliveryVersion.objects.bump(access.workspace.pk)
    record(access=access, action="revoked", target=key, after={"prefix": key.prefix})


def find_key(token: str) -> ApiKey | None:
    """The usable key that ``token`` is, or None. Looked up by hash, so timing tells nothing."""
    key = (
        ApiKey.objects.usable()
        .select_related("workspace")
        .filter(hash=hash_key(token), workspace__archived_at=None)
        .first()
    )
    if key is not None:
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > LAST_USED_STEP:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
