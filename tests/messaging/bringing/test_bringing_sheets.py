"""A sheet of copy comes in: its columns named, its rows read by the worker."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from messaging.bring_in import bring_sheet, map_columns, read_brought_in, sample_of
from messaging.bring_in_apply import AT_ONCE, Wanted, bring_in, bring_in_by_job
from messaging.bringing.found import MOST_TEXTS, NothingFoundError
from messaging.conflicts import WrongStateError
from messaging.models import BroughtIn, BroughtText, Variant
from messaging.using_elsewhere import in_use_now
from personas.listening.tables import UnreadableFileError
from personas.models import RememberedColumns
from tests.conftest import Cast
from workspaces.jobs import run_job
from workspaces.models import Job


def texts(batch: BroughtIn) -> list[BroughtText]:
    return list(BroughtText.objects.filter(batch=batch).order_by("number"))


def sheet(content: bytes | str, name: str = "deck.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def read(cast: Cast, batch: BroughtIn) -> BroughtIn:
    """Name the columns as guessed, and read the rows as the worker does."""
    columns = batch.mapping["columns"]
    job = map_columns(access=cast.access, batch=batch, channel=batch.channel, columns=columns)
    run_job(job.pk, read_brought_in)
    batch.refresh_from_db()
    return batch


def test_it_works(cast: Cast) -> None:
    content = "Subject line,Preview text,Copy,Status\nHello,There,Words,Active\nBye,Now,More,Paused"
    batch = bring_sheet(access=cast.access, file=sheet(content))
    header, first = sample_of(batch)
    assert (header[0], first[0][0], batch.channel) == ("Subject line", "Hello", "email")
    read(cast, batch)
    one, other = texts(batch)
    assert (batch.state, one.left_out, other.left_out) == ("open", False, True)
    assert RememberedColumns.objects.get().defaults["channel"] == "email"
    again = bring_sheet(access=cast.access, file=sheet(content, "later.csv"))
    assert again.mapping["remembered"] is True
    assert again.mapping["columns"] == batch.mapping["columns"]


def test_an_excel_sheet_in_utf_16_and_one_of_excel_are_read(cast: Cast) -> None:
    meta = "Ad Set Name\tAd Name\tTitle\tBody\tLink Description\nA\tAd\tKäse\tLang\tKurz\n"
    batch = read(
        cast, bring_sheet(access=cast.access, file=sheet(meta.encode("utf-16"), "meta.csv"))
    )
    (row,) = texts(batch)
    assert (row.channel, row.parts["headline"], batch.where) == ("meta_ad", ["Käse"], "meta")
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Headline", "Subline", "Button"])
    book.active.append(["One", "Two", "Three"])
    book.save(out)
    batch = read(cast, bring_sheet(access=cast.access, file=sheet(out.getvalue(), "deck.xlsx")))
    (row,) = texts(batch)
    assert row.parts == {"headline": "One", "subline": "Two", "button": "Three"}


def test_no_sheet_and_an_empty_one_are_told(cast: Cast) -> None:
    for content, name in ((b"PK\x03\x04 no zip", "a.xlsx"), (b"Subject,Body\n", "b.csv")):
        with pytest.raises(UnreadableFileError):
            bring_sheet(access=cast.access, file=sheet(content, name))
    assert not BroughtIn.objects.exists()


def test_columns_that_hold_nothing_are_told(cast: Cast) -> None:
    batch = bring_sheet(access=cast.access, file=sheet("Subject,Body\nA,B"))
    for columns in ({}, {"0": "name"}, {"0": "part:headlines"}):
        with pytest.raises(NothingFoundError):
            map_columns(access=cast.access, batch=batch, channel="email", columns=columns)
    with pytest.raises(KeyError):
        map_columns(access=cast.access, batch=batch, channel="nowhere", columns={"0": "part:a"})


def test_a_sheet_of_too_many_texts_is_refused(cast: Cast) -> None:
    rows = "\n".join(f"Subject {n},Body {n}" for n in range(MOST_TEXTS + 2))
    batch = bring_sheet(access=cast.access, file=sheet(f"Subject,Body\n{rows}"))
    read(cast, batch)
    assert batch.state == "refused"
    assert "at once" in batch.refusal
    assert not BroughtText.objects.exists()


def test_many_texts_come_in_by_a_job_and_only_once(cast: Cast) -> None:
    rows = "\n".join(f"Subject {n},Body {n}" for n in range(AT_ONCE + 2))
    batch = read(cast, bring_sheet(access=cast.access, file=sheet(f"Subject,Body\n{rows}")))
    job = bring_in(access=cast.access, batch=batch, wanted=Wanted(where="mailchimp"))
    assert isinstance(job, Job)
    assert not Variant.objects.exists()
    for _ in range(2):
        Job.objects.filter(pk=job.pk).update(state="queued")
        run_job(job.pk, bring_in_by_job)
    assert Variant.objects.count() == AT_ONCE + 2
    assert len(in_use_now(cast.workspace)) == AT_ONCE + 2
    with pytest.raises(WrongStateError):
        bring_in(access=cast.access, batch=batch, wanted=Wanted(where="mailchimp"))
