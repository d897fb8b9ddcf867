"""Calling a receiver that may be called: what it gets, and how long and how much we take."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config import env
from tests.workspaces.outbound.receivers import Receiver, certificate_for, raw_server, receiver
from workspaces.outbound import NoAnswerError, TooSlowError, UnsafeAnswerError, send

HEAD = b"HTTP/1.1 200 OK\r\n"


def test_it_works(local_receiver: Receiver) -> None:
    answer = send(
        local_receiver.url("/hook?a=1&b=%20"),
        method="POST",
        headers={"Content-Type": "application/json"},
        body=b'{"a": 1}',
    )
    assert (answer.status, answer.text, answer.is_whole) == (200, "thanks", True)
    [seen] = local_receiver.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/hook?a=1&b=%20", b'{"a": 1}')
    assert seen.headers["host"] == f"127.0.0.1:{local_receiver.port}"
    assert seen.headers["accept-encoding"] == "identity", "A packed answer could grow."


def test_the_name_is_told_to_the_checked_address(
    local_receiver: Receiver, names: Callable[..., list[str]]
) -> None:
    asked = names("hooks.internal", ["127.0.0.1"])
    send(f"http://hooks.internal:{local_receiver.port}/")
    assert local_receiver.seen[0].headers["host"] == f"hooks.internal:{local_receiver.port}"
    assert asked.count("hooks.internal") == 1


def test_the_certificate_is_checked_for_the_name(
    tmp_path: Path,
    own_network: None,
    names: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though we connect to an address, the certificate and SNI are the name's."""
    authority, context = certificate_for("hooks.internal", tmp_path)
    asked_for: list[str | None] = []
    context.sni_callback = lambda _line, name, _context: asked_for.append(name)
    names("hooks.internal", ["127.0.0.1"])
    names("other.internal", ["127.0.0.1"])
    with receiver(context) as found:
        with pytest.raises(UnsafeAnswerError, match="certificate"):
            send(f"https://hooks.internal:{found.port}/")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert send(f"https://hooks.internal:{found.port}/").text == "thanks"
        with pytest.raises(UnsafeAnswerError, match="certificate"):
            send(f"https://other.internal:{found.port}/")
        with pytest.raises(UnsafeAnswerError, match="certificate"):
            send(f"https://127.0.0.1:{found.port}/")
    assert "hooks.internal" in asked_for
    assert len(found.seen) == 1


def test_https_to_one_that_speaks_none(local_receiver: Receiver) -> None:
    with pytest.raises(UnsafeAnswerError, match="does not speak HTTPS"):
        send(local_receiver.url().replace("http:", "https:"))


def test_nobody_listens(own_network: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswerError, match="Nobody listens"):
        send(f"http://127.0.0.1:{port}/")


def drip(line: socket.socket, piece: bytes) -> None:
    line.recv(1000)
    line.sendall(HEAD)
    while True:
        line.sendall(piece)
        time.sleep(0.02)


@pytest.mark.parametrize(
    "say",
    [
        lambda line: time.sleep(3),
        lambda line: drip(line, b"X-A: b\r\n"[:1]),
        lambda line: drip(line, b"\r\n\r\nx"),
    ],
    ids=["silent", "a header without end", "a body without end"],
)
def test_the_whole_takes_no_longer_than_it_may(
    say: Callable[[socket.socket], None], own_network: None
) -> None:
    with raw_server(say) as port:
        began = time.monotonic()
        with pytest.raises(TooSlowError, match=r"within 0\.3 seconds"):
            send(f"http://127.0.0.1:{port}/", total_seconds=0.3)
        assert time.monotonic() - began < 2


def test_a_silent_handshake_is_cut(own_network: None) -> None:
    with raw_server(lambda line: time.sleep(3)) as port, pytest.raises(TooSlowError):
        send(f"https://127.0.0.1:{port}/", total_seconds=0.3)


def test_an_answer_is_read_only_so_far(local_receiver: Receiver) -> None:
    local_receiver.answer = b"x" * 1_000_000
    answer = send(local_receiver.url(), most_bytes=500)
    assert (len(answer.body), answer.is_whole) == (500, False)


def test_what_is_no_http_is_told(own_network: None) -> None:
    def greet(line: socket.socket) -> None:
        line.recv(1000)
        line.sendall(b"220 mail.example ESMTP\r\n")

    with raw_server(greet) as port, pytest.raises(UnsafeAnswerError, match="not HTTP"):
        send(f"http://127.0.0.1:{port}/")


def test_a_header_cannot_carry_another(local_receiver: Receiver) -> None:
    with pytest.raises(ValueError, match="header"):
        send(local_receiver.url(), headers={"X-A": "b\r\nX-C: d"})
    assert local_receiver.seen == []


def test_networks_are_read_or_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOUND_ALLOWED_NETWORKS", "10.1.2.0/24, fd00::5")
    assert [str(each) for each in env.networks("OUTBOUND_ALLOWED_NETWORKS")] == [
        "10.1.2.0/24",
        "fd00::5/128",
    ]
    for bad in ("10.1.2.3/24", "internal.example.org", "*"):
        monkeypatch.setenv("OUTBOUND_ALLOWED_NETWORKS", bad)
        with pytest.raises(Exception, match="OUTBOUND_ALLOWED_NETWORKS must hold IP networks"):
            env.networks("OUTBOUND_ALLOWED_NETWORKS")
