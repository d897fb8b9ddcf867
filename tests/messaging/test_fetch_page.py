"""A page is fetched by the one road that leads out, and told plainly when it is not."""

from collections.abc import Iterator
from ipaddress import ip_network
from time import monotonic
from typing import Any

import pytest

from messaging.fetch_page import MOST_BYTES, PageRefusedError, decoded_upload, fetch_page
from tests.workspaces.outbound.receivers import Receiver, receiver

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def site(settings: Any) -> Iterator[Receiver]:
    """A real web server, which the operator allows us to call."""
    settings.OUTBOUND_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    with receiver() as found:
        found.answer, found.extra = "<p>Café</p>".encode(), dict(HTML)
        yield found


def test_it_works(site: Receiver) -> None:
    assert fetch_page(site.url("/pricing")) == "<p>Café</p>"
    assert site.seen[0].path == "/pricing"


def test_an_inside_address_is_not_called(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_NETWORKS = []
    with receiver() as found:
        with pytest.raises(PageRefusedError, match="private or reserved"):
            fetch_page(found.url("/"))
        assert found.seen == []


def test_no_redirect_leads_inside(site: Receiver) -> None:
    site.status, site.extra = 302, {"Location": "http://169.254.169.254/latest/"}
    with pytest.raises(PageRefusedError, match="private or reserved"):
        fetch_page(site.url("/"))


def test_redirects_end(site: Receiver) -> None:
    site.status, site.extra = 301, {"Location": "/again"}
    with pytest.raises(PageRefusedError, match="without end"):
        fetch_page(site.url("/"))
    assert len(site.seen) == 4


@pytest.mark.parametrize(("status", "said"), [(404, "404"), (503, "503")])
def test_what_it_answers_is_said(site: Receiver, status: int, said: str) -> None:
    site.status = status
    with pytest.raises(PageRefusedError, match=said):
        fetch_page(site.url("/"))


def test_what_is_no_page_is_said(site: Receiver) -> None:
    site.extra = {"Content-Type": "application/pdf"}
    with pytest.raises(PageRefusedError, match="application/pdf"):
        fetch_page(site.url("/"))


def test_a_huge_page_is_cut(site: Receiver) -> None:
    site.answer = b"x" * (MOST_BYTES + 5_000)
    assert len(fetch_page(site.url("/"))) == MOST_BYTES


def test_the_page_says_its_encoding(site: Receiver) -> None:
    site.answer, site.extra = "Café".encode("cp1252"), {"Content-Type": "text/html; charset=cp1252"}
    assert fetch_page(site.url("/")) == "Café"
    assert decoded_upload(b'<meta charset="iso-8859-1">Caf\xe9').endswith("Café")
    assert decoded_upload(b'<meta charset="no-such">ok').endswith("ok")


@pytest.mark.parametrize(
    "name",
    ["zlib", "bz2", "hex", "rot13", "undefined", "idna", "punycode", "unicode_escape", "utf-7",
     "base64", "mbcs", "oem", "string-escape", "utf_8_sig", "-" * 3_000],
)  # fmt: skip
def test_only_encodings_of_pages_are_believed(name: str) -> None:
    """Python knows codecs that unpack, run in the square of the length, or are no text at all."""
    began = monotonic()
    body = f'<meta charset="{name}"><p>a\\x41+ADw-</p>'.encode() + b"-\xff" * 200_000
    assert "<p>a\\x41+ADw-</p>" in decoded_upload(body)
    assert monotonic() - began < 1


@pytest.mark.parametrize(
    "place", ["http://[", "//[::1", "https://a]b/", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_a_redirect_to_what_is_no_address_is_said(site: Receiver, place: str) -> None:
    site.status, site.extra = 302, {"Location": place}
    with pytest.raises(PageRefusedError):
        fetch_page(site.url("/"))
    assert len(site.seen) == 1
