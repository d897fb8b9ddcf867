"""Secrets at rest: what must be read again (webhook secrets, one-time-password seeds) is sealed.

Sealed with Fernet (AES-128-CBC and HMAC-SHA-256, from ``cryptography``). The first of
``SEALING_KEYS`` seals, every one opens, so keys can be changed without losing anything: put the new
one in front, run ``manage.py reseal_secrets``, then take the old one away. Without ``SEALING_KEYS``
the key is derived from ``SECRET_KEY``, and changing that one loses what was sealed.

A column of a model is a ``SealedTextField`` (sealed_fields.py), which keeps the plain text out of
logs by itself.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CANNOT_UNSEAL = (
    "This secret was sealed with a key the site no longer has: enter it again, "
    "or put the old key back into SEALING_KEYS."
)


class CannotUnsealError(ValueError):
    """What is stored was sealed with a key this site no longer has."""


def seal(text: str) -> str:
    """``text`` so that only a holder of a sealing key can read it. ASCII."""
    return MultiFernet(_boxes()).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text behind ``sealed``. CannotUnsealError without its key or if it was tampered with."""
    try:
        return MultiFernet(_boxes()).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnsealError(CANNOT_UNSEAL) from error


def reseal(sealed: str) -> str:
    """The same secret, sealed with the first key. Unchanged if that one sealed it already."""
    if is_sealed_with_first_key(sealed):
        return sealed
    return seal(unseal(sealed))


def is_sealed_with_first_key(sealed: str) -> bool:
    """Whether ``sealed`` outlives the taking away of all other keys."""
    try:
        _boxes()[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def looks_sealed(text: str) -> bool:
    """Whether ``text`` has the shape of what ``seal`` makes, whoever's key it was.

    Fernet: one byte 0x80, 8 of time, 16 to start from, blocks of 16, 32 of signature, in base64.
    """
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return False
    return raw[:1] == b"\x80" and len(raw) >= 73 and (len(raw) - 57) % 16 == 0


def _boxes() -> tuple[Fernet, ...]:
    return _boxes_of(tuple(settings.SEALING_KEYS) or (settings.SECRET_KEY,))


@lru_cache(maxsize=4)
def _boxes_of(keys: tuple[str, ...]) -> tuple[Fernet, ...]:
    return tuple(Fernet(_derived(key)) for key in keys)


def _derived(key: str) -> bytes:
    """32 bytes for Fernet from a long random text (HKDF, RFC 5869)."""
    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cuppa sealing").derive(key.encode())
    return base64.urlsafe_b64encode(raw)
