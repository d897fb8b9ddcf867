"""An e-mail is read by a process with limits: its head can ask for gigabytes."""

import tempfile
from datetime import date

import pytest

from messaging.bringing import mail_apart
from messaging.bringing.found import NothingFoundError
from messaging.bringing.mail import MOST_BYTES, Mail
from messaging.bringing.mail_apart import HEAVY, read_mail_apart

MAIL = b"""Subject: Your Sunday
X-Mailer: Klaviyo
Date: Mon, 2 Nov 2026 10:00:00 +0000

K\xc3\xa4se & words.
"""


def read(content: bytes) -> Mail:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return read_mail_apart(file)


def test_it_works() -> None:
    mail = read(MAIL)
    assert (mail.where, mail.found.name, mail.found.since) == (
        "klaviyo",
        "Your Sunday",
        date(2026, 11, 2),
    )
    assert mail.found.parts["subject"] == "Your Sunday"
    assert "words." in str(mail.found.parts["body"])


def test_what_is_no_e_mail_is_told() -> None:
    with pytest.raises(NothingFoundError, match="holds no e-mail"):
        read(b"")
    with pytest.raises(NothingFoundError, match="up to 5 MB"):
        read(b"a" * (MOST_BYTES + 1))


def test_a_head_that_asks_for_gigabytes_gets_none() -> None:
    with pytest.raises(NothingFoundError) as told:
        read(b"Subject: " + b"=?utf-8?q?a?=" * 20_000 + b"\r\n\r\nWords.")
    assert str(told.value) == HEAVY


@pytest.mark.parametrize("line", [b"no JSON\n", b"[]\n", b"7\n", b"without an end"])
def test_a_process_that_tells_nonsense_is_not_believed(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import sys; sys.stdout.buffer.write({line!r})"
    monkeypatch.setattr(mail_apart, "CHILD", code)
    with pytest.raises(NothingFoundError, match="more than any"):
        read(MAIL)
