"""The only way our code makes a request to an address that somebody typed.

Whoever may type an address may try to make this machine ask its own network, its own services or
its cloud's metadata for something. So a typed address is read strictly (``addresses``), its name is
resolved once, every address it leads to must be public or allowed by the operator (``networks``),
and the connection goes to the very address that was checked (``sending``). ADR 7 says why so.

    answer = send(url, method="POST", body=b"{}", headers={"Content-Type": "application/json"})
    if not answer.is_success: ...

Every failure is an ``OutboundError`` whose text is a sentence for the person who typed the address.
"""

from workspaces.outbound.addresses import Address, read_address
from workspaces.outbound.errors import (
    AddressRefusedError,
    NameUnknownError,
    NoAnswerError,
    OutboundError,
    TooSlowError,
    UnsafeAnswerError,
)
from workspaces.outbound.sending import Answer, check_address, send

__all__ = [
    "Address",
    "AddressRefusedError",
    "Answer",
    "NameUnknownError",
    "NoAnswerError",
    "OutboundError",
    "TooSlowError",
    "UnsafeAnswerError",
    "check_address",
    "read_address",
    "send",
]
