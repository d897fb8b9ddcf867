"""Filling somebody's own file: taken, looked at, filled by a job, given back."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.styles import PatternFill

from messaging.exported_texts import home_of, is_export, texts_of_export
from messaging.fill_export import FillChoice, FillError, ask_to_fill
from messaging.fill_guess import guess_for_template
from messaging.fill_template import FileToFill, TemplateGoneError, take_template, template_of
from messaging.models import Campaign, Destination, Variant
from messaging.sharing.collect_lines import Selection
from messaging.sharing.filling.assigning import BY_HAND, IN_ORDER
from messaging.tasks import fill_export
from personas.listening.tables import UnreadableFileError
from personas.models import RememberedColumns
from tests import make
from tests.conftest import Cast
from tests.security.hostile_files import REFUSED
from workspaces.models import AuditRecord, Job

META = (
    "Campaign ID\tAd Name\tTitle\tAdditional Title 1\tBody\tLink\tURL Tags\tCall to Action\r\n"
    "1\tspring {key}\told\told too\t\thttps://old.example/\tref=1\tLEARN_MORE\r\n"
    '2\tnot ours\t"keep ""this"""\t\t\t\t\tLEARN_MORE\r\n'
)
PARTS = {"primary_text": ["Keep your Sundays."], "headline": ["Sundays are yours ☕"]}


def ad(cast: Cast, **fields: object) -> Variant:
    campaign = Campaign.objects.create(
        workspace=cast.workspace,
        name="Autumn",
        final_url="https://tea.example/",
        utm={"campaign": "autumn"},
    )
    message = make.make_message(cast.workspace, "meta_ad")
    message.placement.campaign = campaign
    message.placement.save()
    return make.make_live(message, parts=PARTS, **fields)


def take(cast: Cast, content: bytes, name: str = "ads.csv") -> FileToFill:
    return take_template(access=cast.access, file=SimpleUploadedFile(name, content))


