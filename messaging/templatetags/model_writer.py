"""What a language model wrote, in the studio: ``{% model_drafts %}`` where a message is shown."""

from typing import Any

from django import template

from messaging.drafting import Order
from messaging.web.model_view import model_desk
from messaging.writing.brief import Brief

register = template.Library()


@register.inclusion_tag("write/_model_drafts.html", takes_context=True)
def model_drafts(context: template.Context) -> dict[str, Any]:
    """The drafts for ``message``, and the button that asks for more. Takes from the context:
    access, message, and, where the page has them, order and brief."""
    order, brief = context.get("order"), context.get("brief")
    desk = model_desk(
        context["access"],
        context["message"],
        brief=brief if isinstance(brief, Brief) else None,
        pain=order.pain if isinstance(order, Order) else None,
    )
    names = ("access", "workspace", "message", "order", "request", "csrf_token")
    return {"desk": desk, **{name: context.get(name) for name in names}}
