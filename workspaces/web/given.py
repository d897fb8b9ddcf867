"""What a page was given by a form or an address, read so that nonsense finds nothing."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

GREATEST_ID = 2**63 - 1


def row_id(text: str) -> int | None:
    """The id that ``text`` is, or None if no row can have it."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= GREATEST_ID else None


def row_ids(texts: Iterable[str]) -> list[int]:
    """The ids among ``texts``."""
    return [number for number in map(row_id, texts) if number is not None]


def own_path(request: HttpRequest) -> str | None:
    """Where the form says to go on (``next``), if that is a path of this site."""
    path = request.POST.get("next", "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_ours and len(path) <= 2_000 else None
