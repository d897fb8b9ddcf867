"""Make the pictures of the workbook in docs/img anew: DEBUG=1 python bin/picture_workbook.py.

Writes a workbook of an invented brand, has LibreOffice lay it out, and cuts the pages to what is on
them. Needs soffice, pdftotext and pdftoppm. ``--to FOLDER`` keeps the workbook and its pages.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from messaging.channels.channel import Parts  # noqa: E402
from messaging.channels.registry import get_channel  # noqa: E402
from messaging.sharing.lines import Line, TraceLine  # noqa: E402
from messaging.sharing.workbook import write_workbook  # noqa: E402
from messaging.sharing.workbook_content import (  # noqa: E402
    ArmLine,
    Content,
    Cover,
    CoverageRow,
    CoverageTable,
    Origin,
    PainQuotes,
)

IMAGES = ROOT / "docs" / "img"
DOTS = 105
SHOWN = {
    "workbook-cover": ("About this file", 740, 730),
    "workbook-channel": ("Segments", 1150, 220),
    "workbook-coverage": ("Opportunity", 1150, 170),
}
"""Picture -> words that stand on its page alone; width and height of what is shown, in dots."""
LEFT, ABOVE = 50, 70

QUOTE = "I lose every last Sunday of the month to receipts."
COVER = Cover(
    brand="Ladle & Wright",
    made_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    facts=(
        ("Campaign", "Sundays back"),
        ("Goal", "Trials from firms that still close their books by hand"),
        ("Runs", "1 December 2026 to 31 January 2027"),
        ("For", "Nora, bookkeeper of a firm of twelve"),
        ("Texts", "6 (drafts, waiting, approved or live)"),
        ("Channels", "Google responsive search ad, SMS, Web hero"),
    ),
    subject="Sundays back",
    made_by="Ines Wright",
    pains=(
        PainQuotes("Chasing receipts", (QUOTE, "It is always the same three people.")),
        PainQuotes("Nobody knows what is still open", ("I keep a list of my lists.",)),
    ),
)
COVERAGE = CoverageTable(
    ("Unaware", "Aware", "Considering", "Deciding", "Using", "Any moment"),
    (
        CoverageRow("Chasing receipts", "Nora", 14.2, (0, 4, 7, 2, 1, 3)),
        CoverageRow("Nobody knows what is still open", "Nora", 11.5, (None, 2, 3, 0, None, None)),
        CoverageRow("The month closes too late", "Nora", 9.8, (None, 1, 0, 5, 2, None)),
        CoverageRow("Explaining it to the owner", "Paul", 6.1, (None, None, 1, 0, None, None)),
    ),
)
KEPT = "Test 14: Sundays against lists"
SAID = "Keep the new text: it brought about 12 % more trials, and chance is an unlikely reason."
RESULTS = (
    ArmLine(KEPT, "Decided", "hero-1", "Chasing receipts", True, 4812, 231, 0.048, None, None,
            None, SAID),
    ArmLine(KEPT, "Decided", "hero-2", "Nobody knows what is open", False, 4790, 269, 0.0562,
            0.021, 0.124, 0.23, SAID),
)  # fmt: skip
LINE = Line(
    variant_id=71,
    key="hero-1",
    channel="web_hero",
    placement="Site, first screen",
    placement_key="site-hero",
    persona="Nora",
    stage="Considering",
    language="en",
    pain="Chasing receipts",
    framework="pas",
    state="Approved",
    is_live=True,
    parts={
        "headline": "Sundays are not for receipts",
        "subline": "Close the books by the third, and keep the weekend.",
        "button": "See how",
    },
    trace=(
        TraceLine("headline", "Sundays are not for receipts", "a quote", QUOTE, True),
        TraceLine("subline", "Close the books by the third", "a relief", "Closes by itself."),
    ),
)
SMS_LONG = (
    "{{first_name|Hello}}, the receipts of November are in, and nobody had to be asked. Three are "
    "open still: who owes them, and since when, stands on your list. Reply STOP to hear no more."
)


def example() -> tuple[Content, list[str], list[Line]]:
    """A workbook of an invented brand: its content, channels and lines."""
    content = Content(
        cover=COVER,
        origin=Origin("ladlewright", "1"),
        coverage=COVERAGE,
        results=RESULTS,
        states=("Draft", "Waiting for approval", "Approved", "Rejected"),
    )
    ad: Parts = {
        "headlines": ["Sundays are not for receipts", "Books closed by the third of the month",
                      "Receipts, asked for"],
        "descriptions": ["No more chasing. Every receipt is asked for until it is there."],
        "path1": "receipts",
        "path2": "",
    }  # fmt: skip
    lines = [
        LINE,
        replace(LINE, variant_id=72, key="hero-2", state="Draft", is_live=False,
                pain="Nobody knows what is still open",
                parts={"headline": "One list of what is open", "subline": "Not a list of lists.",
                       "button": "Show me"}),
        replace(LINE, variant_id=73, key="sms-1", channel="sms", placement="Month end",
                parts={"body": "Three receipts are open. Tap to see which."}),
        replace(LINE, variant_id=74, key="sms-2", channel="sms", placement="Month end",
                state="Waiting for approval", is_live=False, parts={"body": SMS_LONG}),
        replace(LINE, variant_id=76, key="sms-3", channel="sms", placement="Month end",
                state="Draft", is_live=False, language="pl",
                parts={"body": "Brakuje trzech rachunków. Sprawdź, których."}),
        replace(LINE, variant_id=75, key="search-1", channel="google_rsa", placement="Search",
                parts=ad, pins={"headlines": {"0": 1}}),
    ]  # fmt: skip
    return content, ["google_rsa", "sms", "web_hero"], lines


def make(folder: Path) -> Path:
    """The workbook in ``folder``, and the pages that LibreOffice makes of it, as a PDF."""
    content, channels, lines = example()
    file = io.BytesIO()
    write_workbook(file, content=content, channels=[get_channel(c) for c in channels], lines=lines)
    book = folder / "workbook.xlsx"
    book.write_bytes(file.getvalue())
    home = f"-env:UserInstallation=file://{folder}/office"
    convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(book)], check=True, stdout=subprocess.DEVNULL)
    return folder / "workbook.pdf"


def picture(pdf: Path, name: str, words: str, width: int, height: int) -> Path:
    """The page with ``words``, cut to the place where it says something."""
    read = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    pages = read.stdout.split("\f")
    page = str(next(number for number, text in enumerate(pages, start=1) if words in text))
    cut = ["-x", str(LEFT), "-y", str(ABOVE), "-W", str(width), "-H", str(height)]
    to = IMAGES / name
    command = ["pdftoppm", "-r", str(DOTS), "-png", "-singlefile", "-f", page, "-l", page, *cut]
    subprocess.run([*command, str(pdf), str(to)], check=True)
    return to.with_suffix(".png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path)
    given = parser.parse_args().to
    missing = [name for name in ("soffice", "pdftotext", "pdftoppm") if shutil.which(name) is None]
    if missing:
        sys.exit(f"This needs {' and '.join(missing)}.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        pdf = make(folder.resolve())
        for name, (words, width, height) in SHOWN.items():
            print(picture(pdf, name, words, width, height))


if __name__ == "__main__":
    main()
