"""Changes of rows, each with its audit record in the same transaction.

The rule: one record for each change of state that a person would tell of, on the thing they would
name. What follows from it by itself stands in the same record (``one_record``); a bulk change is
one record with its number and the first ids; a call that changes nothing leaves none.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from workspaces.access import Access
from workspaces.audit_values import cut, kept, plain
from workspaces.models import AuditRecord, TenantModel, check_together

ALONG = ("action", "type", "id", "label", "before", "after")
ALONG_IN_FULL = 20
"""So many changes that followed from another are kept in full; of more, how many of each kind."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One change, as ``record`` was told of it; a row that is deleted afterwards loses its id."""

    action: str
    type: str
    id: str
    label: str
    before: dict[str, Any]
    after: dict[str, Any]
    target: models.Model

    def along(self) -> dict[str, Any]:
        """As it stands in the record of the change it follows from."""
        return {name: getattr(self, name) for name in ALONG}


@dataclass(slots=True)
class _Whole:
    workspace_id: int
    said: list[_Said] = field(default_factory=list)


_whole: ContextVar[_Whole | None] = ContextVar("whole", default=None)

Follow = Callable[[Access, TenantModel | None, TenantModel], None]
_follow: dict[type[TenantModel], Follow] = {}
_removed: dict[type[TenantModel], Callable[[Access, TenantModel], None]] = {}


def after_change(model: type[TenantModel], follow: Follow) -> None:
    """Have ``follow(access, before, after)`` called in the transaction of every row of ``model``
    that is made (``before`` is None) or changed here, for what has to go along with it whoever
    asks. What writes rows in bulk does the same itself."""
    _follow[model] = follow


def after_removal(model: type[TenantModel], follow: Callable[[Access, TenantModel], None]) -> None:
    """The same for rows of ``model`` that ``remove_row`` deletes."""
    _removed[model] = follow


def _followed(access: Access, before: TenantModel | None, after: TenantModel) -> None:
    follow = _follow.get(type(after))
    if follow is not None:
        follow(access, before, after)


def snapshot(instance: models.Model, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values of a row, to compare or to record: all of them, or only ``fields``."""
    names = fields if fields is not None else [f.name for f in instance._meta.concrete_fields]
    return {name: plain(getattr(instance, name)) for name in names if name != "workspace"}


def record(
    *,
    access: Access,
    action: str,
    target: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditRecord | None:
    """Write down one change. Call it inside the transaction that makes the change.

    None inside ``one_record``, which writes it later.
    """
    said = _Said(
        action=action,
        type=target._meta.model_name or "",
        id=str(target.pk or ""),
        label=str(target)[:200],
        before=kept(before or {}),
        after=kept(after or {}),
        target=target,
    )
    whole = _whole.get()
    if whole is not None and whole.workspace_id == access.workspace.pk:
        whole.said.append(said)
        return None
    return _write(access, said)


@contextmanager
def one_record(
    *, access: Access, action: str, target: models.Model | None = None
) -> Iterator[None]:
    """A transaction in which all that is recorded becomes the one record of ``target``.

    What is recorded inside of the same action and target is its before and after; the rest
    follows from it and is told in ``after["along"]``. Nothing recorded, no record. Inside another
    it is a part of that. ``target`` may get its id inside; without one it is the last thing of
    which ``action`` is told. Let errors out: what they undo must not be told.
    """
    outer = _whole.get()
    with transaction.atomic():
        if outer is not None and outer.workspace_id == access.workspace.pk:
            yield
            return
        whole = _Whole(access.workspace.pk)
        token = _whole.set(whole)
        try:
            yield
        finally:
            _whole.reset(token)
        if not whole.said:
            return
        if target is None:
            named = [said for said in whole.said if said.action == action] or whole.said
            target = named[-1].target
        about = (action, target._meta.model_name, str(target.pk or ""))
        told: dict[tuple[str, str | None, str], _Said] = {}
        for said in whole.said:
            known = told.setdefault((said.action, said.type, said.id), said)
            known.before.update(said.before)
            known.after.update(said.after)
        own = told.pop(about, None)
        after = (own.after if own else {}) | _along(list(told.values()))
        before = own.before if own else {}
        record(access=access, action=action, target=target, before=before, after=after)


def _along(others: list[_Said]) -> dict[str, Any]:
    if not others:
        return {}
    if len(others) <= ALONG_IN_FULL:
        return {"along": [said.along() for said in others]}
    ids: dict[str, list[str]] = {}
    for said in others:
        ids.setdefault(said.type, []).append(said.id)
    counts = Counter(f"{said.type} {said.action}" for said in others)
    return {"counts": dict(counts), "ids": cut(ids)}


def _write(access: Access, said: _Said) -> AuditRecord:
    written: AuditRecord = AuditRecord.objects.create(
        workspace=access.workspace,
        user=access.user,
        actor=access.actor_name[:200],
        action=said.action,
        target_type=said.type,
        target_id=said.id,
        target_label=said.label,
        before=said.before,
        after=said.after,
        via=access.via,
        address=access.address,
    )
    return written


def create_row(*, access: Access, instance: TenantModel, action: str = "created") -> None:
    """Save a new row in the access's workspace. ForeignRowError if it points out of it."""
    instance.workspace = access.workspace
    with transaction.atomic():
        check_together([instance])
        instance.save(force_insert=True)
        record(access=access, action=action, target=instance, after=snapshot(instance))
        _followed(access, None, instance)


def change_row(
    *, access: Access, instance: TenantModel, changes: Mapping[str, Any], action: str = "changed"
) -> bool:
    """Set ``changes`` on a row; True if anything differed from what was there.

    ``instance`` may already carry the new values (a bound form does that to it), so what was
    there is read again from the database. ForeignRowError if a row of another workspace is set.
    """
    manager = type(instance).objects
    with transaction.atomic():
        stored = manager.select_for_update().get(pk=instance.pk, workspace=access.workspace)
        before = snapshot(stored, changes)
        for name, value in changes.items():
            setattr(instance, name, value)
        after = snapshot(instance, changes)
        if before == after:
            return False
        touched = [name for name in changes if before[name] != after[name]]
        automatic = [
            f.name for f in instance._meta.concrete_fields if getattr(f, "auto_now", False)
        ]
        check_together([instance], only=touched)
        instance.save(update_fields=[*touched, *automatic])
        now = copy(stored)  # what a colleague changed since ``instance`` was read stands here only
        for name in (*touched, *automatic):
            setattr(now, name, getattr(instance, name))
        record(
            access=access,
            action=action,
            target=instance,
            before={name: before[name] for name in touched},
            after={name: after[name] for name in touched},
        )
        _followed(access, stored, now)
    return True


def remove_row(*, access: Access, instance: TenantModel, action: str = "removed") -> None:
    """Delete a row; what it was stays in the audit log."""
    with transaction.atomic():
        record(access=access, action=action, target=instance, before=snapshot(instance))
        instance.delete()
        follow = _removed.get(type(instance))
        if follow is not None:
            follow(access, instance)
