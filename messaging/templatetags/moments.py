"""What we say at a moment of decision, for its page."""

from typing import Any

from django import template

from messaging.moment_copy import moment_copy as copy_of
from personas.models import Transition

register = template.Library()


@register.inclusion_tag("map/moment_copy.html", takes_context=True)
def moment_copy(context: template.Context, moment: Transition) -> dict[str, Any]:
    """The messages that answer ``moment``, and what is read where there is none."""
    access = context["access"]
    return {
        "copy": copy_of(access=access, transition=moment),
        "moment": moment,
        "access": access,
        "workspace": access.workspace,
    }
