"""Too much of anything is refused with a page or a problem, before it costs anything."""

import io
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config.body_limit import FROM_PROGRAMS
from tests.conftest import Cast
from workspaces.keys import create_key

MB = 1024 * 1024
SAID = {"source": "survey", "customer_status": "unknown"}


class Endless(io.RawIOBase):
    """A body that counts how much of it was read."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += max(size, 0)
        return b"a" * max(size, 0)


def test_it_works(cast: Cast) -> None:
    file = SimpleUploadedFile("quotes.csv", b"Quote\nI lost my Sunday\n")
    answer = cast.client(cast.editor).post(
        cast.url("listen/imports/upload/"), {"file": file, **SAID}
    )
    assert answer.status_code == 302


def test_a_file_over_the_limit_is_told_so_beside_the_field(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = MB
    file = SimpleUploadedFile("quotes.csv", b"a" * (MB + 1))
    answer = cast.client(cast.editor).post(
        cast.url("listen/imports/upload/"), {"file": file, **SAID}
    )
    assert answer.status_code == 200
    assert "This file is larger than 1 MB" in answer.content.decode()
    assert 'id="id_file_error"' in answer.content.decode()


def test_an_upload_without_end_is_not_read(cast: Cast) -> None:
    body = Endless()
    answer = cast.client(cast.editor).post(
        cast.url("listen/imports/upload/"),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**12),
        **{"wsgi.input": body},
    )
    assert answer.status_code == 413
    assert "up to 50 MB" in answer.content.decode()
    assert body.taken == 0


def test_a_stranger_sends_no_files() -> None:
    body = Endless()
    answer = Client().post(
        "/accounts/login/",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(15 * MB),
        **{"wsgi.input": body},
    )
    assert answer.status_code == 413
    assert body.taken == 0


@pytest.mark.parametrize("place", ["/api/v1/personas/", "/api/v1/events", "/api/v1/copy"])
def test_a_program_is_told_in_its_own_way(cast: Cast, place: str) -> None:
    _, token = create_key(access=cast.access, name="server", kind="secret")
    body = Endless()
    answer = Client().post(
        place,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
        CONTENT_LENGTH=str(10**12),
        **{"wsgi.input": body},
    )
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert body.taken <= MB


def multipart(part: bytes, count: int) -> bytes:
    return part * count + b"--x--\r\n"


FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n'
HEADERS = b"--x\r\n" + b"X: y\r\n" * 200_000 + b"\r\n\r\n"


@pytest.mark.parametrize(
    "body",
    [
        multipart(FIELD, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1),
        multipart(FILE, settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1),
        multipart(FIELD.replace(b"b\r\n", b"b" * 6 * MB + b"\r\n"), 1),
        multipart(HEADERS, 1),
        b"--x\r\n" * 100_000,
        b"--x" + b"\r\n" * 100_000,
    ],
    ids=["fields", "files", "a long field", "headers", "borders", "blank lines"],
)
def test_no_form_is_a_bomb(cast: Cast, body: bytes) -> None:
    client = cast.client(cast.editor)
    client.raise_request_exception = False
    begun = time.process_time()
    answer = client.post(
        cast.url("listen/imports/upload/"), body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in (200, 400, 413)
    assert "<h1>" in answer.content.decode()
    assert time.process_time() - begun < 2


def test_many_fields_without_files(cast: Cast) -> None:
    client = cast.client(cast.owner)
    client.raise_request_exception = False
    body = "&".join(["a=b"] * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    answer = client.post(
        cast.url("settings/"), body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("length", ["", "-1", "x", "１", "9" * 5_000])
def test_an_odd_length_breaks_nothing(length: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/login/", CONTENT_LENGTH=length)
    assert answer.status_code < 500


@pytest.mark.parametrize("place", sorted(FROM_PROGRAMS))
def test_a_program_sends_files_as_large_as_people_do(cast: Cast, place: str) -> None:
    _, token = create_key(access=cast.access, name="server", kind="secret", scopes=["write"])
    told = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(20 * MB)}
    body = Endless()
    taken = Client().post(
        place, headers={"Authorization": f"Bearer {token}"}, **told, **{"wsgi.input": body}
    )
    assert taken.status_code == 400, "it is no form"
    assert body.taken > 0
    stranger = Client().post(place, **told, **{"wsgi.input": Endless()})
    assert stranger.status_code == 413
