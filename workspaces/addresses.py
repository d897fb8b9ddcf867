"""Where a request came from.

``X-Forwarded-For`` is a list that each proxy adds the sender it saw to, at the end. Whoever sends
a request may write anything before that, so only the last ``TRUSTED_PROXIES`` entries mean
something: the outermost of our own proxies wrote the first of those, which is the person's address.
"""

import ipaddress
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings

NETWORK_BITS = 64
"""IPv6 addresses of one household or machine share these bits, and it may use all the others."""

MOST_REMEMBERED = 4_096
"""Addresses read lately. Reading one anew on every call for copy takes a tenth of that call."""


class _HasMeta(Protocol):
    META: dict[str, Any]


def address_of(request: _HasMeta) -> str | None:
    """The sender's address, or None if there is none that can be believed.

    A request that passed fewer proxies than it should came around them: then it is the address of
    whoever opened the connection, which nobody can make up.
    """
    count: int = settings.TRUSTED_PROXIES
    if count:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        if len(forwarded) >= count:
            found = _plain(forwarded[-count])
            if found is not None:
                return found
    return _plain(str(request.META.get("REMOTE_ADDR", "")))


@lru_cache(maxsize=MOST_REMEMBERED)
def network_of(address: str | None) -> str:
    """What to count by: an IPv4 address itself, of an IPv6 address the network it is in."""
    if address is None:
        return "unknown"
    if isinstance(ipaddress.ip_address(address), ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/{NETWORK_BITS}", strict=False))
    return address


@lru_cache(maxsize=MOST_REMEMBERED)
def _plain(written: str) -> str | None:
    """``written`` without port, brackets and zone; an IPv4 address as such. None if it is none."""
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)
