"""Short names for machines, made of what a person typed."""

from collections.abc import Collection

from django.utils.text import slugify

LONGEST_KEY = 80


def free_key(name: str, taken: Collection[str], fallback: str) -> str:
    """A key made of ``name`` that is not among ``taken``; ``fallback`` where no letter is left."""
    stem = slugify(name)[: LONGEST_KEY - 6] or fallback
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