def fill(cast: Cast, template: FileToFill, choice: FillChoice | None = None) -> Job:
    guessed = guess_for_template(cast.access, template)
    job = ask_to_fill(
        access=cast.access,
        template=template,
        choice=choice or FillChoice(guessed.channel, guessed.mapping),
        selection=Selection(),
    )
    fill_export(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def content_of(job: Job) -> bytes:
    with job.result_file.open("rb") as file:
        return bytes(file.read())


def test_it_works(cast: Cast) -> None:
    text = ad(cast)
    raw = b"\xff\xfe" + META.format(key=text.key).encode("utf-16-le")
    job = fill(cast, take(cast, raw))
    tags = "ref=1&utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn"
    tags = f"{tags}&utm_content={text.key}"
    expected = META.format(key=text.key)
    expected = expected.replace(
        "\told\told too\t\t", "\tSundays are yours ☕\t\tKeep your Sundays.\t"
    )
    expected = expected.replace("https://old.example/\tref=1", f"https://tea.example/\t{tags}")
    assert content_of(job) == b"\xff\xfe" + expected.encode("utf-16-le")
    assert job.result["file_name"] == "ads.csv"
    assert job.result["rows"] == 1
    assert AuditRecord.objects.for_workspace(cast.workspace).filter(action="queued").count() == 1


def test_the_texts_it_held_can_be_said_to_be_in_use(cast: Cast) -> None:
    text = ad(cast)
    job = fill(cast, take(cast, META.format(key=text.key).encode()))
    assert is_export(job)
    assert home_of(job) == "meta"
    assert [list(texts) for texts in texts_of_export(cast.access, job)] == [[text]]


def test_running_it_twice_gives_the_same_file(cast: Cast) -> None:
    text = ad(cast)
    job = fill(cast, take(cast, META.format(key=text.key).encode()))
    first = content_of(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    fill_export(job.pk)
    job.refresh_from_db()
    assert content_of(job) == first


def test_a_workbook_comes_back_with_its_cells(cast: Cast) -> None:
    text = ad(cast)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ad Name", "Title", "Body", "Budget"])
    sheet.append([f"spring {text.key}", "old", None, 12.5])
    sheet.append(["other", "stays", None, "=D2*2"])
    file = io.BytesIO()
    book.save(file)
    job = fill(cast, take(cast, file.getvalue(), "ads.xlsx"))
    again = openpyxl.load_workbook(io.BytesIO(content_of(job))).active
    assert again is not None
    assert list(again.iter_rows(min_row=2, values_only=True)) == [
        (f"spring {text.key}", "Sundays are yours ☕", "Keep your Sundays.", 12.5),
        ("other", "stays", None, "=D2*2"),
    ]


def test_a_header_alone_gets_a_row_for_each_text(cast: Cast) -> None:
    text = ad(cast)
    template = take(cast, b"Ad Name,Title,Body,Link\r\n")
    choice = FillChoice("meta_ad", {"name": 0, "headline.0": 1, "primary_text.0": 2}, IN_ORDER)
    job = fill(cast, template, choice)
    lines = content_of(job).decode().split("\r\n")
    assert lines == [
        "Ad Name,Title,Body,Link",
        f"{text.key},Sundays are yours ☕,Keep your Sundays.,",
        "",
    ]


@pytest.mark.parametrize("above", [[], [["Made by hand"], []]])
def test_a_header_alone_in_a_workbook_too(cast: Cast, above: list[list[str]]) -> None:
    """Also where blank rows were given colours, and the sheet says how far it reaches."""
    texts = [ad(cast), make.make_live(make.make_message(cast.workspace, "meta_ad"), parts=PARTS)]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [*above, ["Ad Name", "Titel", "Title", "Body"]]:
        sheet.append(row)
    under = len(above) + 2
    sheet.cell(under, 2).fill = PatternFill("solid", fgColor="FFEE00")
    sheet.cell(under + 5, 1).number_format = "@"
    file = io.BytesIO()
    book.save(file)
    template = take(cast, file.getvalue(), "ads.xlsx")
    assert (template.header, template.rows) == (("Ad Name", "Titel", "Title", "Body"), [])
    assert template.header_at == len(above)
    choice = FillChoice("meta_ad", {"name": 0, "headline.0": 2, "primary_text.0": 3})
    with pytest.raises(FillError, match="each text gets a row of its own"):
        fill(cast, template, choice)
    job = fill(cast, template, replace(choice, how=IN_ORDER))
    for is_read_only in (False, True):
        kept = io.BytesIO(content_of(job))
        again = openpyxl.load_workbook(kept, read_only=is_read_only).worksheets[0]
        rows = list(again.iter_rows(min_row=under, max_row=under + 1, values_only=True))
        said = ("Sundays are yours ☕", "Keep your Sundays.")
        assert {row[0] for row in rows} == {text.key for text in texts}
        assert [row[1:4] for row in rows] == [(None, *said)] * 2
    assert openpyxl.load_workbook(kept).worksheets[0].cell(under, 2).fill.fgColor.rgb == "00FFEE00"


def test_the_titles_of_a_workbook_may_be_any_words(cast: Cast) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Anzeige", "Überschrift", "Text"])
    book.active.append(["spring", None, None])
    file = io.BytesIO()
    book.save(file)
    template = take(cast, file.getvalue(), "ads.xlsx")
    assert template.header == ("Anzeige", "Überschrift", "Text")
    assert [(row.number, row.cells[0]) for row in template.rows] == [(2, "spring")]


def test_by_hand_and_in_the_words_of_the_tool(cast: Cast) -> None:
    message = make.make_message(cast.workspace, "email")
    parts = {"subject": "Hi {{first_name|you}}", "preheader": "Soon", "body": "Dear you"}
    text = make.make_live(message, parts=parts)
    template = take(cast, b"Name;Subject\nMay;\nJune;\n")
    choice = FillChoice(
        "email", {"subject": 1}, BY_HAND, {3: text.key}, dialect="mautic", write_key=False
    )
    job = fill(cast, template, choice)
    expected = "Name;Subject\nMay;\nJune;Hi {contactfield=firstname|you}\n"
    assert content_of(job).decode() == expected


def test_what_the_encoding_lacks_is_told_and_not_mangled(cast: Cast) -> None:
    text = ad(cast)
    raw = f"Ad Name;Title;Größe\r\n{text.key};old;\r\n".encode("cp1252")
    template = take(cast, raw)
    with pytest.raises(FillError, match="cannot hold ☕"):
        ask_to_fill(
            access=cast.access,
            template=template,
            choice=FillChoice("meta_ad", {"name": 0, "headline.0": 1}),
            selection=Selection(),
        )
    assert not Job.objects.for_workspace(cast.workspace).exists()


def test_columns_are_remembered_for_the_next_file_with_this_header(cast: Cast) -> None:
    text = ad(cast)
    header = "Wer,Was,Wann\n"
    template = take(cast, f"{header}{text.key},,\n".encode())
    fill(cast, template, FillChoice("meta_ad", {"name": 0, "headline.0": 1}))
    again = guess_for_template(cast.access, take(cast, f"{header}x,,\n".encode()))
    assert (again.channel, again.mapping) == ("meta_ad", {"name": 0, "headline.0": 1})
    assert RememberedColumns.objects.for_workspace(cast.workspace).count() == 1


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (FillChoice("none", {"headline.0": 1}), "channel"),
        (FillChoice("meta_ad", {"headline.0": 9}), "headline.0"),
        (FillChoice("meta_ad", {"headline.0": 1, "primary_text.0": 1}), "primary_text.0"),
        (FillChoice("meta_ad", {"name": 0}), "mapping"),
        (FillChoice("meta_ad", {"name": 0, "subject": 1}), "mapping"),
        (FillChoice("meta_ad", {"headline.0": 1}, "magic"), "how"),
        (FillChoice("meta_ad", {"headline.0": 1}, dialect="magic"), "dialect"),
        (FillChoice("meta_ad", {"headline.0": 1}), "how"),
        (FillChoice("email", {"subject": 1}), "channel"),
    ],
)
def test_what_cannot_be_filled_is_said(cast: Cast, choice: FillChoice, field: str) -> None:
    ad(cast)
    template = take(cast, b"Ad Name,Title,Body\nx,,\n")
    with pytest.raises(FillError) as told:
        ask_to_fill(access=cast.access, template=template, choice=choice, selection=Selection())
    assert told.value.field == field


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\x03" * 50,
        b'Title,Body\n"never ends,x\n',
        b"PK\x03\x04 no zip at all",
    ],
    ids=["empty", "binary", "open quote", "broken workbook"],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(cast: Cast, content: bytes) -> None:
    folder = Path(default_storage.path(f"jobs/{cast.workspace.pk}/fills"))
    before = {file.name for file in folder.iterdir()} if folder.exists() else set()
    with pytest.raises(UnreadableFileError):
        take(cast, content)
    assert {file.name for file in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["a size it only says it has", "values from other files"])
