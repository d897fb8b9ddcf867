"""One part of a persona or pain, changed in place, without running over a colleague."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from personas.models import PainPoint, Persona
from personas.versions import Versioned
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row


class ChangedMeanwhileError(ValueError):
    """Somebody else changed the same part; ``stored`` is how it is now."""

    def __init__(self, stored: Versioned) -> None:
        super().__init__("Somebody changed this while you were writing.")
        self.stored = stored


def mark_of(row: Versioned, fields: Iterable[str]) -> str:
    """A short mark of what stands in these fields: another text, another mark."""
    values = json.dumps({name: getattr(row, name) for name in sorted(fields)}, sort_keys=True)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


@transaction.atomic
def change_part(
    *, access: Access, row: Versioned, changes: Mapping[str, Any], seen: str = ""
) -> bool:
    """Set ``changes``, written by somebody who saw the fields as ``seen`` (``mark_of``) says.

    ChangedMeanwhileError if others wrote something else there since. Without ``seen`` it is
    simply changed. False if it is so already.
    """
    access.require(EDIT)
    stored: Versioned
    if isinstance(row, Persona):
        stored = access_object(Persona.objects.select_for_update(), access, pk=row.pk)
    else:
        stored = access_object(PainPoint.objects.select_for_update(), access, pk=row.pk)
    is_there = all(getattr(stored, name) == value for name, value in changes.items())
    if seen and not is_there and mark_of(stored, changes) != seen:
        raise ChangedMeanwhileError(stored)
    return change_row(access=access, instance=row, changes=changes)
