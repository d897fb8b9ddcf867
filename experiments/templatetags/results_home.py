"""Words of reports that come home."""

from django import template

from experiments.results_home_columns import platform_names

register = template.Library()


@register.filter
def platform_name(key: str) -> str:
    """What people call a platform."""
    return platform_names().get(key, key)
