"""Real servers on this machine: traps that must stay empty, and receivers that answer."""

import contextlib
import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass
class Trap:
    """Listens on loopback, both kinds of address, one port. ``accepted`` counts who came."""

    port: int = 0
    accepted: int = 0
    listeners: list[socket.socket] = field(default_factory=list)


@contextlib.contextmanager
def trap(host: str = "", port: int = 0) -> Iterator[Trap]:
    """A trap on 127.0.0.1 and [::1] (where there is IPv6), or on ``host``."""
    found = Trap(port)
    for each in [host] if host else ["127.0.0.1", "::1"]:
        family = socket.AF_INET6 if ":" in each else socket.AF_INET
        with contextlib.suppress(OSError):
            listener = socket.create_server((each, found.port), family=family)
            found.port = listener.getsockname()[1]
            found.listeners.append(listener)
            threading.Thread(target=_count, args=(found, listener), daemon=True).start()
    assert found.listeners
    yield found
    for listener in found.listeners:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _count(found: Trap, listener: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            line, _ = listener.accept()
            found.accepted += 1
            line.close()


@dataclass
class Seen:
    """One request as the receiver saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server. Change ``status``, ``answer`` and ``extra`` to have it answer otherwise."""

    port: int = 0
    status: int = 200
    answer: bytes = b"thanks"
    extra: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    seen: list[Seen] = field(default_factory=list)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A real web server on 127.0.0.1, with TLS if a context is given."""
    found = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.seen.append(Seen(self.command, self.path, headers, body))
            found.before()
            self.send_response(found.status)
            for name, value in found.extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.answer)))
            self.end_headers()
            self.wfile.write(found.answer)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A caller who hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def raw_server(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says whatever ``say`` writes to the line; its port on 127.0.0.1."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, contextlib.suppress(OSError):
                    say(line)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def certificate_for(name: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A self-made authority's file, and a server's context with a certificate for ``name``."""
    now = datetime.datetime.now(datetime.UTC)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])

    def build(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(hours=1))
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
                False,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )

    authority = (
        build(issuer, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(authority_key, hashes.SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    with contextlib.suppress(ValueError):
        names = [x509.IPAddress(ipaddress.ip_address(name))]
    leaf = (
        build(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key)
        .add_extension(x509.SubjectAlternativeName(names), False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(authority_key, hashes.SHA256())
    )
    authority_file, pair = folder / "authority.pem", folder / "server.pem"
    authority_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    pair.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + leaf.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    return authority_file, context
