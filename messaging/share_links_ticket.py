"""The ticket in the forms of a share link: shows that the password was known a moment ago.

The page has no session and no cookie. A ticket is signed, belongs to one link and one password of
it (whoever changes the password ends all tickets), and is good for two hours. docs/adr/0036.
"""

import hashlib
from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.utils.crypto import constant_time_compare

from messaging.models import ShareLink

SALT = "messaging.share-link"
GOOD_FOR = timedelta(hours=2)
"""Long enough to edit a sheet that was fetched and to send it back from the same page."""


def new_ticket(link: ShareLink) -> str:
    """For whoever knew the password, or opened a link that has none."""
    return signing.dumps({"link": link.pk, "lock": _lock(link)}, salt=SALT)


def is_ticket(link: ShareLink, given: str) -> bool:
    """Whether this is a ticket of this link that is still good."""
    try:
        said = signing.loads(given, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    return said["link"] == link.pk and constant_time_compare(said["lock"], _lock(link))


def is_password(link: ShareLink, given: str) -> bool:
    """Whether this is the link's password; of a link without one, any is."""
    return not link.password or check_password(given, link.password)


def _lock(link: ShareLink) -> str:
    return hashlib.sha256(link.password.encode()).hexdigest()[:16]
