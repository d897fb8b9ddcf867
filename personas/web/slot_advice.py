"""What a form says of the shape of a slot: an example, and the phrase in a sentence."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from personas.grammar.languages import base_code
from personas.grammar.slot_advice import SlotAdvice
from personas.grammar.slot_shape import check_slot, examples_of
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


GERMAN = {
    "statement": "„…“",
    "trigger": "Es fängt an, wenn …",
    "struggle": "Dann heißt es: …",
    "cost": "Das kostet: …",
    "feeling": "Sie fühlen sich …",
    "workaround": "Heute muss das reichen: …",
    "function": "Damit können sie …",
    "job": "Sie wollen damit …",
    "desired_outcome": "Sie wollen …",
    "why": "Damit sie wieder … können",
}


def advise(field: str, text: str, language: str = "en") -> SlotAdvice:
    """Whether ``text`` fits the slot ``field``, as far as we know the grammar of ``language``."""
    return check_slot(SAME_SHAPE.get(field, field), text, language)


def in_sentence(field: str, text: str, language: str = "en") -> tuple[str, str, str]:
    """What stands before the phrase, the phrase (or an example), and what stands after it."""
    sentences = GERMAN if base_code(language) == "de" else SENTENCES
    before, _, after = sentences[field].partition("…")
    example = examples_of(language)[SAME_SHAPE.get(field, field)]
    return before, text or example, after or "."


def advice_context(field: str, text: str, language: str = "en") -> dict[str, Any]:
    text = " ".join(text.split())[:LONGEST]
    return {
        "field": field,
        "advice": advise(field, text, language),
        "sentence": in_sentence(
            field, text.rstrip(".") if field != "statement" else text, language
        ),
        "is_example": not text,
    }


@require_safe
@workspace_page()
def shape(request: HttpRequest, access: Access, field: str) -> HttpResponse:
    """The advice on what somebody is typing into a slot."""
    if field not in SENTENCES:
        raise Http404("There is no such slot.")
    told = request.GET.get("in", "en")
    context = advice_context(field, request.GET.get(field, ""), told)
    return render(request, "map/slot_advice.html", context)
