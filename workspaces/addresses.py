"""Where a request came from."""

import ipaddress
from typing import Protocol


class _HasMeta(Protocol):
    META: dict[str, str]


def address_of(request: _HasMeta) -> str | None:
    """The sender's address as the server saw it, or None if it is not an address."""
    value = str(request.META.get("REMOTE_ADDR", ""))
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        return None
