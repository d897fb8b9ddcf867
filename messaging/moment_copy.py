"""What we say at a moment of decision: its own copy, and what is read where it has none."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from messaging.live_texts import in_use
from messaging.models import Message, Placement, Variant
from messaging.placing import create_message
from personas.models import Persona, Transition
from workspaces.access import EDIT, VIEW, Access

State = Variant.State


@dataclass(frozen=True, slots=True)
class MomentCopy:
    """``messages`` answer the moment and carry live, approved and drafts as counts.

    ``elsewhere`` of a message counts its texts that are in use where we do not serve.
    ``at_stage`` and ``for_all`` are live messages that are read at places with no answer.
    """

    messages: tuple[Message, ...]
    at_stage: int
    for_all: int

    @property
    def live(self) -> int:
        """Messages whose answer customers read now, here or where it is in use elsewhere."""
        return sum(
            message.live_variant_id is not None or bool(getattr(message, "elsewhere", 0))
            for message in self.messages
        )


def moment_copy(*, access: Access, transition: Transition) -> MomentCopy:
    """Two queries."""
    access.require(VIEW)
    rows = Message.objects.for_workspace(access.workspace).filter(placement__archived_at=None)
    bound = (
        rows.filter(transition=transition)
        .select_related("placement", "persona", "live_variant")
        .annotate(
            approved=Count(
                "variants",
                filter=Q(variants__state=State.APPROVED) & ~Q(variants__live_in=F("pk")),
            ),
            drafts=Count("variants", filter=Q(variants__state__in=[State.DRAFT, State.SUBMITTED])),
            elsewhere=Count("variants", filter=Q(in_use(access.workspace, "variants__pk"))),
        )
        .order_by("placement__name", "id")
    )
    texts = Variant.objects.for_workspace(access.workspace).filter(in_use(access.workspace))
    shown = Q(live_variant__isnull=False) | Q(pk__in=texts.order_by().values("message"))
    live = rows.filter(shown, transition=None).order_by()
    counted = live.aggregate(
        at_stage=Count("pk", filter=Q(stage=transition.to_stage_id)),
        for_all=Count("pk", filter=Q(stage=None, persona=None)),
    )
    return MomentCopy(tuple(bound), counted["at_stage"], counted["for_all"])


def message_for_moment(
    *, access: Access, transition: Transition, placement: Placement, persona: Persona | None
) -> Message:
    """The message of a place that answers the moment: the one there is, or a new one."""
    access.require(EDIT)
    there: Message | None = (
        Message.objects.for_workspace(access.workspace)
        .filter(
            placement=placement,
            persona=persona,
            transition=transition,
            language=access.workspace.language,
        )
        .first()
    )
    return there or create_message(
        access=access, placement=placement, persona=persona, transition=transition
    )
