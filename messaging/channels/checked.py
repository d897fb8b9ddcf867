"""When facts were last looked up, and when that is too long ago."""

from datetime import date

CHECK_AGAIN_MONTHS = 9
"""Platforms change a limit about once a year; by then somebody should have looked."""


def check_again(checked_on: str, today: date) -> bool:
    """Whether a date as YYYY-MM-DD lies ``CHECK_AGAIN_MONTHS`` back, or is none at all."""
    try:
        checked = date.fromisoformat(checked_on)
    except ValueError:
        return True
    months = (today.year - checked.year) * 12 + today.month - checked.month
    months -= today.day < checked.day
    return months >= CHECK_AGAIN_MONTHS
