"""Times as people say them."""

from django import template

register = template.Library()
NOTHING = "–"
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@register.filter
def about(seconds: int | None) -> str:
    """200 000 as “2.3 days”; a dash where nothing is known."""
    if seconds is None or isinstance(seconds, str):
        return NOTHING
    for size, unit in UNITS:
        if seconds >= size:
            number = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{number} {unit}{'' if number == '1' else 's'}"
    return "under a minute"
