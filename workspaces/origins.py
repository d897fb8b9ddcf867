"""Origins of web pages as a browser writes them: ``https://shop.example``.  [pure]

Browsers write an origin in one way only (the HTML standard's serialization: small letters, no
default port, Punycode), so what is kept in that way can be compared letter by letter.
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
LONGEST_HOST = 253


class OriginError(ValueError):
    """This is no origin of a page; the message says what to write instead."""


def read_origin(text: str) -> str:
    """The origin that a person wrote, as browsers write it. Raises OriginError."""
    written = text.strip()
    if "*" in written:
        raise OriginError(f"“{written}”: name each site; a star is not understood.")
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise OriginError(f"“{written}” is no address of a site.") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not written.lower().startswith(f"{scheme}://"):
        raise OriginError(f"“{written}” must begin with https:// (or http://).")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "?" in written:
        raise OriginError(
            f"“{written}”: only the site, without what follows, as {_example(parts)}."
        )
    if "@" in parts.netloc:
        raise OriginError(f"“{written}” must not name a user.")
    host = _host(parts.hostname or "", written)
    shown = "" if port is None or port == DEFAULT_PORTS[scheme] else f":{port}"
    return f"{scheme}://{host}{shown}"


def _example(parts: SplitResult) -> str:
    return f"{parts.scheme.lower()}://{parts.netloc}"


def _host(host: str, written: str) -> str:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            raise OriginError(f"“{written}” holds no IPv6 address we can read.") from None
    try:
        plain = host.lower() if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise OriginError(f"“{written}” is no address of a site.") from None
    if plain.endswith("."):
        raise OriginError(f"“{written}”: leave the dot at the end of the name out.")
    if len(plain) > LONGEST_HOST or not all(LABEL.fullmatch(label) for label in plain.split(".")):
        raise OriginError(f"“{written}” is no address of a site.")
    return plain
