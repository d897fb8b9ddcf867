"""What a form says of the shape of a slot: an example, and the phrase in a sentence."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from personas.grammar.slot_shape import EXAMPLES, SlotAdvice, check_slot
from workspaces.access import Access
from workspaces.web.views import workspace_page

SENTENCES = {
    "statement": "“…”",
    "trigger": "It begins when …",
    "struggle": "They have to …",
    "cost": "It costs them …",
    "feeling": "It leaves them …",
    "workaround": "Today they make do with …",
    "function": "With it they can …",
    "job": "They use it to …",
    "desired_outcome": "They want to …",
    "why": "So that they can …",
}
"""Where the phrase of a slot goes, at the three dots."""
SAME_SHAPE = {"function": "struggle", "job": "desired_outcome"}
LONGEST = 300


def advise(field: str, text: str) -> SlotAdvice:
    """Whether ``text`` fits the slot ``field``."""
    return check_slot(SAME_SHAPE.get(field, field), text)


def in_sentence(field: str, text: str) -> tuple[str, str, str]:
    """What stands before the phrase, the phrase (or an example), and what stands after it."""
    before, _, after = SENTENCES[field].partition("…")
    example = EXAMPLES[SAME_SHAPE.get(field, field)]
    return before, text or example, after or "."


def advice_context(field: str, text: str) -> dict[str, Any]:
    text = " ".join(text.split())[:LONGEST]
    return {
        "field": field,
        "advice": advise(field, text),
        "sentence": in_sentence(field, text.rstrip(".") if field != "statement" else text),
        "is_example": not text,
    }


@require_safe
@workspace_page()
def shape(request: HttpRequest, access: Access, field: str) -> HttpResponse:
    """The advice on what somebody is typing into a slot."""
    if field not in SENTENCES:
        raise Http404("There is no such slot.")
    context = advice_context(field, request.GET.get(field, ""))
    return render(request, "map/slot_advice.html", context)
