"""Which addresses belong to the public internet. Facts, from the registries of IANA.

Python's own ``is_global`` differs between patch versions and lets some translations of IPv4 into
IPv6 pass, so the lists stand here; ``is_global`` has to agree as well.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SPECIAL_IPV4 = tuple(
    IPv4Network(block)
    for block in (
        # https://www.iana.org/assignments/iana-ipv4-special-registry, checked 2026-11-22
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # between a carrier and its customers
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # link-local, with the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        # Public by its number, but answered by the host a virtual machine of Azure runs on.
        "168.63.129.16/32",
    )
)
PUBLIC_IPV6 = IPv6Network("2000::/3")
"""Only here is IPv6 given out. Loopback, unique local, link-local, site-local, multicast, addresses
mapped from or compatible with IPv4 and NAT64 (64:ff9b::/96) all lie outside."""
SPECIAL_IPV6 = tuple(
    IPv6Network(block)
    for block in (
        # https://www.iana.org/assignments/iana-ipv6-special-registry, checked 2026-11-22
        "2001::/23",  # protocols: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation
    )
)


def is_public(address: IPAddress) -> bool:
    """Whether ``address`` is one of the public internet, reached as such."""
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not _lies_in(address, SPECIAL_IPV4)
    return address in PUBLIC_IPV6 and not _lies_in(address, SPECIAL_IPV6)


def is_allowed(address: IPAddress, networks: Iterable[Network]) -> bool:
    """Whether the operator named a network that ``address`` lies in."""
    return _lies_in(address, networks)


def read_ip(text: str) -> IPAddress | None:
    """The address that ``text`` is in its usual form, or None. No zone, no old spelling."""
    if "%" in text:
        return None
    try:
        return ip_address(text)
    except ValueError:
        return None


def _lies_in(address: IPAddress, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
