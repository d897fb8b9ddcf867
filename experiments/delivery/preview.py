"""Show one variant before it is live. Off the hot path, so it may ask the database.

A preview needs a secret key, or a ticket: a signed text that names one variant at one placement
and runs out, so that it can stand in a link which people send each other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone

from experiments.delivery.snapshot import Wording
from messaging.models import CopyFlag, Variant

SALT = "experiments.preview"
LONGEST_TOKEN = 600


@dataclass(frozen=True, slots=True)
class Ticket:
    """What may be looked at: the variant of this key, at this placement of this workspace."""

    workspace_id: int
    placement: str
    variant: str


def preview_token(*, ticket: Ticket, ends_at: datetime) -> str:
    """The signed text for a link. Nobody can take it back before ``ends_at``, so keep that near."""
    told = [ticket.workspace_id, ticket.placement, ticket.variant, int(ends_at.timestamp())]
    return signing.dumps(told, salt=SALT)


def read_preview_token(token: str) -> Ticket | None:
    """The ticket of a text we signed; None for any other, and for one that has run out."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        workspace_id, placement, variant, ends_at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if timezone.now().timestamp() >= ends_at:
        return None
    return Ticket(workspace_id, placement, variant)


def end_of_preview(*, days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def preview_wording(
    *, workspace_id: int, placement: str, variant: str, by_link: bool
) -> tuple[Wording, int, str] | None:
    """The variant of this placement with its message's id and language; None if there is none.

    ``by_link`` is for whoever has a link, which nobody can take back: so a text that is out of use,
    or repeats words that were taken back, is none for them.
    """
    if "\x00" in placement + variant:
        return None  # no key holds one, and PostgreSQL refuses to look for it
    row = (
        Variant.objects.filter(
            workspace_id=workspace_id, key=variant, message__placement__key=placement
        )
        .select_related("message")
        .first()
    )
    if row is None or (by_link and not may_be_linked(row)):
        return None
    return Wording(row.key, dict(row.parts)), row.message_id, row.language


def may_be_linked(variant: Variant) -> bool:
    """Whether a link may show this text to whoever has it."""
    if variant.state in (Variant.State.RETIRED, Variant.State.REJECTED):
        return False
    flags = CopyFlag.objects.filter(workspace=variant.workspace_id, variant=variant)
    return not flags.filter(settled_at=None).exists()
