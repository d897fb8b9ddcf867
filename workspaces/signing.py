"""How a receiver of a webhook knows that a delivery is ours, unchanged and new.

``Cuppa-Signature: t=<seconds>,v1=<hex>`` with HMAC-SHA-256 of "<t>.<body>" by the secret; several
``v1`` while one secret takes over from another. docs/engineer.md shows how to check it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret for a new webhook: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def sign(body: bytes, *, secret: str, at: int) -> str:
    """The signature of ``body`` sent at ``at`` (seconds since 1970), in hexadecimal."""
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()


def signature_header(body: bytes, *, secrets_in_use: Iterable[str], at: int) -> str:
    """The value of the header, with one signature for each secret."""
    signatures = (f"v1={sign(body, secret=secret, at=at)}" for secret in secrets_in_use)
    return ",".join([f"t={at}", *signatures])
