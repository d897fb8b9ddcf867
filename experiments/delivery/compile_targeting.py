"""Who is left out of every test, and what is said to those who come from an ad: compiled."""

from collections import defaultdict

from experiments.delivery.snapshot import Wording
from experiments.models import Continuation, DeliverySettings
from messaging.models import Variant


def holdout_of(workspace_id: int) -> float:
    """The share of visitors who take part in no test."""
    row = DeliverySettings.objects.filter(workspace_id=workspace_id)
    share = row.values_list("holdout", flat=True).first()
    return float(share or 0.0)


def compile_continuations(
    workspace_id: int,
) -> tuple[dict[int, dict[int, Wording]], dict[str, int]]:
    """What each message says after which pain, and the pain each variant speaks of.

    Only approved texts are said; one that was taken back since is left out, and its message says
    what is live. Only the pains that some message goes on from are looked up.
    """
    said: dict[int, dict[int, Wording]] = defaultdict(dict)
    rows = Continuation.objects.filter(
        workspace_id=workspace_id, variant__state=Variant.State.APPROVED
    ).select_related("variant")
    for row in rows:
        said[row.message_id][row.pain_id] = Wording(row.variant.key, dict(row.variant.parts))
    pains = Variant.objects.filter(
        workspace_id=workspace_id, pain__in={pain for texts in said.values() for pain in texts}
    )
    return dict(said), {key: pain for key, pain in pains.values_list("key", "pain_id") if pain}
