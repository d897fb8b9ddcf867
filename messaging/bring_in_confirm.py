"""What a person makes of our guesses: another pain, stage or place for some texts, or left out."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from messaging.conflicts import WrongStateError
from messaging.models import BroughtIn, BroughtText, Placement
from personas.models import JourneyStage, PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import record

FIELDS = ("pain", "stage", "placement", "left_out", "made")
TOLD = 20


class DoesNotFitError(ValueError):
    """What was chosen does not go together; the message says why."""


def confirm(*, access: Access, batch: BroughtIn, values: Mapping[int, Mapping[str, Any]]) -> int:
    """Set FIELDS of texts (ids) of ``batch``; of how many that changed anything. One audit record.

    ``made`` may only be set to None: then what says the same as one of ours becomes a text of its
    own. WrongStateError once it is in; DoesNotFitError for a place of another channel.
    """
    access.require(EDIT)
    with transaction.atomic():
        here = BroughtIn.objects.for_workspace(access.workspace).select_for_update()
        if here.get(pk=batch.pk).state != BroughtIn.State.OPEN:
            raise WrongStateError("This has been dealt with already.")
        rows = BroughtText.objects.for_workspace(access.workspace).filter(
            batch=batch, pk__in=values
        )
        changed: list[BroughtText] = []
        for row in rows.order_by("number"):
            wanted = {name: values[row.pk][name] for name in FIELDS if name in values[row.pk]}
            _must_fit(row, wanted)
            if _set(row, wanted):
                changed.append(row)
        if changed:
            BroughtText.objects.bulk_update(changed, [*FIELDS, "pain_share"], batch_size=200)
            after = {"texts": len(changed), "first": [row.number for row in changed[:TOLD]]}
            record(access=access, action="guesses changed", target=batch, after=after)
    return len(changed)


def confirm_all(
    *,
    access: Access,
    batch: BroughtIn,
    only: Collection[int] | None = None,
    **value: PainPoint | JourneyStage | Placement | bool | None,
) -> int:
    """The same value for the texts ``only`` (ids), or for all of them."""
    rows = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    ids = rows.order_by("number").values_list("pk", flat=True)
    return confirm(access=access, batch=batch, values=dict.fromkeys(ids, value))


def _must_fit(row: BroughtText, wanted: Mapping[str, Any]) -> None:
    place = wanted.get("placement")
    if place is not None and place.channel != row.channel:
        raise DoesNotFitError(
            f"“{place.name}” holds copy of another kind than “{row.name}”. Choose another place."
        )
    if wanted.get("made") is not None:
        raise DoesNotFitError("Which of our texts says the same is not for anybody to choose.")


def _set(row: BroughtText, wanted: Mapping[str, Any]) -> bool:
    changed = False
    for name, value in wanted.items():
        key = name if name == "left_out" else f"{name}_id"
        new = value if name == "left_out" else (value.pk if value is not None else None)
        if getattr(row, key) != new:
            setattr(row, key, new)
            changed = True
            if name == "pain":
                row.pain_share = None  # said by a person, no guess any more
    return changed
