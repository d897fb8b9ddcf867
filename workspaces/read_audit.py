"""An audit record as a person reads it: what was before, and what is after."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workspaces.models import AuditRecord

SHORT = 60
FEW = 2
BESIDES = ("along", "counts", "ids")
"""Parts of ``after`` that are no fields of the thing itself: see ``workspaces/changes.py``."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. ``had`` and ``has`` say whether there was, and is, a value at all."""

    name: str
    before: str
    after: str
    had: bool
    has: bool

    @property
    def is_short(self) -> bool:
        return len(self.before) <= SHORT and len(self.after) <= SHORT


@dataclass(frozen=True, slots=True)
class Along:
    """A change that followed from the record's."""

    action: str
    type: str
    label: str
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Reading:
    differences: list[Difference]
    along: list[Along]
    counts: list[tuple[str, int]]

    @property
    def is_short(self) -> bool:
        """Whether it can be read at a glance, beside the record."""
        few = len(self.differences) <= FEW and all(each.is_short for each in self.differences)
        return few and not self.along and not self.counts


def read_record(row: AuditRecord) -> Reading:
    """What changed, field by field, and what else came along."""
    after = {name: value for name, value in row.after.items() if name not in BESIDES}
    along, counts = row.after.get("along"), row.after.get("counts")
    return Reading(
        differences=differences(row.before, after),
        along=[_along(each) for each in along] if isinstance(along, list) else [],
        counts=sorted(counts.items()) if isinstance(counts, dict) else [],
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Fields in the order they were recorded; those empty on both sides are left out."""
    found = []
    for name in dict.fromkeys((*before, *after)):
        was, now = in_words(before.get(name)), in_words(after.get(name))
        if was or now:
            found.append(
                Difference(name.replace("_", " "), was, now, had=name in before, has=name in after)
            )
    return found


def in_words(value: Any) -> str:
    """A value of JSON as people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(in_words(each) for each in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value)


def _along(each: Mapping[str, Any]) -> Along:
    return Along(
        action=str(each.get("action", "")),
        type=str(each.get("type", "")),
        label=str(each.get("label", "")),
        differences=differences(each.get("before") or {}, each.get("after") or {}),
    )
