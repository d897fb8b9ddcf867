"""Weekly reports to clients: what they say, when they go out, and that they go once."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from experiments.client_report import client_report
from experiments.client_report_pdf import write_report_pdf
from experiments.client_report_values import Report, ReportTable, Section
from experiments.client_report_workbook import write_report_workbook
from experiments.client_reports import (
    SEND,
    ask_for_due_reports,
    create_schedule,
    due_on,
    letter_of,
    today,
)
from experiments.models import ReportSchedule
from experiments.tasks import send_client_report
from messaging.models import ShareSettings, Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def weekly(cast: Cast, **values: Any) -> ReportSchedule:
    known = {"name": "For the client", "weekday": 0, "hour": 8, "recipients": ["ada@example.org"]}
    row = create_schedule(access=cast.access, values=known | values)
    made = datetime(2026, 11, 1, tzinfo=UTC)
    ReportSchedule.objects.for_workspace(cast.workspace).filter(pk=row.pk).update(created_at=made)
    row.refresh_from_db()
    return row


def text_of(pdf: bytes) -> bytes:
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    return pdf


def test_it_works(cast: Cast) -> None:
    """Set up on the page, made by the clock, sent as PDF and workbook, kept."""
    client = cast.client(cast.editor)
    said = {
        "name": "For the client",
        "weekday": "0",
        "hour": "8",
        "recipients": "ada@example.org\nbob@example.org",
        "note": "A good week.",
        "is_on": "on",
    }
    assert client.post(cast.url("share/reports/"), said).status_code == 302
    row = ReportSchedule.objects.get(workspace=cast.workspace)
    ReportSchedule.objects.for_workspace(cast.workspace).filter(pk=row.pk).update(
        created_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    assert ask_for_due_reports(MONDAY) == 1
    assert ask_for_due_reports(MONDAY) == 0, "once a week"
    job = Job.objects.for_workspace(cast.workspace).get(kind=SEND)
    send_client_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    text_of(job.result_file.read())
    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.bcc == ["ada@example.org", "bob@example.org"]
    assert letter.to == []
    assert letter.message()["To"] == "undisclosed-recipients:;"
    assert "ada@example.org" not in letter.message().as_string()
    assert letter.subject.startswith(f"Weekly report of {cast.workspace.name}, ")
    assert "A good week." in str(letter.body)
    for text in (str(letter.body), str(letter.alternatives[0][0])):
        assert "You get this every Monday because" in text
        assert "The attached report has the table." not in text
    names = [each[0] for each in letter.attachments]
    assert names == ["report-2026-11-22.pdf", "report-2026-11-22.xlsx"]
    page = client.get(cast.url("share/reports/")).content.decode()
    assert "For the client" in page
    assert cast.url(f"settings/jobs/{job.pk}/file/") in page
    told = client.get(cast.url("share/history/?way=out")).content.decode()
    assert "Report to a client · sent to 2" in told
    assert "report-2026-11-22.pdf" not in client.get(cast.url("share/history/?way=in")).text


def test_what_it_says(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    pain = make.make_pain(cast.workspace, title="Late evenings")
    make.make_live(message, pain=pain)
    Variant.objects.for_workspace(cast.workspace).update(decided_at=timezone.now())
    make.make_evidence(cast.workspace, pain, text="I quote until midnight.", may_quote=True)
    make.make_evidence(cast.workspace, pain, text="Never tell anybody this.", may_quote=False)
    make.make_experiment(make.make_message(cast.workspace), name="Which pain?", state="running")
    report = client_report(access=cast.access, until=today(cast.workspace))
    said = {section.title: " ".join(section.sentences) for section in report.sections}
    assert "1 test runs now" in said["In short"]
    assert "1 text was approved." in said["In short"]
    assert "Customers said 2 new things" in said["In short"]
    assert "Which pain? Nobody was counted yet." in said["What the tests say"]
    assert "I quote until midnight." in said["In your customers’ words"]
    assert "Never tell" not in str(report)
    (row,) = next(each.table for each in report.sections if each.title == "New copy").rows  # type: ignore[union-attr]
    assert row[1] == "Late evenings"


def test_a_letter_says_where_its_tables_are(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    Variant.objects.for_workspace(cast.workspace).update(decided_at=timezone.now())
    report = client_report(access=cast.access, until=today(cast.workspace))
    letter = letter_of(ReportSchedule(workspace=cast.workspace, name="For us"), report)
    for said in (str(letter.body), str(letter.alternatives[0][0])):
        assert said.count("The attached report has the table.") == 1


def test_no_text_and_no_quote_is_cut(cast: Cast) -> None:
    """Whole lines, told how many follow, with merge tags filled; a quote in full or not at all."""
    message = make.make_message(cast.workspace)
    body = "Hello {{first_name|there}},\n\n" + "\n".join(f"{n} " + "word " * 20 for n in range(6))
    make.make_live(message, parts={"headline": "Late", "subline": body, "button": "Go"})
    Variant.objects.for_workspace(cast.workspace).update(decided_at=timezone.now())
    pain = make.make_pain(cast.workspace)
    for quote in ("Short and whole.", "Long " * 100):
        make.make_evidence(cast.workspace, pain, text=quote, may_quote=True)
    report = client_report(access=cast.access, until=today(cast.workspace))
    ((_, _, text),) = next(each.table for each in report.sections if each.title == "New copy").rows  # type: ignore[union-attr]
    lines = str(text).split("\n")
    assert lines[:2] == ["Late", "Hello there,"]
    assert lines[-1] == "and 5 more lines"
    said = f"Late\nHello there,\n{body}\nGo".split("\n")
    assert set(lines[:-1]) <= set(said)
    quoted = next(each for each in report.sections if each.title == "In your customers’ words")
    assert quoted.sentences == ("“Short and whole.”",)


def test_a_report_of_a_campaign_tells_of_no_other(cast: Cast) -> None:
    from messaging.models import Campaign

    campaign = Campaign.objects.create(workspace=cast.workspace, name="Autumn")
    make.make_experiment(make.make_message(cast.workspace), name="Elsewhere?", state="running")
    report = client_report(access=cast.access, until=today(cast.workspace), campaign=campaign)
    assert report.title == "Tea and Sons: Autumn"
    assert "Elsewhere?" not in str(report)


@pytest.mark.parametrize(
    ("weekday", "hour", "zone", "day"),
    [
        (0, 8, "UTC", date(2026, 11, 23)),
        (0, 10, "UTC", date(2026, 11, 16)),
        (6, 23, "UTC", date(2026, 11, 22)),
        (0, 10, "Europe/Berlin", date(2026, 11, 23)),
        (0, 2, "America/New_York", date(2026, 11, 23)),
        (0, 5, "America/New_York", date(2026, 11, 16)),
    ],
)
def test_when_it_is_due(cast: Cast, weekday: int, hour: int, zone: str, day: date) -> None:
    cast.workspace.time_zone = zone
    cast.workspace.save(update_fields=["time_zone"])
    row = weekly(cast, weekday=weekday, hour=hour)
    assert due_on(row, MONDAY) == day
    row.last_made_on = day
    assert due_on(row, MONDAY) is None
    row.last_made_on = None
    row.created_at = MONDAY
    assert due_on(row, MONDAY) is None, "nothing is owed for the time before it was made"


def test_what_is_switched_off_is_not_made(cast: Cast) -> None:
    weekly(cast, is_on=False)
    assert ask_for_due_reports(MONDAY) == 0


def test_a_mail_server_that_is_away_is_told_and_tried_again(cast: Cast, monkeypatch: Any) -> None:
    weekly(cast)
    ask_for_due_reports(MONDAY)
    job = Job.objects.for_workspace(cast.workspace).get(kind=SEND)

    def away(*_: Any, **__: Any) -> int:
        raise OSError("no route")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
        send_client_report(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "mail server" in job.error
    cast.client(cast.owner).post(cast.url(f"settings/jobs/{job.pk}/retry/"))
    send_client_report(job.pk)
    assert len(mail.outbox) == 1


def test_it_is_sent_once_however_often_the_job_is_done(cast: Cast) -> None:
    weekly(cast)
    ask_for_due_reports(MONDAY)
    job = Job.objects.for_workspace(cast.workspace).get(kind=SEND)
    send_client_report(job.pk)
    Job.objects.for_workspace(cast.workspace).filter(pk=job.pk).update(state=Job.State.QUEUED)
    send_client_report(job.pk)
    assert len(mail.outbox) == 1


def picture(size: tuple[int, int] = (300, 90)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (164, 81, 31)).save(file, "PNG")
    return file.getvalue()


def report_with(**values: Any) -> Report:
    known: dict[str, Any] = {
        "brand": "Ladlewright",
        "agency": "North & Co",
        "campaign": "",
        "since": date(2026, 11, 16),
        "until": date(2026, 11, 22),
        "note": "",
        "sections": (),
    }
    return Report(**known | values)


def broken_behind_its_head() -> bytes:
    """It says how large it is, as is asked of a logo, and then holds what no picture holds."""
    whole = picture()
    return whole[:33] + b"\0\0\0\5\1\2\3\4" + whole[33:]


LOGOS = [b"", picture(), picture((40, 400)), b"\x89PNG\r\n\x1a\nbroken", broken_behind_its_head()]


@pytest.mark.parametrize("logo", LOGOS)
def test_a_pdf_with_any_logo(logo: bytes) -> None:
    file = io.BytesIO()
    table = ReportTable(("Test", "Visitors"), tuple((f"Nr {n}", n) for n in range(80)))
    sections = (Section("Tests", ("Wörter, Ελληνικά, \x07 and 日本語.",), table),)
    write_report_pdf(file, report_with(logo=logo, sections=sections, note="A\nB", is_invented=True))
    text_of(file.getvalue())


def test_no_cell_of_its_workbook_is_a_formula() -> None:
    file = io.BytesIO()
    table = ReportTable(("=1+1", "Visitors"), (("=cmd()", 3), ("@x", 4)))
    sections = (Section("=Tests", ("+1", "-2"), table),)
    write_report_workbook(file, report_with(sections=sections, note="=note"))
    book = load_workbook(io.BytesIO(file.getvalue()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert {"=cmd()", "+1", "=note"} <= {cell.value for cell in cells}


def test_the_agency_signs_it(cast: Cast) -> None:
    ShareSettings.objects.create(
        workspace=cast.workspace,
        agency_name="North & Co",
        logo=ContentFile(picture(), name="logo.png"),
    )
    report = client_report(access=cast.access, until=today(cast.workspace))
    assert report.agency == "North & Co"
    assert report.logo.startswith(b"\x89PNG")


def test_a_week_is_seven_days(cast: Cast) -> None:
    report = client_report(access=cast.access, until=date(2026, 11, 22))
    assert report.until - report.since == timedelta(days=6)
    assert report.period == "16 November to 22 November 2026"
