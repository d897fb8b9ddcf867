"""What is masked in a log, and what stays so that it is still of use."""

import logging
import sys
import time

import pytest

from config.redaction import MASK, RedactingFormatter, redact, redact_error

WORDS = "I lost my Sunday to receipts"


def written(message: str, *arguments: object, error: Exception | None = None) -> str:
    info = None
    if error is not None:
        try:
            raise error
        except Exception:
            info = sys.exc_info()
    record = logging.LogRecord("cuppa", logging.ERROR, "a.py", 1, message, arguments, info)
    return RedactingFormatter("%(levelname)s %(message)s").format(record)


def test_it_works() -> None:
    assert written("Job %s failed", 7) == "ERROR Job 7 failed"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key sk_live6Qw3-9_zzzTTTxxx was refused", "live6"),
        ("signed with whsec_Zm9vYmFyYmF6cXV4", "Zm9v"),
        ("Authorization: Bearer abc.def.ghi", "abc.def"),
        ("'Authorization': 'Basic dXNlcjpwYXNz'", "dXNl"),
        ("{'HTTP_COOKIE': 'session=q1w2e3; csrf=zzz'}", "q1w2"),
        ("Cookie: session=q1w2e3; csrf=tok3n", "tok3n"),
        ("X-API-Key: anything at all", "anything"),
        ("postgresql://cuppa:tea%20time@db/cuppa is away", "tea%20"),
        ("redis://:p@ss@cache:6379/0", "p@ss"),
        ("amqp://user:pa:ss@host//", "pa:ss"),
        ("password=hunter2 for the mail server", "hunter2"),
        ("{'password1': 'hunter2 or three'}", "hunter2"),
        ("secret_key: hunter2", "hunter2"),
        (
            "Not Found: /accounts/password/reset/key/1a-cz4k2q-0f8b2c6e1d9a4b7f3e5c8a1d6b9f2e4c/",
            "0f8b",
        ),
        ("/accounts/confirm-email/MQ:1tZ9aB:Qf3kLmN0pQrStUvWxYz12345678901234567890123/", "Qf3k"),
        ("/invitations/Zk3x9QpLm2nR7tYvWb5c/", "Zk3x9"),
        ("/invitations/kA-_3x9QpLm2nR7tYvWb5c_-/", "9QpL"),
        ("session 0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p", "0a1b"),
        ("visitor 3e5c8a1d-6b9f-42e4-8c7a-0d3f6b9c2e5a", "3e5c"),
        ("hanna.o'neil+tea@example.co.uk asked", "neil"),
        ("/search/?q=hanna%40example.org", "hanna"),
        ("Key (lower(email))=(hanna@example.org) already exists.", "hanna"),
        ("DETAIL:  Key (workspace_id, text)=(7, I lost (all) my Sunday) already exists.", "Sunday"),
        ("DETAIL:  Failing row contains (7, I lost my Sunday, null).", "Sunday"),
        ("conflicts with existing key (name)=(I lost my Sunday).", "Sunday"),
        ("CONTEXT:  unnamed portal parameter $1 = 'I lost my Sunday'", "Sunday"),
    ],
)
def test_what_lets_in_or_names_somebody_is_masked(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in redact(text)
    assert secret not in written(text)
    assert secret not in written("%s", text)
    assert secret not in written("It broke", error=RuntimeError(text))


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /w/tea/write/messages/41/",
        "Job 7 lost its database",
        "workspaces.0002_people_and_keys",
        "UNIQUE constraint failed: workspaces_user.email",
        "connection to server at 127.0.0.1, port 5432 failed: Connection refused",
        "'NoneType' object has no attribute 'pk'",
        "2026-11-22T18:44:34.123456+00:00",
        "cuppa.W001: PostgreSQL is used with the broker of files.",
    ],
)
def test_what_helps_stays(text: str) -> None:
    assert written(text) == f"ERROR {text}"


@pytest.mark.parametrize(
    "error",
    [
        KeyError(WORDS),
        ValueError(f"could not convert string to float: {WORDS!r}"),
        ValueError(f"Can't read '{WORDS}'"),
        ValueError(f'invalid input syntax for type integer: "{WORDS}"'),
        ValueError(f"Cannot read “{WORDS}”."),
        RuntimeError({"text": WORDS}),
        RuntimeError(f"{WORDS + ', don' + chr(39) + 't I?'!r}"),
    ],
)
def test_an_error_does_not_quote_people(error: Exception) -> None:
    text = written("It broke", error=error)
    assert "Sunday" not in text
    assert type(error).__name__ in text
    assert "test_redaction.py" in text


def test_the_cause_is_masked_too() -> None:
    outer = RuntimeError("outer")
    outer.__cause__ = ValueError(f"'{WORDS}' of hanna@example.org")
    text = written("It broke", error=outer)
    assert "Sunday" not in text
    assert "hanna" not in text
    assert MASK in text


def test_nobody_forges_a_record_or_commands_a_terminal() -> None:
    text = written("Not Found: %s", "/a\r\n2026-11-22 ERROR root You are hacked\x1b[2J\x07")
    assert all(line.startswith(" ") for line in text.split("\n")[1:])
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_record_with_the_wrong_arguments_tells_none_of_them() -> None:
    text = written("Two %s %s", "hunter2")
    assert "hunter2" not in text


def test_another_handlers_bare_traceback_is_not_taken_over() -> None:
    try:
        raise ValueError("hanna@example.org")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "It broke", (), sys.exc_info())
    assert "hanna" in logging.Formatter().format(record)
    assert "hanna" not in RedactingFormatter().format(record)


@pytest.mark.parametrize(
    "part", ["a", "A-", "1.", "x'", "password", "aZ-", "Key (", "CONTEXT:", "“", '\\"', "a@b."]
)
def test_masking_a_long_line_takes_no_time(part: str) -> None:
    """Anybody can have an address logged that does not exist, of sixty thousand characters."""
    line = f"Not Found: /{part * (60_000 // len(part))}"
    began = time.process_time()
    redact_error(line)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("before", range(3_480, 4_020, 20))
def test_a_secret_at_the_cut_is_masked_or_gone(before: int) -> None:
    token = "sk_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA"
    masked = redact(f"{'word ' * (before // 5)}{token} {'word ' * 1_000}")
    assert "sk_Z" not in masked
    assert "Zm9v" not in masked
    assert "more)" in masked
