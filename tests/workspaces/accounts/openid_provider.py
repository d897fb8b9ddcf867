"""A small real OpenID provider on this machine: discovery, keys, token and user information.

It signs ID tokens with an RSA key and checks the client's secret and the PKCE verifier, as the
operator's own would.
"""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "cuppa"
SECRET = "known to two"


@dataclass
class OpenIdProvider:
    """``person`` is who signs in there; the other fields are how it may lie."""

    person: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    signs_with_another_key: bool = False
    algorithm: str = "RS256"
    calls_itself: str = ""
    challenge: str = ""
    asked: list[str] = field(default_factory=list)
    issuer: str = ""
    _key: ClassVar[rsa.RSAPrivateKey] = rsa.generate_private_key(65537, 2048)
    _other_key: ClassVar[rsa.RSAPrivateKey] = rsa.generate_private_key(65537, 2048)

    def start(self) -> "OpenIdProvider":
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                form = parse_qs(self.rfile.read(length).decode())
                provider.answer(self, {name: values[0] for name, values in form.items()})

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        path = urlsplit(handler.path).path
        self.asked.append(path)
        status, body = (
            200,
            {
                "/.well-known/openid-configuration": self.description,
                "/keys": self.keys,
                "/token": lambda: self.token(form),
                "/userinfo": lambda: self.person if self.told is None else self.told,
            }.get(path, dict)(),
        )
        if not body:
            status = 400
        content = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.calls_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        if not known or form.get("code") != "good" or proof != self.challenge:
            return {}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60} | self.person
        key: Any = self._other_key if self.signs_with_another_key else self._key
        if self.algorithm == "HS256":
            key = SECRET * 4
        elif self.algorithm == "none":
            key = None
        signed = jwt.encode(
            claims | self.claims, key, algorithm=self.algorithm, headers={"kid": "one"}
        )
        return {"access_token": "open", "token_type": "Bearer", "id_token": signed}
