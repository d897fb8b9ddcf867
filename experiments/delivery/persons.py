"""Who is behind a visitor: a hashed e-mail address, never the address itself. Pure.

The hash is that of the advertising platforms' customer lists (SHA-256 of the address without
surrounding space, in small letters), so that a column made for them fits here too. It keeps the
address out of our tables; whoever has a list of addresses can still find out whether one is there,
so it is personal data all the same, and erased with the person.
"""

import re
from hashlib import sha256
from typing import Any

from experiments.delivery.faults import FaultError
from experiments.delivery.senders import Sender

HASH = re.compile(r"[0-9a-f]{64}\Z")
ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f\ud800-\udfff]+@[^\s@\x00-\x1f\x7f\ud800-\udfff]+\Z")
LONGEST_ADDRESS = 254
REMOVED = "removed"


def is_address(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.match(text.strip()) is not None


def hash_address(address: str) -> str:
    """An e-mail address as we know it."""
    return sha256(address.strip().lower().encode()).hexdigest()


def as_hash(text: str) -> str | None:
    """A hash as it was sent, in small letters; None if it is none."""
    text = text.strip().lower()
    return text if HASH.match(text) else None


def person_of(raw: dict[str, Any], sender: Sender) -> str:
    """The person an event names; empty if it names none. Raises FaultError."""
    given = ""
    person = raw.get("person")
    if person is not None:
        found = as_hash(person) if isinstance(person, str) else None
        if found is None:
            raise FaultError(
                "bad_person",
                "“person” is the SHA-256 of an e-mail address in small letters: 64 characters.",
            )
        given = found
    email = raw.get("email")
    if email is None:
        return given
    if not sender.is_trusted:
        raise FaultError(
            "email_not_allowed",
            "Only a secret key may send an “email”; from a page send its SHA-256 as “person”.",
        )
    if not isinstance(email, str) or not is_address(email):
        raise FaultError("bad_email", "“email” is no e-mail address.")
    hashed = hash_address(email)
    if given and given != hashed:
        raise FaultError("bad_person", "“person” and “email” are those of two people.")
    return hashed


def without_address(raw: Any) -> Any:
    """A raw event as it may be kept: the hash in place of an address."""
    if not isinstance(raw, dict) or "email" not in raw:
        return raw
    kept = {name: value for name, value in raw.items() if name != "email"}
    email = raw["email"]
    if isinstance(email, str) and is_address(email):
        kept.setdefault("person", hash_address(email))
    else:
        kept["email"] = REMOVED
    return kept
