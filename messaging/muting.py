"""Muting remarks of the lens: this brand knows better, says why, and is not told again."""

from typing import Any

from django.db import IntegrityError, transaction

from messaging.lens import plain_words
from messaging.lens.rules import RULES
from messaging.models import MutedFinding
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, remove_row
from workspaces.models.tenancy import TenantQuerySet

RULE_NAMES = {rule.name: rule.name.replace("_", " ") for rule in RULES}
"""Rule -> how people read it."""


def mute(*, access: Access, rule: str, words: str = "", reason: str = "") -> MutedFinding:
    """Have the lens say no more of ``words`` by ``rule``; without words nothing by that rule.

    What is muted already is given back as it stands. ValueError for a rule there is not.
    """
    access.require(EDIT)
    if rule not in RULE_NAMES:
        raise ValueError(f"The lens has no rule {rule!r}.")
    row = MutedFinding(
        rule=rule,
        words=plain_words(words) if words else "",
        reason=reason.strip(),
        made_by=access.user,
    )
    try:
        with transaction.atomic():
            create_row(access=access, instance=row, action="muted")
    except IntegrityError:
        known: MutedFinding = muted_rows(access).get(rule=row.rule, words=row.words)
        return known
    return row


def unmute(*, access: Access, row: MutedFinding) -> None:
    """Have the lens remark on it again."""
    access.require(EDIT)
    remove_row(access=access, instance=row, action="unmuted")


def muted_rows(access: Access) -> TenantQuerySet[Any]:
    return MutedFinding.objects.for_workspace(access.workspace).select_related("made_by")
