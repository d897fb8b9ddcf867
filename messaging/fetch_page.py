"""Fetching one page that somebody asks to have read, through the only road that leads out."""

import codecs
import re
from typing import Final
from urllib.parse import urljoin

from messaging.lens.page_text import MOST_CHARACTERS
from workspaces.outbound import OutboundError, send

MOST_REDIRECTS: Final = 3
PATIENCE_SECONDS: Final = 8.0
"""A person waits for it."""
MOST_BYTES: Final = 2 * MOST_CHARACTERS
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
LOOKED_AT: Final = 4_096
_ENCODINGS: Final = re.compile(
    r"ascii|utf-?(?:8|16(?:-?[bl]e)?)(?:-sig)?|iso8859-\d{1,2}|cp\d{3,4}|koi8-[rtu]"
    r"|mac-(?:roman|latin2|cyrillic|greek|turkish)|shift_jis|euc_(?:jp|kr)|iso2022_jp"
    r"|gb2312|gbk|gb18030|big5(?:hkscs)?|tis-620|ptcp154|kz1048"
)
"""As Python calls what pages are written in. Its other codecs unpack, take long or hold no text."""


class PageRefusedError(ValueError):
    """The page cannot be read; the message says why to whoever gave its address."""


def fetch_page(url: str) -> str:
    """The HTML at ``url``. PageRefusedError if there is none, or we do not go there.

    Each step of a redirect is checked anew, so that none leads inside.
    """
    url = url.strip()
    if "://" not in url:
        url = f"https://{url}"
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = send(
                url,
                headers={"Accept": "text/html,application/xhtml+xml"},
                total_seconds=PATIENCE_SECONDS,
                most_bytes=MOST_BYTES,
            )
        except OutboundError as error:
            raise PageRefusedError(str(error)) from error
        if answer.status in _REDIRECTS and answer.headers.get("location"):
            url = _next(url, answer.headers["location"])
            continue
        if not answer.is_success:
            raise PageRefusedError(f"The page answered {answer.status} and not with its text.")
        kind = answer.headers.get("content-type", "text/html")
        if not kind.lower().startswith(_PAGES):
            name = kind.partition(";")[0].strip()[:80] or "something else"
            raise PageRefusedError(f"That address holds no page but {name}.")
        return _decoded(answer.body, kind)
    raise PageRefusedError("The page sends its visitors from one address to the next without end.")


def _next(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise PageRefusedError("The page sends its visitors to what is no address.") from error


def _decoded(body: bytes, content_type: str) -> str:
    """The text in the encoding the page says it has; what does not fit it becomes �."""
    declared = _CHARSET.search(content_type)
    inside = _DECLARED.search(body[:LOOKED_AT])
    name = declared.group(1) if declared else inside.group(1).decode("ascii") if inside else ""
    try:
        codec = codecs.lookup(name or "utf-8-sig").name
    except LookupError:
        codec = "utf-8"
    if not _ENCODINGS.fullmatch(codec):
        codec = "utf-8"
    return body.decode(codec, "replace")


def decoded_upload(body: bytes) -> str:
    """A page that was uploaded, in the encoding it says it has."""
    return _decoded(body, "")
