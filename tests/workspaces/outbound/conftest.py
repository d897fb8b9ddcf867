"""The network's edge: what a name leads to is said by the test, all else is real."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from pytest_django import Settings

from tests.workspaces.outbound.receivers import Receiver, Trap, receiver, trap


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that lets a test down before it lets a packet out, should a protection be missing."""
    real = socket.socket.connect

    def connect(line: socket.socket, place: Any) -> None:
        assert ip_address(place[0]).is_loopback, f"{place} would have been called"
        real(line, place)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def loopback_trap() -> Iterator[Trap]:
    with trap() as found:
        yield found


@pytest.fixture(autouse=True)
def plain_http_is_no_reason(settings: Settings) -> None:
    """As on a developer's machine: a form must be refused for where it leads, not for http."""
    settings.DEBUG = True


@pytest.fixture
def own_network(settings: Settings) -> None:
    """The operator allows this machine's loopback."""
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def local_receiver(own_network: None) -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """``names("shop.example", ["198.51.100.7"], ["127.0.0.1"])``: what each look-up answers.

    The last answer stays. Returns the list in which look-ups are noted.
    """
    asked: list[str] = []
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *arguments: Any, **options: Any) -> list[Any]:
        asked.append(str(host))
        if host not in known:
            # Numbers are read as ever; no other name is asked for outside this machine.
            return real(host, port, *arguments, **options | {"flags": socket.AI_NUMERICHOST})
        answers = known[host]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [found for text in answer for found in real(text, port, *arguments, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    def tell(name: str, *answers: list[str]) -> list[str]:
        known[name] = list(answers)
        return asked

    return tell
