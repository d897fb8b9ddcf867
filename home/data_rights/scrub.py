"""Taking a person's words out of rows that stay."""

from collections.abc import Mapping
from typing import Any

from django.db.models import JSONField, Model

from experiments.delivery.bad_events import fingerprint
from home.data_rights.personal_data import Eraser, columns
from home.data_rights.wording import ERASED, Words
from workspaces.models import AuditRecord


def scrub(label: str, row: Model, words: Words, both: Words, tokens: Mapping[str, str]) -> None:
    """Write a row anew without them."""
    values: dict[str, Any] = {}
    scrubbed = columns(label, Eraser.SCRUBBED)
    for name in [*scrubbed, *columns(label, Eraser.AUTHORED)]:
        old = getattr(row, name)
        new = (both if name in scrubbed else words).taken_out(old, tokens)
        if new != old:
            values[name] = _fitting(row, name, new)
    if label == "experiments.quarantinedevent" and "body" in values:
        values["fingerprint"] = fingerprint(values["body"])
    if values and isinstance(row, AuditRecord):
        AuditRecord.objects.all()._rewrite(row, **values)
    elif values:
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def _fitting(row: Model, name: str, new: Any) -> Any:
    """As the column takes it: not too long, and unlike that of another row where it must be."""
    column: Any = row._meta.get_field(name)
    if isinstance(column, JSONField):
        return new
    if any(name in getattr(each, "fields", ()) for each in row._meta.constraints):
        new = f"{ERASED} {row.pk}"
    return new[: column.max_length] if column.max_length else new
