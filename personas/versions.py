"""Every version of a persona and of a pain: who changed what and when, and a way back.

A version is kept in the transaction of the change it comes from. ``workspaces.changes`` calls
``follow`` for each row made or changed through it, so no use case can forget; what writes rows in
bulk calls ``keep_versions``. Why not a package for history: docs/adr/0015.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from personas.models import PainPoint, Persona, ProfileVersion
from workspaces.access import EDIT, Access
from workspaces.changes import after_change, change_row
from workspaces.models import TenantModel

Versioned = Persona | PainPoint
FIELDS: dict[type[Versioned], tuple[str, ...]] = {
    Persona: ("name", "role", "situation", *Persona.LIST_FIELDS),
    PainPoint: (
        "title",
        "language",
        *PainPoint.SLOTS,
        "function",
        "job",
        "level",
        "severity",
        "frequency",
        "satisfaction",
    ),
}
"""What a version holds: what people write. Being put away is not a part of it."""
KEYS: dict[type[Versioned], str] = {Persona: "persona", PainPoint: "pain"}
BEFORE_VERSIONS = "not recorded"
"""Who made a version that was found, not seen being made."""
ROWS_AT_ONCE = 500
WHO = 200


class CannotRestoreError(ValueError):
    """The old version does not fit what is there now."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after: texts, numbers or lists of lines."""

    field: str
    before: Any
    after: Any

    @property
    def added(self) -> list[str]:
        """Lines that are new, where the field is a list."""
        return [line for line in self.after if line not in (self.before or [])]

    @property
    def removed(self) -> list[str]:
        return [line for line in (self.before or []) if line not in self.after]

    @property
    def is_list(self) -> bool:
        return isinstance(self.after, list)


def values_of(row: Versioned) -> dict[str, Any]:
    """What a version of ``row`` holds."""
    return {name: getattr(row, name) for name in FIELDS[type(row)]}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The fields in which two versions differ, in the order of the page."""
    return [
        Difference(name, before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    ]


def versions_of(*, access: Access, row: Versioned) -> "QuerySet[ProfileVersion]":
    """Newest first."""
    rows: QuerySet[ProfileVersion] = ProfileVersion.objects.for_workspace(access.workspace)
    return rows.filter(**{KEYS[type(row)]: row}).order_by("-number")


def connect() -> None:
    """Called once, when the site starts."""
    for model in FIELDS:
        after_change(model, follow)


def follow(access: Access, before: TenantModel | None, after: TenantModel) -> None:
    """``keep_version`` as ``workspaces.changes`` calls it."""
    assert isinstance(after, (Persona, PainPoint))
    assert before is None or isinstance(before, (Persona, PainPoint))
    keep_version(access=access, row=after, before=before)


def keep_version(
    *, access: Access, row: Versioned, before: Versioned | None = None
) -> ProfileVersion | None:
    """Keep how ``row`` is now, and how it was ``before`` if no version says so yet.

    None if the last version holds the same values. Call it in the transaction of the change.
    """
    kept = keep_versions(access=access, changes=[(before, row)])
    return kept[-1] if kept else None


@transaction.atomic
def keep_versions(
    *, access: Access, changes: Iterable[tuple[Versioned | None, Versioned]]
) -> list[ProfileVersion]:
    """``keep_version`` for many rows of one kind, in two queries; the versions that are new."""
    changes = list(changes)
    if not changes:
        return []
    key = KEYS[type(changes[0][1])]
    last = _last_versions(access, key, [after.pk for _, after in changes])
    new: list[ProfileVersion] = []
    found: list[tuple[ProfileVersion, datetime]] = []
    for before, after in changes:
        there = last.get(after.pk)
        number = there.number if there else 0
        values = there.values if there else None
        if before is not None and values_of(before) != values:
            if values_of(before) == values_of(after) and there is None:
                continue  # nothing that a version holds was changed
            number, values = number + 1, values_of(before)
            missed = _version(access, key, after, number, values, seen=False)
            new.append(missed)
            found.append((missed, before.updated_at))
        if values_of(after) != values:
            new.append(_version(access, key, after, number + 1, values_of(after)))
    ProfileVersion.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    for version, when in found:
        version.created_at = when
    ProfileVersion.objects.for_workspace(access.workspace).bulk_update(
        [version for version, _ in found], ["created_at"], batch_size=ROWS_AT_ONCE
    )
    return new


def _last_versions(access: Access, key: str, rows: list[int]) -> dict[int, ProfileVersion]:
    mine = ProfileVersion.objects.for_workspace(access.workspace)
    newest = mine.filter(**{key: OuterRef(key)}).order_by("-number").values("pk")[:1]
    found = mine.filter(**{f"{key}__in": rows}, pk=Subquery(newest))
    return {getattr(version, f"{key}_id"): version for version in found}


def _version(
    access: Access,
    key: str,
    row: Versioned,
    number: int,
    values: dict[str, Any],
    *,
    seen: bool = True,
) -> ProfileVersion:
    return ProfileVersion(
        workspace=access.workspace,
        **{key: row},
        number=number,
        values=values,
        actor=access.actor_name[:WHO] if seen else BEFORE_VERSIONS,
        changed_by=access.user if seen else None,
    )


def restore_version(*, access: Access, row: Versioned, version: ProfileVersion) -> bool:
    """Make ``row`` what it was; False if it is that already. A new version, so it can be undone.

    CannotRestoreError if another pain of the persona has the title by now.
    """
    access.require(EDIT)
    known = FIELDS[type(row)]
    changes = {name: value for name, value in version.values.items() if name in known}
    title = changes.get("title")
    if isinstance(row, PainPoint) and title:
        same = PainPoint.objects.for_workspace(access.workspace).filter(
            persona=row.persona_id, title=title
        )
        if same.exclude(pk=row.pk).exists():
            raise CannotRestoreError(
                f"Another pain is called “{title}” by now. Rename that one first."
            )
    _check_fit(row, changes)
    try:
        return change_row(access=access, instance=row, changes=changes, action="version restored")
    except IntegrityError as error:  # somebody else took the title this very moment
        raise CannotRestoreError(f"Another pain is called “{title}” by now.") from error


def _check_fit(row: Versioned, changes: dict[str, Any]) -> None:
    """A version may come from another site's archive, which we did not write."""
    for name, value in changes.items():
        if name in getattr(row, "LIST_FIELDS", ()):
            fits = isinstance(value, list) and all(isinstance(line, str) for line in value)
        else:
            column: Any = row._meta.get_field(name)
            try:
                fits = column.clean(value, row) == value
            except ValidationError:
                fits = False
        if not fits:
            raise CannotRestoreError("That version does not fit here, so nothing was changed.")


def version_before(*, access: Access, version: ProfileVersion) -> ProfileVersion | None:
    """The one that came before it, of the same persona or pain."""
    row = version.persona or version.pain
    assert row is not None
    earlier = versions_of(access=access, row=row).filter(number__lt=version.number)
    return earlier.order_by(F("number").desc()).first()
