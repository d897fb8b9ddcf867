"""The ticket in a public form: signed, with the moment it was handed out.

The public page has no account, no session and no cookie, so a form brings along what tells a person
from a program and one sending from two: which survey (or what else is asked) it is of, when it was
shown, and a random number. Nothing in it is secret, and it gives no rights; it cannot be made up.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from workspaces.models import TenantModel

SALT = "personas.survey"
LEAST_SECONDS = 2
"""Nobody reads a question and answers it in less; programs do."""
OLDEST = timedelta(days=2)
"""A page may lie open over a weekend; a ticket is no supply for a year of answers."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """``fault`` is the name of a text of the catalogue, or empty where all is well."""

    number: str
    fault: str = ""

    @property
    def respondent_hash(self) -> str:
        """What is kept of it: equal when the same form is sent twice."""
        return hashlib.sha256(self.number.encode()).hexdigest()


def new_ticket(asked: TenantModel, *, number: str = "") -> str:
    """A ticket for a form that is shown now; ``number`` where it is shown again."""
    said = {_kind(asked): asked.pk, "number": number or secrets.token_urlsafe(16)}
    return signing.dumps(said, salt=SALT)


def _kind(asked: TenantModel) -> str:
    return asked._meta.model_name or ""


def read_ticket(asked: TenantModel, given: str) -> Ticket:
    """The ticket a form was sent with. One that is not ours gets a new number."""
    try:
        said = signing.loads(given, salt=SALT)
        if said.get(_kind(asked)) != asked.pk:
            raise signing.BadSignature("It is of another survey.")
    except signing.BadSignature:
        return Ticket(secrets.token_urlsafe(16), "fault_not_ours")
    number = str(said["number"])
    try:
        signing.loads(given, salt=SALT, max_age=OLDEST)
    except signing.SignatureExpired:
        return Ticket(number, "fault_too_old")
    try:
        signing.loads(given, salt=SALT, max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return Ticket(number)
    return Ticket(number, "fault_too_quick")


def ticket_again(asked: TenantModel, ticket: Ticket, given: str) -> str:
    """For a form that is shown again: it keeps its number, and where nothing was wrong with it
    also its moment."""
    if ticket.fault in ("", "fault_too_quick"):
        return given
    return new_ticket(asked, number=ticket.number)
