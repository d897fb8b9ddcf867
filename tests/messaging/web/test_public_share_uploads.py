"""Files that are sent back under a share link wait, and change nothing by themselves."""

import io
from typing import Any

import pytest
from django.test import Client

from messaging.import_sheet import discard_sheet
from messaging.models import ShareLink, SheetImport
from messaging.share_links import revoke_link
from messaging.share_links_open import MOST_WAITING
from messaging.tasks import read_returned_sheet
from tests.conftest import Cast
from tests.messaging.share_link_cast import linked, opened, page_of, send, sheet, ticket_of


class Endless(io.RawIOBase):
    """A body that counts how much of it was read."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += max(size, 0)
        return b"a" * max(size, 0)


def test_it_works(cast: Cast) -> None:
    link = linked(cast)
    assert send(link, opened(link)).status_code == 302
    batch = SheetImport.objects.get()
    assert (batch.state, batch.link, batch.file_name) == ("reading", link, "back.csv")
    assert batch.job is not None


def test_what_is_missing_is_said_beside_its_field(cast: Cast) -> None:
    link = linked(cast)
    said = {"ticket": opened(link), "sender": ""}
    answer = Client().post(f"{page_of(link)}send/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("say who you are.") == 2, "above the form, and beside the field"
    assert 'aria-describedby="file-help file-fault"' in page
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("back.xlsx", b"PK\x03\x04 no workbook at all"),
        ("back.exe", b"MZ\x90\x00"),
        ("../../settings.py", b"x = '<script>alert(1)</script>'"),
    ],
    ids=("half a zip", "a program", "a script with a path"),
)
def test_a_hostile_file_is_refused_plainly(cast: Cast, name: str, content: bytes) -> None:
    link = linked(cast)
    assert send(link, opened(link), file=sheet(content, name)).status_code == 302
    batch = SheetImport.objects.get()
    assert ".." not in batch.file_name
    assert batch.file.path.startswith(str(batch.file.storage.path(f"sheets/{cast.workspace.pk}")))
    assert batch.job is not None
    read_returned_sheet(batch.job.pk)
    batch.refresh_from_db()
    assert batch.state == "refused"
    assert batch.refusal
    assert "Traceback" not in batch.refusal
    page = cast.client(cast.owner).get(cast.url("share/history/")).content.decode()
    assert "Could not be read" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel format"),
        (b"<html><script>alert(1)</script></html>", "web page or XML"),
        (b"%PDF-1.7 copy", "no spreadsheet"),
    ],
    ids=("an old workbook", "a page", "a PDF"),
)
def test_what_is_no_table_is_told_to_whoever_sends_it(
    cast: Cast, content: bytes, said: str
) -> None:
    link = linked(cast)
    answer = send(link, opened(link), file=sheet(content, "back.xlsx"))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "<script>alert(1)" not in answer.content.decode()
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize("how", ["unknown", "revoked", "no upload"])
def test_what_may_not_be_sent_is_not_even_read(cast: Cast, how: str) -> None:
    link = linked(cast, may_upload=how != "no upload")
    if how == "revoked":
        revoke_link(access=cast.access, link=link)
    if how == "unknown":
        ShareLink.objects.filter(pk=link.pk).delete()
    body = Endless()
    answer = Client().post(
        page_of(link, "send/"),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(20 * 1024 * 1024),
        **{"wsgi.input": body},
    )
    assert answer.status_code == (404 if how == "unknown" else 410)
    assert body.taken == 0
    assert not SheetImport.objects.exists()


def test_a_link_without_upload_takes_nothing(cast: Cast) -> None:
    link = linked(cast, may_upload=False)
    page = Client().get(page_of(link)).content.decode()
    assert "Send it back" not in page
    assert send(link, ticket_of(page)).status_code == 410
    assert not SheetImport.objects.exists()


def test_a_name_and_a_file_are_asked_for_and_what_was_typed_stays(cast: Cast) -> None:
    link = linked(cast)
    ticket = opened(link)
    answer = send(link, ticket, sender="")
    assert answer.status_code == 422
    answer = Client().post(page_of(link, "send/"), {"ticket": ticket, "sender": 'Ada "<b>'})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ada &quot;&lt;b&gt;"' in page
    assert not SheetImport.objects.exists()


def test_no_more_wait_than_somebody_can_look_at(cast: Cast) -> None:
    link = linked(cast)
    for number in range(MOST_WAITING):
        SheetImport.objects.create(
            workspace=cast.workspace, token=f"{number:032}", file_name="x.csv", link=link
        )
    answer = send(link, opened(link))
    assert answer.status_code == 422
    assert "wait to be looked at already" in answer.content.decode()
    assert SheetImport.objects.count() == MOST_WAITING


def test_a_file_that_is_too_large_is_refused_beside_its_field(cast: Cast, settings: Any) -> None:
    link = linked(cast)
    ticket = opened(link)
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    answer = send(link, ticket, file=sheet(b"x" * (1024 * 1024 + 1)))
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
    answer = send(link, ticket, file=sheet(b"x" * (3 * 1024 * 1024)))
    assert answer.status_code == 413


def test_what_could_not_be_read_waits_as_well(cast: Cast) -> None:
    """Each is kept until somebody puts it away: else one link fills the disk with nonsense."""
    link = linked(cast)
    for number in range(MOST_WAITING):
        SheetImport.objects.create(
            workspace=cast.workspace,
            token=f"{number:032}",
            file_name="x.csv",
            link=link,
            state="refused",
        )
    assert send(link, opened(link)).status_code == 422
    discard_sheet(access=cast.access, batch=SheetImport.objects.earliest("pk"))
    assert send(link, opened(link)).status_code == 302