def test_a_workbook_made_to_hurt_is_refused_before_it_is_kept(cast: Cast, name: str) -> None:
    said, make_it = REFUSED[name]
    with pytest.raises(UnreadableFileError, match=said):
        take(cast, make_it(), "ads.xlsx")


def test_more_columns_than_any_platform_has_are_refused(cast: Cast) -> None:
    with pytest.raises(UnreadableFileError, match="columns are the most"):
        take(cast, b"a," * 2_000 + b"b\n1,2\n")


def test_another_workspace_finds_no_file_of_ours(cast: Cast) -> None:
    template = take(cast, b"Title,Body\na,b\n")
    assert template_of(access=cast.access, token=template.token).header == ("Title", "Body")
    for token in (template.token, "../fills/" + template.token, "", "x" * 32):
        with pytest.raises(TemplateGoneError):
            template_of(access=cast.other, token=token)


def test_the_name_of_a_file_is_only_a_name(cast: Cast) -> None:
    assert take(cast, b"Title,Body\na,b\n", "../../etc/p\nasswd.csv").title == "p_asswd.csv"


def test_the_account_says_where_copy_leads(cast: Cast) -> None:
    text = ad(cast)
    campaign = Campaign.objects.for_workspace(cast.workspace).get()
    Destination.objects.create(
        workspace=cast.workspace,
        campaign=campaign,
        channel="meta_ad",
        final_url="https://other.example/?utm_content=mine",
    )
    job = fill(cast, take(cast, META.format(key=text.key).encode()))
    assert "utm_content of its own" in " ".join(job.result["warnings"])
    assert f"utm_content={text.key}" not in content_of(job).decode()
