"""The formulas by which a sheet counts: their form, and what LibreOffice makes of them."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from messaging.channels.channel import Part
from messaging.channels.measure import measure
from messaging.channels.registry import get_channel
from messaging.sharing.workbook_counts import count_formulas
from tests.messaging.sharing.test_workbook import make_line, saved

PLAIN = Part("headline", "Headline", hard=30)
WIDE = replace(PLAIN, counting="double_width")
SMS = Part("body", "Text", truncation=160, counting="sms")
OFFICE = shutil.which("soffice")
office = pytest.mark.skipif(
    OFFICE is None,
    reason="NOT OPENED IN A SPREADSHEET PROGRAM: soffice is missing; install libreoffice-calc",
)
TEXTS = [
    "",
    "Sundays are yours",
    "“Quoted” — with a dash, and “more”",
    'He said "so"; twice',
    "Straße für Zoë",
    "日本語の見出し、全角。",
    "half-width ｶﾅ and wide カナ",
    "{{first_name|there}}, look",
    "Tea & cups <b>",
]
MESSAGES = [
    "",
    "Three receipts are open.",
    "A price of 30 € [net] {gross} ~ and so on",
    "x" * 160,
    "x" * 161,
    "€" * 80,
    "€" * 81,
    "Brakuje trzech rachunków. Sprawdź, których.",
    "ż" * 70,
    "ż" * 71,
    "ÄÖÜ ñ à Ω Δ @ £ _ first\nsecond",
    "{{first_name|there}}, " + "x" * 150,
]


def test_it_works() -> None:
    assert count_formulas(PLAIN, "I2", "Sundays").length == "=LEN(I2)"
    assert count_formulas(WIDE, "I2", "Sundays").length == "=LEN(I2)"
    assert "UNICODE" in count_formulas(WIDE, "I2", "日本").length
    assert "UNICODE" in count_formulas(WIDE, "I2", "", "ja-JP").length


def test_a_merge_tag_counts_with_the_longest_behind_it() -> None:
    formula = count_formulas(PLAIN, "I2", 'Hi {{first_name|"you"}}').length
    assert formula.startswith('=LEN(SUBSTITUTE(I2,"{{first_name|""you""}}","')


def test_what_is_added_when_it_is_sent_counts_unless_it_is_there() -> None:
    stop = replace(PLAIN, appended='Say "STOP".')
    formula = count_formulas(stop, "I2", "Hello").length
    assert "LOWER(I2)" in formula
    assert '" Say ""STOP""."' in formula


@pytest.mark.parametrize("tag", ["{{first_name|" + "x" * 300 + "}}", "{{first_name|a\nb}}"])
def test_what_does_not_fit_into_a_formula_counts_as_it_stands(tag: str) -> None:
    assert count_formulas(PLAIN, "I2", tag).length == "=LEN(I2)"


def test_no_formula_is_longer_than_a_cell_takes() -> None:
    tags = " ".join(f"{{{{first_name|{'y' * 20}{number}}}}}" for number in range(20))
    for part in (PLAIN, WIDE, SMS):
        counts = count_formulas(part, "I2", tags + "日", "ja", count="J2", alphabet="K2")
        for formula in (counts.length, counts.alphabet, counts.segments):
            assert len(formula) < 8_192


def reckoned(folder: Path, book: bytes) -> Path:
    """The same workbook, opened, reckoned and saved by LibreOffice."""
    (folder / "in.xlsx").write_bytes(book)
    (folder / "out").mkdir()
    command = [
        *(str(OFFICE), f"-env:UserInstallation=file://{folder}/office", "--headless"),
        *("--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "in.xlsx")),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / "out" / "in.xlsx"


@office
@pytest.mark.once
def test_a_spreadsheet_program_counts_as_we_do(tmp_path: Path) -> None:
    ads = [make_line(channel="google_rsa", parts={"headlines": [text]}) for text in TEXTS]
    messages = [make_line(channel="sms", parts={"body": text}) for text in MESSAGES]
    book = saved(*ads, *messages, channels=("google_rsa", "sms"))
    read = openpyxl.load_workbook(reckoned(tmp_path, book), data_only=True)
    headline = get_channel("google_rsa").part("headlines")
    counted = [
        row[9] for row in read[get_channel("google_rsa").name].iter_rows(2, values_only=True)
    ]
    assert counted == [measure(headline, text).length for text in TEXTS]
    body = get_channel("sms").part("body")
    sent = [row[9:12] for row in read[get_channel("sms").name].iter_rows(2, values_only=True)]
    told = [measure(body, text) for text in MESSAGES]
    names = {"gsm7": "GSM-7", "ucs2": "Unicode"}
    assert sent == [
        (each.length, names[each.encoding], each.segments if text else 0)
        for each, text in zip(told, MESSAGES, strict=True)
    ]


@office
@pytest.mark.once
def test_a_spreadsheet_program_keeps_what_we_need_to_know_a_row_again(tmp_path: Path) -> None:
    book = saved(make_line(parts={"headline": "=1+1", "subline": "_x0041_", "button": " x "}))
    read = openpyxl.load_workbook(reckoned(tmp_path, book))
    assert read["cuppa"]["A3"].value == "tea-and-sons"
    sheet = read[get_channel("web_hero").name]
    assert sheet["I2"].value == "=1+1"
    assert sheet["I2"].data_type == "s"
    titles = [cell.value for cell in sheet[1]]
    assert titles[-3:] == ["Id", "Checksum", "Revision"]
    assert sheet.column_dimensions[sheet.cell(1, len(titles)).column_letter].hidden
    assert len(sheet.conditional_formatting) > 0
    assert sheet.data_validations.dataValidation
