"""The lens in the browser: as one types, and for any pasted text."""

import time

import pytest

from messaging.models import Variant
from tests import make
from tests.conftest import Cast

HTMX = {"HX-Request": "true"}


def read(cast: Cast, channel: str, **parts: str) -> str:
    message = make.make_message(cast.workspace, channel=channel)
    typed = {f"part_{name}": text for name, text in parts.items()}
    answer = cast.client(cast.viewer).post(
        cast.url(f"write/messages/{message.pk}/lens/"), typed, headers=HTMX
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(cast: Cast) -> None:
    page = read(cast, "web_hero", headline="The till is short again and nobody knows why.")
    assert "Problem first" in page
    assert page.count('class="meter ') == 6
    assert 'id="count-headline"' in page
    assert 'hx-swap-oob="true"' in page
    assert "45 of 60" in page
    assert not Variant.objects.filter(workspace=cast.workspace).exists()


def test_a_hard_limit_and_a_cut_are_told_apart(cast: Cast) -> None:
    assert "31 of 30: 1 too many, refused" in read(cast, "google_rsa", headlines="x" * 31)
    assert "70: the last 10 may not be seen" in read(cast, "web_hero", headline="y" * 70)


def test_messages_are_counted_as_they_are_paid(cast: Cast) -> None:
    assert "1 message<" in read(cast, "sms", body="a" * 160)
    assert "161 units, 2 messages" in read(cast, "sms", body="a" * 161)
    assert "plain quotes and dashes would save 1" in read(cast, "sms", body="a" * 70 + "’")


def test_a_remark_marks_its_words(cast: Cast) -> None:
    page = read(cast, "web_hero", headline="The world-class, revolutionary, seamless platform")
    assert "<mark" in page
    assert 'class="remarks"' in page


def test_what_is_typed_is_shown_not_run(cast: Cast) -> None:
    page = read(cast, "web_hero", headline="<script>alert(1)</script> world-class <b>")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_any_text_can_be_pasted(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    url = cast.url("write/lens/")
    text = "We are a leading provider.\r\nYou lose every Sunday to receipts."
    whole = client.post(url, {"text": text}).content.decode()
    assert "What each sentence is about" in whole
    assert "their problem" in whole
    assert "<html" in whole
    part = client.post(url, {"text": text}, headers=HTMX).content.decode()
    assert "<html" not in part


def test_the_pain_brings_the_customers_words(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    client = cast.client(cast.editor)
    url = cast.url("write/lens/")
    text = "Chasing people for receipts on Sundays"
    assert "not judged" in client.post(url, {"text": text}).content.decode()
    assert "not judged" not in client.post(url, {"text": text, "pain": pain.pk}).content.decode()


@pytest.mark.parametrize("channel", ["web_hero", "email"])
def test_it_keeps_up_with_typing(cast: Cast, channel: str) -> None:
    """150 ms is the promise; the test allows a busy machine three times that."""
    pain = make.make_pain(cast.workspace)
    for _ in range(20):
        make.make_evidence(cast.workspace, pain, text="Sundays go to receipts. " * 10)
    message = make.make_message(cast.workspace, channel=channel)
    client = cast.client(cast.editor)
    url = cast.url(f"write/messages/{message.pk}/lens/")
    name = "part_headline" if channel == "web_hero" else "part_body"
    took = []
    for number in range(6):
        start = time.perf_counter()
        client.post(url, {name: f"Close the books by the {number}rd. " * 8, "pain": pain.pk})
        took.append(time.perf_counter() - start)
    assert min(took) < 0.45
