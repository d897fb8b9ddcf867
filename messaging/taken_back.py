"""Words that were taken back hold a text up: until that is settled, nobody approves or shows it.

What visitors see already stays until somebody replaces it (``copy_flags``); what they do not see
yet, they shall not.
"""

from collections.abc import Iterable

from django.db import models

from messaging.conflicts import RefusedError
from messaging.models import CopyFlag, Variant
from workspaces.access import Access


class Settlement(models.TextChoices):
    REPLACED = "replaced", "It is out of use now"
    REWORDED = "reworded", "It no longer quotes them"
    KEPT = "kept", "Keep it, and say why"


class TakenBackError(RefusedError):
    """The text repeats words that may no longer be used, and nobody settled that yet."""

    code = "words_taken_back"


def must_not_be_held(access: Access, variants: Iterable[int]) -> None:
    """TakenBackError if one of these variants (ids) has an open flag. One query."""
    rows = CopyFlag.objects.for_workspace(access.workspace).filter(
        variant__in=list(variants), settled_at=None
    )
    held = sorted(set(rows.values_list("variant__key", flat=True)))
    if not held:
        return
    repeat = "repeats" if len(held) == 1 else "repeat"
    raise TakenBackError(
        f"{', '.join(held)} {repeat} words that a customer took back. Settle that first, under "
        "Write, “Words taken back”: write another text, or say why this one may stay."
    )


def hold_again(access: Access, variant: Variant) -> None:
    """Open the flags anew that were settled because the text was out of use: it comes back."""
    CopyFlag.objects.for_workspace(access.workspace).filter(
        variant=variant, settlement__startswith=Settlement.REPLACED.label
    ).exclude(settled_at=None).update(settled_at=None, settled_by=None, settlement="")
