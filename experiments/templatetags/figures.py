"""Shares of one as people read them."""

from django import template

register = template.Library()
NOTHING = "–"


@register.filter
def percent(share: float | str | None, digits: int = 1) -> str:
    """0.0512 as “5.1 %”; a dash where nothing is known (a missing value is an empty text)."""
    return NOTHING if share is None or isinstance(share, str) else f"{share * 100:.{digits}f} %"


@register.filter
def lift(share: float | str | None) -> str:
    """0.184 as “+18 %”; a dash where nothing is known."""
    if share is None or isinstance(share, str):
        return NOTHING
    return f"{share * 100:+.0f} %".replace("-", "−")
