"""One step for several texts at once: each is taken or refused by itself, and each is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from messaging.approval import (
    approve_variant,
    reject_variant,
    restore_variant,
    retire_variant,
    submit_variant,
)
from messaging.assigning import assign_variant
from messaging.conflicts import RefusedError
from messaging.models import Variant
from workspaces.access import APPROVE, EDIT, Access
from workspaces.models import User

MOST_AT_ONCE = 200
"""A page of texts and then some; each costs some ten queries, its audit record among them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What several texts shall be told: ``reason`` goes with a rejection, ``assignee`` and
    ``due_on`` with an assignment."""

    reason: str = ""
    assignee: User | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text; ``why`` is empty where it went as asked."""

    variant: Variant
    why: str = ""


@dataclass(frozen=True, slots=True)
class BulkStep:
    """``done`` says what has happened to a number of texts; ``back`` is the step that undoes it."""

    permission: str
    done: str
    act: Callable[[Access, Variant, Told], object]
    back: str = ""


def _assign(access: Access, variant: Variant, told: Told) -> object:
    if assign_variant(access=access, variant=variant, assignee=told.assignee, due_on=told.due_on):
        return True
    raise RefusedError("is with them already")


STEPS: dict[str, BulkStep] = {
    "submit": BulkStep(
        EDIT, "submitted", lambda access, row, _: submit_variant(access=access, variant=row)
    ),
    "approve": BulkStep(
        APPROVE, "approved", lambda access, row, _: approve_variant(access=access, variant=row)
    ),
    "reject": BulkStep(
        APPROVE,
        "sent back",
        lambda access, row, told: reject_variant(access=access, variant=row, reason=told.reason),
    ),
    "retire": BulkStep(
        EDIT,
        "taken out of use",
        lambda access, row, _: retire_variant(access=access, variant=row),
        back="restore",
    ),
    "restore": BulkStep(
        EDIT,
        "brought back",
        lambda access, row, _: restore_variant(access=access, variant=row),
        back="retire",
    ),
    "assign": BulkStep(EDIT, "given on", _assign),
}


def take_steps(
    *, access: Access, variants: Sequence[Variant], step: str, told: Told | None = None
) -> list[Outcome]:
    """Take ``step`` with each of the variants, in their order; one audit record for each taken.

    One that is refused keeps none of the others back. KeyError for a step there is not,
    ValueError for a rejection without a reason; PermissionDenied for what the role may not do.
    """
    asked = STEPS[step]
    access.require(asked.permission)
    wanted = told or Told()
    if step == "reject" and not wanted.reason.strip():
        raise ValueError("Say why, so that the next drafts are better.")
    found: list[Outcome] = []
    for variant in variants:
        try:
            asked.act(access, variant, wanted)
        except RefusedError as error:
            found.append(Outcome(variant, error.message))
        except PermissionDenied as error:
            found.append(Outcome(variant, str(error)))
        else:
            found.append(Outcome(variant))
    return found
