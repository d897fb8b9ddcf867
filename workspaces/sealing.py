"""Secrets at rest: what must be read again (webhook secrets, one-time-password seeds) is sealed.

Sealed with Fernet (AES-128-CBC and HMAC-SHA-256, from ``cryptography``). The first of
``SEALING_KEYS`` seals, every one opens, so keys can be changed without losing anything: put the new
one in front, run ``manage.py reseal_secrets``, then take the old one away. Without ``SEALING_KEYS``
the key is derived from ``SECRET_KEY``, and changing that one loses what was sealed.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotUnsealError(ValueError):
    """What is stored was sealed with a key this site no longer has."""


def seal(text: str) -> str:
    """``text`` so that only a holder of a sealing key can read it. ASCII."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text behind ``sealed``. CannotUnsealError without its key or if it was tampered with."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnsealError(
            "This secret was sealed with a key the site no longer has: enter it again, "
            "or put the old key back into SEALING_KEYS."
        ) from error


def reseal(sealed: str) -> str:
    """The same secret, sealed with the first key."""
    return seal(unseal(sealed))


def _box() -> MultiFernet:
    return _box_of(tuple(settings.SEALING_KEYS) or (settings.SECRET_KEY,))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """32 bytes for Fernet from a long random text (HKDF, RFC 5869)."""
    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cuppa sealing").derive(key.encode())
    return base64.urlsafe_b64encode(raw)
