"""Reading a typed web address, strictly: what cannot be read in one way only is refused.

What is read here is what is connected to; nothing reads the text a second time, so no two readers
can disagree about the host.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from workspaces.outbound.errors import AddressRefusedError
from workspaces.outbound.networks import read_ip

LONGEST = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024
"""Below it only 80 and 443: the others belong to mail, files and remote shells."""
OTHER_SERVICES = frozenset(
    (
        # Ports browsers refuse as well: https://fetch.spec.whatwg.org/#port-blocking
        *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667),
        *(6668, 6669, 6679, 6697, 10080),
        # Databases and caches, some of which take a web request for commands.
        *(1433, 1521, 2375, 2376, 2379, 3306, 5432, 6379, 6380, 9042, 11211, 27017),
    )
)
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
PRINTABLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in parts. ``host`` is a name or an IP address, small letters, no brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def is_encrypted(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def read_address(url: str) -> Address:
    """The parts of ``url``. AddressRefusedError, with what to write instead, if it is unclear."""
    url = url.strip()
    if len(url) > LONGEST:
        raise AddressRefusedError(f"This address is longer than {LONGEST} characters.")
    if not PRINTABLE.fullmatch(url) or "\\" in url:
        raise AddressRefusedError(
            "Write the address in plain letters without spaces: an international name as xn--…, "
            "other signs as %-codes."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError(
            "This is no web address. It looks like https://example.org/path."
        ) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefusedError("Begin the address with https://.")
    if "@" in parts.netloc:
        raise AddressRefusedError(
            "Leave user name and password out of the address: they would show up in logs."
        )
    return Address(
        scheme=parts.scheme,
        host=_host(parts),
        port=_port(parts, port),
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise AddressRefusedError("This address names no host. Write https://example.org/path.")
    if parts.netloc.startswith("["):
        address = read_ip(host)
        if address is None or address.version != 6:
            raise AddressRefusedError("What stands in the brackets is no IPv6 address.")
        return str(address)
    labels = host.split(".")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        # 2130706433, 0177.1 and 0x7f.1 are all 127.0.0.1 to some readers: only four numbers count.
        if read_ip(host) is None:
            raise AddressRefusedError("Write an IP address as four numbers, like 198.51.100.7.")
        return host
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise AddressRefusedError(f"“{host[:60]}” is no host name. Look for a typing error.")
    return host


def _port(parts: SplitResult, port: int | None) -> int:
    if port is None:
        if parts.netloc.endswith(":"):
            raise AddressRefusedError("There is a colon after the host, but no port.")
        return DEFAULT_PORTS[parts.scheme]
    web = port in DEFAULT_PORTS.values()
    if not web and (port < FIRST_FREE_PORT or port in OTHER_SERVICES):
        raise AddressRefusedError(
            f"Port {port} belongs to another service than the web. "
            "Use 443, 80, or one from 1024 on that is free."
        )
    return port
