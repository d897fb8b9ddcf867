"""Cells of files that people open in a spreadsheet."""

RISKY = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: str) -> str:
    """``value`` so that no spreadsheet takes it for a formula: an apostrophe goes before it."""
    return f"'{value}" if value.startswith(RISKY) else value
