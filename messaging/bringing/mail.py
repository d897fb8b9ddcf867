"""The copy of an e-mail: its subject, its preheader and its body.  [pure]

An .eml file is read by the standard library, within limits; of its parts the HTML counts, else the
plain text. The preheader is what the mail hides before its first visible words.
"""

import html as entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from messaging.bringing.found import LONGEST_NAME, Found, NothingFoundError, cut
from messaging.lens.page_text import page_text

MOST_BYTES = 5 * 1024 * 1024
MOST_PARTS = 60
"""A mail with its pictures has a dozen."""
LONGEST_HEAD = 20_000
_HIDDEN = re.compile(
    r"<(?:div|span|p)\b[^<>]{0,600}display\s*:\s*none[^<>]{0,600}>([^<]{1,600})", re.IGNORECASE
)
_FILLING = re.compile("[\u200b-\u200f\u2007\u00ad\u034f\ufeff\u2060]+")
_MULTIPART = re.compile(rb"content-type:\s*multipart/", re.IGNORECASE)
_SENDERS: Mapping[str, tuple[str, ...]] = {
    "mailchimp": ("mailchimp", "mcsv.net", "list-manage.com"),
    "hubspot": ("hubspot", "hs-send"),
    "klaviyo": ("klaviyo",),
    "braze": ("braze", "appboy"),
    "sendgrid": ("sendgrid",),
    "salesforce": ("exacttarget", "salesforce"),
    "mautic": ("mautic",),
    "listmonk": ("listmonk",),
}
_TELLING = (
    "x-mailer",
    "list-unsubscribe",
    "feedback-id",
    "x-sg-eid",
    "message-id",
    "x-report-abuse",
)


@dataclass(frozen=True, slots=True)
class Mail:
    """``where`` is the key of the tool that sent it, empty where it does not tell."""

    found: Found
    where: str = ""


def mail_of(*, subject: str, preheader: str = "", body: str = "") -> Found:
    """An e-mail whose parts somebody pasted; a body in HTML is read as what a reader sees."""
    if re.search(r"<\s*(?:html|body|p|div|table|br|h[1-6])\b", body, re.IGNORECASE):
        preheader = preheader or _preheader(body)
        body = _visible(body, preheader)
    parts = {"subject": cut(_line(subject)), "preheader": cut(_line(preheader)), "body": cut(body)}
    told = {key: text for key, text in parts.items() if text}
    if not told:
        raise NothingFoundError("The e-mail has no words. Paste its subject and its body.")
    return Found((parts["subject"] or parts["body"])[:LONGEST_NAME], "email", dict(told))


def read_mail(content: bytes) -> Mail:
    """An .eml file as e-mail tools save it. NothingFoundError where it holds no e-mail."""
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 2**20
        raise NothingFoundError(f"E-mails of up to {limit} MB are read. Save it without pictures.")
    if len(_MULTIPART.findall(content)) > MOST_PARTS:
        raise NothingFoundError("This e-mail has more parts than any we know, so it was not read.")
    try:
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        page, plain = _bodies(mail)
        subject = str(mail.get("subject", ""))
        head = " ".join(str(mail.get(name, "")) for name in _TELLING).lower()
        since = _day(str(mail.get("date", "")))
    except (
        RecursionError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:
        raise NothingFoundError(
            "This e-mail is broken somewhere. Save it once more, or paste its subject and body."
        ) from error
    if not subject and not page and not plain:
        raise NothingFoundError("This file holds no e-mail: there is no subject and no text in it.")
    found = mail_of(subject=subject, body=page or plain)
    where = next(
        (key for key, words in _SENDERS.items() if any(word in head for word in words)), ""
    )
    return Mail(Found(found.name, found.channel, found.parts, since), where)


def _bodies(mail: EmailMessage) -> tuple[str, str]:
    """HTML and plain text, each empty where there is none."""
    found = {"text/html": "", "text/plain": ""}
    for number, part in enumerate(mail.walk()):
        if number > MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind in found and not found[kind] and part.get_content_disposition() != "attachment":
            found[kind] = _text(part)
    return found["text/html"], found["text/plain"]


def _text(part: object) -> str:
    assert isinstance(part, EmailMessage)
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    name = part.get_content_charset() or "utf-8"
    if not re.fullmatch(r"[\w.-]{1,30}", name) or name.startswith(("idna", "punycode", "unicode")):
        name = "utf-8"
    try:
        return payload.decode(name, "replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def _visible(page: str, preheader: str) -> str:
    blocks = [block.text for block in page_text(page).blocks if block.place != "Title"]
    return "\n\n".join(text for text in blocks if text != preheader)


def _preheader(page: str) -> str:
    found = _HIDDEN.search(page[:LONGEST_HEAD])
    return _line(_FILLING.sub("", entities.unescape(found.group(1)))) if found else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
