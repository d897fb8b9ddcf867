"""Gains and losses as people read them."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma

register = template.Library()


@register.filter
def signed(number: float, digits: int = 0) -> str:
    """1234.5 as “+1,234” (or “+1,234.5” with one digit), with a real minus sign."""
    rounded = round(number, digits)
    if not rounded:
        return "0"
    sign = "+" if rounded > 0 else "−"
    return f"{sign}{intcomma(f'{abs(rounded):.{digits}f}')}"


@register.filter
def between(amount: object, digits: int = 0) -> str:
    """An amount as “+120 (−10 to +250)”."""
    low, point, high = (getattr(amount, name) for name in ("low", "point", "high"))
    return f"{signed(point, digits)} ({signed(low, digits)} to {signed(high, digits)})"
