"""The end of a public address that nobody can guess."""

import re
import secrets

TOKEN_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_public_token() -> str:
    """256 bits from the system's source of randomness, as 43 letters for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_public_token(text: str) -> bool:
    """Whether it has the shape of one: nothing else is worth a query, or fit for one."""
    return _SHAPE.fullmatch(text) is not None
