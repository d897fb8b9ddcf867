"""How the rows of each model are read from an archive, worked out once for each."""

from dataclasses import dataclass
from typing import Any

from home.data_rights.encoding import Decode, decoders_of
from home.data_rights.portable import points_to_person, portable_of
from home.data_rights.portable_model import Portable
from home.data_rights.shapes import SHAPES, Check
from workspaces.models import User


@dataclass(frozen=True)
class RowPlan:
    """``keys``: name, column, the model it leads to, may be empty. ``people``: name, column."""

    names: set[str]
    decoders: list[tuple[str, Decode]]
    checks: list[tuple[str, Check]]
    keys: list[tuple[str, str, str, bool]]
    people: list[tuple[str, str]]


_plans: dict[str, RowPlan] = {}


def plan_of(portable: Portable) -> RowPlan:
    if portable.label not in _plans:
        columns = portable.fields()
        keys = []
        for column in columns:
            target = target_of(column)
            if target is not None and column.name not in portable.later:
                keys.append((column.name, column.attname, target.label, column.null))
        _plans[portable.label] = RowPlan(
            names={"#"}
            | {each.name for each in columns}
            | {each.name for each in portable.several()},
            decoders=list(decoders_of(portable).items()),
            checks=list(SHAPES.get(portable.label, {}).items()),
            keys=keys,
            people=[(each.name, each.attname) for each in columns if points_to_person(each)],
        )
    return _plans[portable.label]


def target_of(column: Any) -> Portable | None:
    """The model of ours that a key leads to."""
    related = getattr(column, "related_model", None)
    return portable_of(related) if isinstance(related, type) and related is not User else None
