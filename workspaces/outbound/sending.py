"""Checking where an address leads, and calling exactly there.

The name is resolved once. What was checked is what is connected to, so a name that answers
differently the next moment (DNS rebinding) gains nothing; certificate and SNI are still the name's.
No redirect is followed, no proxy of the environment is used, and an answer is read only so far.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from workspaces.outbound.addresses import Address, read_address
from workspaces.outbound.errors import (
    AddressRefusedError,
    NameUnknownError,
    NoAnswerError,
    OutboundError,
    TooSlowError,
    UnsafeAnswerError,
)
from workspaces.outbound.networks import is_allowed, is_public, read_ip

CONNECT_SECONDS = 5.0
"""A receiver that does not pick up in this time is not there."""
TOTAL_SECONDS = 10.0
"""From the first knock to the last byte. A receiver should answer first and work after."""
MOST_BYTES = 64 * 1024
"""More of an answer than this is not read."""

NOT_PUBLIC = (
    "This address leads into a private or reserved network, which we do not call. "
    "Use one that everybody can reach, or ask whoever runs this site to allow that network "
    "(OUTBOUND_ALLOWED_NETWORKS)."
)
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said. ``body`` ends at the limit if ``is_whole`` is False."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool
    seconds: float

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 is shown as �."""
        return self.body.decode("utf-8", "replace")


def check_address(url: str) -> Address:
    """Whether we would call ``url`` now; its parts. OutboundError with the reason if not."""
    address = read_address(url)
    _places(address)
    return address


def send(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    connect_seconds: float = CONNECT_SECONDS,
    total_seconds: float = TOTAL_SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Ask ``url`` once and return whatever it answers, a redirect or an error included.

    Nothing is tried again. OutboundError, with a sentence for people, if there is no answer.
    """
    began = time.monotonic()
    address = read_address(url)
    places = _places(address)
    connection = _Connection(address, places, connect_seconds, began + total_seconds)
    watchdog = threading.Timer(total_seconds, connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        sent = {"User-Agent": "Cuppa"} | dict(headers or {})
        sent |= {"Host": address.authority, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(method, address.target, body=body or None, headers=sent)
        response = connection.getresponse()
        read = response.read(most_bytes + 1)
        if connection.was_cut:  # an answer without a length ends when the line does
            raise TooSlowError(_too_slow(total_seconds))
        return Answer(
            status=response.status,
            headers={name.lower(): value for name, value in response.getheaders()},
            body=read[:most_bytes],
            is_whole=len(read) <= most_bytes,
            seconds=time.monotonic() - began,
        )
    except OutboundError:
        raise
    except Exception as error:
        if connection.was_cut:
            raise TooSlowError(_too_slow(total_seconds)) from error
        raise _told(error, address) from error
    finally:
        watchdog.cancel()
        connection.close()


def _too_slow(seconds: float) -> str:
    return f"There was no whole answer within {seconds:g} seconds."


def _told(error: Exception, address: Address) -> OutboundError:
    """What went wrong, for a person. What we did not foresee stays what it is."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return UnsafeAnswerError(
            f"The certificate of {address.host} is not to be trusted: {error.verify_message}."
        )
    if isinstance(error, ssl.SSLError):
        return UnsafeAnswerError(
            f"{address.host} does not speak HTTPS on port {address.port} as we do."
        )
    if isinstance(error, TimeoutError):
        return TooSlowError(f"{address.host} did not pick up or fell silent.")
    if isinstance(error, ConnectionRefusedError):
        return NoAnswerError(f"Nobody listens at {address.host} on port {address.port}.")
    if isinstance(error, (http.client.RemoteDisconnected, OSError)):
        return NoAnswerError(f"{address.host} could not be reached, or hung up.")
    if isinstance(error, http.client.HTTPException):
        return UnsafeAnswerError(f"What {address.host} answered is not HTTP.")
    raise error


def _places(address: Address) -> list[Place]:
    """Where ``address`` leads: IP addresses that may be called, in the resolver's order.

    One that may not be called spoils all: nobody needs a name that is half public.
    """
    places: list[Place] = []
    all_allowed = True
    for text in _resolve(address):
        found = read_ip(text)
        allowed = found is not None and is_allowed(found, settings.OUTBOUND_ALLOWED_NETWORKS)
        if found is None or not (allowed or is_public(found)):
            raise AddressRefusedError(NOT_PUBLIC)
        all_allowed = all_allowed and allowed
        if (text, address.port) not in places:
            places.append((text, address.port))
    if not (address.is_encrypted or settings.DEBUG or all_allowed):
        raise AddressRefusedError(
            "Use https://: over http:// anybody on the way could read or change what is sent."
        )
    return places


def _resolve(address: Address) -> list[str]:
    """The IP addresses behind the host, asked for once. Also for a number: it is read alike."""
    try:
        found = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
    except (OSError, UnicodeError) as error:
        raise NameUnknownError(
            f"The name {address.host} is not known. Look for a typing error."
        ) from error
    if not found:
        raise NameUnknownError(f"The name {address.host} leads nowhere.")
    return [str(entry[4][0]) for entry in found]


class _Connection(http.client.HTTPConnection):
    """A connection to one of ``places``, already checked; no name is looked up here."""

    def __init__(
        self, address: Address, places: list[Place], connect_seconds: float, ends_at: float
    ) -> None:
        super().__init__(address.host, address.port)
        self.was_cut = False
        self._address = address
        self._places = places
        self._connect_seconds = connect_seconds
        self._ends_at = ends_at
        self._line: socket.socket | None = None
        self._lock = threading.Lock()

    def connect(self) -> None:
        line = self._reach()
        # From here on only the watchdog ends the wait, so an answer may take its whole time.
        line.settimeout(None)
        self._hold(line)
        if self._address.is_encrypted:
            # A new context each time: the operator's SSL_CERT_FILE holds without a restart.
            context = ssl.create_default_context()
            with self._lock:  # wrapping empties the plain socket: never cut in between
                encrypted = context.wrap_socket(
                    line, server_hostname=self._address.host, do_handshake_on_connect=False
                )
            self._hold(encrypted)
            encrypted.do_handshake()

    def cut(self) -> None:
        """Hang up, from another thread: whoever waits on the line wakes up with an error."""
        with self._lock:
            self.was_cut = True
            _hang_up(self._line)

    def _reach(self) -> socket.socket:
        """A socket connected to the first place that picks up."""
        failure = OSError("no place to connect to")
        for place in self._places:
            seconds = min(self._connect_seconds, self._ends_at - time.monotonic())
            if seconds <= 0:
                raise TimeoutError
            try:
                return socket.create_connection(place, timeout=seconds)
            except OSError as error:
                failure = error
        raise failure

    def _hold(self, line: socket.socket) -> None:
        with self._lock:
            self.sock = self._line = line
            if self.was_cut:
                _hang_up(line)


def _hang_up(line: socket.socket | None) -> None:
    if line is not None:
        with contextlib.suppress(OSError):  # it is down already
            # The plain socket's own: SSLSocket.shutdown pulls the state from under its reader.
            socket.socket.shutdown(line, socket.SHUT_RDWR)
