"""Drafts in the order that tests speak for: ways of telling it that won come first."""

from collections.abc import Sequence

from messaging.models import Message
from messaging.writing.draft import Draft
from personas.models import JourneyStage, PainPoint
from personas.what_tests_said import Lessons, lessons_for
from workspaces.access import Access


def lessons_of(
    access: Access, message: Message, pain: PainPoint, stage: JourneyStage | None
) -> Lessons:
    """What tests said for whom this message speaks to, at its stage."""
    at = message.stage_id or (message.transition.to_stage_id if message.transition else None)
    persona = message.persona_id or pain.persona_id
    return lessons_for(access.workspace, persona, at or (stage.pk if stage else None))


def favoured(drafts: Sequence[Draft], lessons: Lessons) -> list[Draft]:
    """The same drafts; those in frameworks that won stand before the others, which keep their
    order. Nothing is left out: what has not been tried may be better."""
    won = {key for key, tested in lessons.frameworks.items() if tested.won}
    return sorted(drafts, key=lambda draft: draft.framework not in won)
