"""How a persona or a moment is recognised, for any page that speaks of one."""

from typing import Any

from django import template

from personas.models import Persona, RecognitionRule, Transition
from personas.web.journey_forms import RuleForm

register = template.Library()


@register.inclusion_tag("map/recognition.html", takes_context=True)
def recognition_of(
    context: template.Context, persona: Persona | None = None, moment: Transition | None = None
) -> dict[str, Any]:
    """The rules of one persona or one moment, with a form for another. One query."""
    access = context["access"]
    rows = RecognitionRule.objects.for_workspace(access.workspace).order_by("id")
    rows = rows.filter(persona=persona) if persona else rows.filter(transition=moment)
    return {
        "rules": rows,
        "form": RuleForm(auto_id="rule_%s"),
        "persona": persona,
        "moment": moment,
        "access": access,
        "workspace": access.workspace,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }
