"""Words of the write pages that templates cannot find by themselves."""

from collections.abc import Mapping

from django import template

from messaging.channels.registry import reading_place

register = template.Library()

MISSING = {
    "pain.trigger": "The moment it begins",
    "pain.struggle": "What they struggle with",
    "pain.cost": "What it costs them",
    "pain.feeling": "How it feels",
    "pain.workaround": "What they do today",
    "pain.desired_outcome": "What they want instead",
    "pain.why": "Why that matters to them",
    "pain.statement": "The problem in their own sentence",
    "offer.reliefs": "How the offer eases this pain",
    "offer.proof": "A proof",
    "offer.name": "An offer",
    "persona.objections": "Their objections",
    "quotes": "A quote we may use",
    "persona.choice_criteria": "What they choose by",
}
FIELDS = {
    "statement": "their own sentence",
    "struggle": "the struggle",
    "trigger": "the moment it begins",
    "cost": "what it costs",
    "feeling": "how it feels",
    "workaround": "what they do today",
    "desired_outcome": "what they want instead",
    "why": "why it matters",
    "title": "the pain's name",
    "persona.objections": "an objection of theirs",
    "persona.choice_criteria": "what they choose by",
    "persona.alternatives": "what they would use instead",
    "offer.name": "the offer's name",
    "offer.what_it_is": "what the offer is",
    "moment.event": "what happened at this moment",
    "moment.question": "the question in their head at this moment",
    "stage.question": "the question in their head at this moment",
    "stage": "the moment of the journey",
}


@register.filter
def first_text(parts: Mapping[str, str | list[str]]) -> str:
    """The opening words of a wording, as it is read. Databases keep parts in their own orders."""
    for _, part in sorted(parts.items(), key=lambda item: reading_place(item[0])):
        for text in [part] if isinstance(part, str) else part:
            if text.strip():
                return text
    return ""


@register.filter
def missing_name(field: str) -> str:
    """What a missing field of the brief is, in words."""
    return MISSING.get(field, field.replace("_", " ").replace(".", ": "))


@register.filter
def field_words(field: str) -> str:
    """What a field of the trace is, in words."""
    return FIELDS.get(field, field.replace("_", " ").replace(".", ": "))
