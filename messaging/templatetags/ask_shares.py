"""Shares as an SVG line of 0 to 100 has them, whatever the language of the page."""

from django import template

from messaging.preferences import Share

register = template.Library()


@register.filter
def on_hundred(value: float) -> str:
    return f"{100 * value:.1f}"


@register.filter
def reach(share: Share) -> str:
    """How wide its interval is."""
    return f"{100 * (share.high - share.low):.1f}"


@register.filter
def percent(value: float) -> str:
    return f"{100 * value:.0f}"
