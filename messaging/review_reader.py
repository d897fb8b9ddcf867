"""Who reads under a review link, without an account and without a session.

The name somebody gives, and that they knew the password, travel in one signed cookie that is sent
to this one link and nowhere else (docs/adr/0035). A form brings a signed ticket besides: of which
review, shown to which reader, and when. Without the cookie's number the ticket is worth nothing,
so no other page can make a browser answer; and neither gives any right in the workspace.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.core import signing

from messaging.models import Review

PASS_SALT, TICKET_SALT = "messaging.review.pass", "messaging.review.ticket"
COOKIE = "cuppa_review"
PASS_LASTS = timedelta(days=30)
TICKET_LASTS = timedelta(days=2)
"""A page may lie open over a weekend."""


@dataclass(frozen=True, slots=True)
class Reader:
    """``number`` is random; it ties forms to the browser they were shown in."""

    name: str
    number: str


def knows_password(review: Review, given: str) -> bool:
    """Whether this is the password of the review, compared in constant time; True without one."""
    return not review.password or check_password(given, review.password)


def _of_password(review: Review) -> str:
    """Changes whenever the password does, so that a new one asks everybody again."""
    return hashlib.sha256(review.password.encode()).hexdigest()[:16]


def new_pass(review: Review, name: str, number: str = "") -> str:
    """What the cookie holds for somebody who was let in."""
    said = {
        "review": review.pk,
        "name": name,
        "number": number or secrets.token_urlsafe(16),
        "password": _of_password(review),
    }
    return signing.dumps(said, salt=PASS_SALT)


def read_pass(review: Review, given: str) -> Reader | None:
    """Who was let in to this very review; None for any other cookie."""
    try:
        said = signing.loads(given, salt=PASS_SALT, max_age=PASS_LASTS)
    except signing.BadSignature:
        return None
    if said.get("review") != review.pk or said.get("password") != _of_password(review):
        return None
    return Reader(str(said["name"]), str(said["number"]))


def new_ticket(review: Review, reader: Reader | None) -> str:
    """For a form that is shown now, to this reader; None before anybody has said who they are."""
    number = reader.number if reader is not None else ""
    return signing.dumps({"review": review.pk, "number": number}, salt=TICKET_SALT)


def is_ticket(review: Review, reader: Reader | None, given: str) -> bool:
    """Whether a form was shown by us, for this review, to this reader, not too long ago."""
    try:
        said = signing.loads(given, salt=TICKET_SALT, max_age=TICKET_LASTS)
    except signing.BadSignature:
        return False
    number = reader.number if reader is not None else ""
    return bool(said == {"review": review.pk, "number": number})
