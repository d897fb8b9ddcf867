"""The link that belongs under a text, with a button that copies it."""

from typing import Any

from django import template

from messaging.link_of_text import link_of_text as find_link
from messaging.models import Variant

register = template.Library()


@register.inclusion_tag("write/_link_of_text.html", takes_context=True)
def link_of_text(context: template.Context, variant: Variant) -> dict[str, Any]:
    """``{% link_of_text variant %}``: nothing at all where the text is for no campaign."""
    access = context["access"]
    return {
        "found": find_link(access=access, variant=variant),
        "workspace": access.workspace,
        "access": access,
    }
