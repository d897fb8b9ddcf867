"""Where a text is in use, with what it takes to say more."""

from typing import Any

from django import template

from messaging.models import InUse, Variant
from messaging.using_elsewhere import place_of, uses_of
from messaging.web.uses import UseForm
from personas.over_time import today_in

register = template.Library()


@register.inclusion_tag("share/_where_in_use.html", takes_context=True)
def where_in_use(context: template.Context, variant: Variant) -> dict[str, Any]:
    """``{% where_in_use variant %}``: the places, and a form that names one more."""
    access = context["access"]
    today = today_in(access.workspace)
    found = list(uses_of(access, [variant]))
    return {
        "variant": variant,
        "going": [each for each in found if each.until is None or each.until > today],
        "ended": [each for each in found if each.until is not None and each.until <= today],
        "form": context.get("use_form") or UseForm(today=today),
        "access": access,
        "workspace": access.workspace,
        "request": context.get("request"),
    }


@register.filter
def place(use: InUse) -> str:
    """Where it stands, as people read it."""
    return place_of(use)
