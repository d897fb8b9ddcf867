"""Whose request it is: nobody can choose their address, nobody is taken for the proxy."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from workspaces.addresses import address_of, network_of

PERSON = "203.0.113.7"
PROXY = "10.0.0.2"


def asked(forwarded: str | None = None, sender: str = PROXY) -> str | None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=sender))


def test_it_works(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert asked(PERSON) == PERSON


def test_without_a_proxy_the_header_is_not_believed() -> None:
    assert asked("198.51.100.1", sender=PERSON) == PERSON


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, f"198.51.100.1, {PERSON}", PERSON),
        (1, f"1.1.1.1, 2.2.2.2,{PERSON}", PERSON),
        (2, f"198.51.100.1, {PERSON}, 10.0.0.3", PERSON),
        (2, PERSON, PROXY),
        (1, "", PROXY),
        (1, None, PROXY),
        (1, "not an address", PROXY),
        (1, f"{PERSON}:51000", PERSON),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, f"::ffff:{PERSON}", PERSON),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert asked(forwarded) == expected


def test_a_zone_is_left_out_and_a_socket_has_no_address() -> None:
    assert asked(sender="fe80::1%eth0") == "fe80::1"
    assert asked(sender="") is None
    assert asked(sender="unix:") is None


def test_an_ipv6_network_counts_as_one() -> None:
    assert network_of("2001:db8:1:2:3::9") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("2001:db8:1:2::9") != network_of("2001:db8:1:3::9")
    assert network_of(PERSON) == PERSON
    assert network_of(None) == "unknown"
