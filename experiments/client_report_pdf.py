"""A weekly report as a PDF: A4, the agency's logo, one column of plain sentences.

Loads its library where it is called: only workers write PDFs.
"""

import io
from pathlib import Path
from typing import Any, BinaryIO

from experiments.client_report_values import Report, ReportTable, Section

INK, MUTED, TEA, PAPER = (43, 36, 32), (110, 98, 90), (164, 81, 31), (246, 239, 230)
WHITE = (255, 255, 255)
MARGIN = 20.0
LINE = 5.4
LOGO_WIDTH, LOGO_HEIGHT = 46.0, 18.0


def write_report_pdf(to: BinaryIO, report: Report) -> None:
    """Write ``report``; letters that the font lacks are shown as a box."""
    page = _page(report)
    _head(page, report)
    for section in report.sections:
        _section(page, section)
    to.write(bytes(page.output()))


def _page(report: Report) -> Any:
    import font_roboto
    from fpdf import FPDF

    class Page(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("report", size=8)
            self.set_text_color(*MUTED)
            self.cell(0, 6, f"{report.title} · {report.period}")
            self.set_x(MARGIN)
            self.cell(0, 6, f"Page {self.page_no()} of {{nb}}", align="R")

    page = Page(format="A4")
    fonts = Path(font_roboto.__file__).parent / "files"
    page.add_font("report", fname=fonts / "Roboto-Regular.ttf")
    page.add_font("report", style="B", fname=fonts / "Roboto-Bold.ttf")
    page.set_margins(MARGIN, MARGIN, MARGIN)
    page.set_auto_page_break(True, margin=MARGIN + 4)
    page.set_title(f"{report.title}, {report.period}")
    page.set_lang("en")
    page.add_page()
    return page


def _head(page: Any, report: Report) -> None:
    if report.logo:
        _logo(page, report.logo)
    if report.agency:
        _words(page, report.agency, size=9, colour=MUTED)
    _words(page, report.title, size=22, bold=True, colour=TEA)
    _words(page, report.period, size=11, colour=MUTED)
    page.ln(4)
    if report.is_invented:
        _words(page, "Some of these visitors are invented: this is a sample.", bold=True)
        page.ln(2)
    if report.note:
        page.set_fill_color(*PAPER)
        page.set_text_color(*INK)
        page.set_font("report", size=10.5)
        page.multi_cell(
            0, LINE, _clean(report.note), fill=True, padding=3, new_x="LMARGIN", new_y="NEXT"
        )
        page.ln(2)


def _logo(page: Any, logo: bytes) -> None:
    """The picture at the top right, as large as fits; a damaged one is left out."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(logo)) as picture:
            scale = min(LOGO_WIDTH / picture.width, LOGO_HEIGHT / picture.height)
            width, height = picture.width * scale, picture.height * scale
        left = page.w - MARGIN - width
        page.image(io.BytesIO(logo), x=left, y=MARGIN - 4, w=width, h=height)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return


def _section(page: Any, section: Section) -> None:
    page.ln(5)
    if page.get_y() > page.h - MARGIN - 25:
        page.add_page()
    _words(page, section.title, size=14, bold=True)
    page.ln(1)
    for sentence in section.sentences:
        _words(page, sentence)
        page.ln(1.4)
    if section.table is not None and section.table.rows:
        _table(page, section.table)


def _table(page: Any, table: ReportTable) -> None:
    from fpdf.fonts import FontFace

    page.ln(2)
    page.set_font("report", size=9)
    page.set_text_color(*INK)
    page.set_draw_color(*PAPER)
    page.set_fill_color(*WHITE)
    numbers = tuple("RIGHT" if is_number else "LEFT" for _, is_number in table.heads)
    with page.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=_widths(table),
        headings_style=FontFace(emphasis="BOLD", color=MUTED, fill_color=PAPER),
        line_height=LINE - 0.6,
        padding=1.2,
        text_align=numbers,
        v_align="TOP",
    ) as lines:
        for cells in (table.columns, *table.rows):
            row = lines.row()
            for cell in cells:
                row.cell(f"{cell:,}" if isinstance(cell, int) else _clean(str(cell)))


def _places(table: ReportTable) -> range:
    return range(len(table.columns))


def _widths(table: ReportTable) -> tuple[int, ...]:
    """By the longest word or so of each column, none below a tenth nor above six tenths."""
    longest = [
        max(min(len(str(row[place])), 60) for row in (table.columns, *table.rows))
        for place in _places(table)
    ]
    return tuple(max(10, length) for length in longest)


def _words(
    page: Any,
    text: str,
    *,
    size: float = 10.5,
    bold: bool = False,
    colour: tuple[int, int, int] = INK,
) -> None:
    page.set_font("report", style="B" if bold else "", size=size)
    page.set_text_color(*colour)
    page.multi_cell(
        0, max(LINE, size * 0.46), _clean(text), align="L", new_x="LMARGIN", new_y="NEXT"
    )


def _clean(text: str) -> str:
    """Without control characters, which a PDF cannot show; line ends stay."""
    return "".join(sign if sign >= " " or sign == "\n" else " " for sign in text)
