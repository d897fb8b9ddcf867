"""The first sheet: what this is about, in whose words, and how to work with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink

from messaging.sharing.workbook_content import Cover, PainQuotes
from messaging.sharing.workbook_looks import (
    CLOSE,
    FONT,
    INK,
    INK_MUTED,
    LINE,
    ON_CLOSE,
    ON_OVER,
    ON_TEA,
    OVER,
    PAPER_DEEP,
    SIZE,
    TEA,
    TEA_LINE,
    WHITE,
    append_row,
    lines_of,
    new_sheet,
    text_cell,
)

NAME = "Read me"
WIDTHS = (3, 30, 104)
BAND_HEIGHT, SECTION_HEIGHT = 46, 30
HOW_TO = (
    "Each sheet named after a channel holds its copy, a text a row. Change the white cells where "
    "they stand; the shaded ones say what a row is.",
    "The number beside a text counts its characters as you type. Let the pointer rest on a heading "
    "to read the limit, and where it is from.",
    "Sort, filter, hide and insert rows as you like. To propose a further text, copy a row and "
    "change the words: it comes back as a new draft.",
    "Leave the hidden columns at the right end: by them a row is known again. Nothing is locked, "
    "and nothing you change in a white cell is lost.",
    "To ask for a decision, choose another state in the column State. To fix a text at a place of "
    "an ad, choose a position beside it.",
    "Send the file back as XLSX. Before anything changes, we see every difference side by side.",
)
LEGEND = (
    ("Yours to change", WHITE, INK, "Texts, their state, and where they are pinned."),
    ("For reading", PAPER_DEEP, INK_MUTED, "What a row is about. Changes here are not taken over."),
    ("Too long", OVER, ON_OVER, "The platform refuses a text of this length."),
    ("End not seen", CLOSE, ON_CLOSE, "It is accepted, and its end is cut off or costs more."),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet of the workbook, as the cover lists it."""

    name: str
    about: str


class CoverSheet:
    """Made first, so that it stands first; written last, when it is known what else there is."""

    def __init__(self, book: Any) -> None:
        self.sheet = new_sheet(book, NAME)
        self.sheet.page_setup.orientation = "portrait"
        for letter, width in zip("ABC", WIDTHS, strict=True):
            self.sheet.column_dimensions[letter].width = width
        self.row = 0

    def write(self, cover: Cover, sheets: Sequence[Listed]) -> None:
        self._band(cover)
        made = cover.made_at.strftime("%-d %B %Y, %H:%M %Z").strip()
        self._section("About this file")
        by = (("Made by", cover.made_by),) if cover.made_by else ()
        for label, text in (*cover.facts, ("Made", made), *by):
            self._line(label, text)
        if cover.pains:
            self._section("The pains, in customers’ words")
            for pain in cover.pains:
                self._pain(pain)
        self._section("How to use this file")
        for number, advice in enumerate(HOW_TO, start=1):
            self._line(f"{number}", advice)
        self._section("Colours")
        for name, fill, ink, meaning in LEGEND:
            swatch = self._text(name, color=ink)
            swatch.fill = PatternFill("solid", fgColor=fill)
            swatch.border = _box(LINE)
            swatch.alignment = Alignment(vertical="center", horizontal="left", indent=1)
            said = self._text(meaning)
            said.alignment = Alignment(
                vertical="center", horizontal="left", wrap_text=True, indent=1
            )
            self._append([None, swatch, said], lines_of(meaning, WIDTHS[2]))
        self._section("Sheets")
        for sheet in sheets:
            self._link(sheet)

    def _band(self, cover: Cover) -> None:
        for text, size, height in (
            (cover.brand, 22, BAND_HEIGHT),
            (cover.subject or "Copy to work on", 12, SECTION_HEIGHT),
        ):
            cells = [
                self._text(each, color=ON_TEA, size=size, bold=size > SIZE + 1)
                for each in ("", text, "")
            ]
            for cell in cells:
                cell.fill = PatternFill("solid", fgColor=TEA)
                cell.alignment = Alignment(vertical="center", wrap_text=False)
            self._append(cells, 1, height)

    def _section(self, title: str) -> None:
        self._append([None], 1)
        heading = self._text(title, color=TEA, size=14, bold=True)
        heading.alignment = Alignment(vertical="center", wrap_text=False)
        heading.border = Border(bottom=Side(style="medium", color=TEA_LINE))
        rest = self._text("")
        rest.border = Border(bottom=Side(style="medium", color=TEA_LINE))
        self._append([None, heading, rest], 1, SECTION_HEIGHT)

    def _line(self, label: str, text: str) -> None:
        name = self._text(label, color=INK_MUTED)
        lines = max(lines_of(label, WIDTHS[1]), lines_of(text, WIDTHS[2]))
        self._append([None, name, self._text(text)], lines)

    def _pain(self, pain: PainQuotes) -> None:
        quotes = "\n".join(f"“{quote}”" for quote in pain.quotes)
        said = self._text(quotes, italic=True)
        name = self._text(pain.title, bold=True)
        lines = max(lines_of(pain.title, WIDTHS[1] - 2), lines_of(quotes, WIDTHS[2]))
        self._append([None, name, said], lines)

    def _link(self, sheet: Listed) -> None:
        name = self._text(sheet.name, color=TEA)
        quoted = sheet.name.replace("'", "''")
        name.hyperlink = Hyperlink(ref="", location=f"'{quoted}'!A1", display=sheet.name)
        name.font = Font(name=FONT, size=SIZE, color=TEA, underline="single")
        self._append([None, name, self._text(sheet.about)], 1)

    def _text(
        self,
        text: str,
        *,
        color: str = INK,
        size: int = SIZE,
        bold: bool = False,
        italic: bool = False,
    ) -> Any:
        cell = text_cell(self.sheet, text, "the cover")
        cell.font = Font(name=FONT, size=size, color=color, bold=bold, italic=italic)
        return cell

    def _append(self, cells: list[Any], lines: int, height: float | None = None) -> None:
        self.row += 1
        if height is None:
            append_row(self.sheet, self.row, cells, lines)
            return
        self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)


def _box(colour: str) -> Border:
    side = Side(style="thin", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)
