"""Show one variant before it is live. Off the hot path, so it may ask the database."""

from experiments.delivery.snapshot import Wording
from messaging.models import Variant


def preview_wording(
    *, workspace_id: int, placement: str, variant: str
) -> tuple[Wording, int, str] | None:
    """The variant of this placement with its message's id and language; None if there is none."""
    if "\x00" in placement + variant:
        return None  # no key holds one, and PostgreSQL refuses to look for it
    row = (
        Variant.objects.filter(
            workspace_id=workspace_id, key=variant, message__placement__key=placement
        )
        .select_related("message")
        .first()
    )
    if row is None:
        return None
    return Wording(row.key, dict(row.parts)), row.message_id, row.language
