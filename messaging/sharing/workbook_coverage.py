"""“Coverage”: which pain is spoken to at which stage, as a map of heat.

Live texts are counted; what is felt at a stage and has none is a gap. The sums are formulas, so
that they follow a filter or a change.
"""

from collections.abc import Sequence
from typing import Any

from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from messaging.sharing.workbook_content import CoverageTable
from messaging.sharing.workbook_looks import (
    ON_OVER,
    OVER,
    TEA_SOFT,
    Column,
    Formula,
    Table,
    Value,
)

NAME = "Coverage"
NOTE = (
    "How many live texts speak to the pain at this stage. 0 on red: people feel it here, and "
    "nothing speaks to it. Empty: it is not felt here. The darker, the more texts."
)
STRONG = "DD9054"
STAGE_WIDTH = 14


def write_coverage(book: Any, coverage: CoverageTable) -> None:
    columns = [
        Column("Pain", 40),
        Column("Persona", 16),
        Column(
            "Opportunity",
            12,
            "count",
            note="0 to 20: how important, and how badly met.",
            number_format="0.0",
        ),
        *(Column(title, STAGE_WIDTH, "choice", note=NOTE) for title in _distinct(coverage.stages)),
        Column("Live texts", 10, "count"),
    ]
    table = Table(book, NAME, columns)
    first, last = get_column_letter(4), get_column_letter(3 + len(coverage.stages))
    for row in coverage.rows:
        number = table.row + 1
        values: list[Value] = [row.pain, row.persona, round(row.opportunity, 1), *row.live]
        table.append([*values, Formula(f"=SUM({first}{number}:{last}{number})")], row.pain)
    cells = f"{first}2:{last}{max(2, table.row)}"
    gap = FormulaRule(
        [f"AND(ISNUMBER({first}2),{first}2=0)"],
        font=Font(bold=True, color=ON_OVER),
        fill=PatternFill(bgColor=OVER),
        stopIfTrue=True,
    )
    table.sheet.conditional_formatting.add(cells, gap)
    heat = ColorScaleRule(
        start_type="num", start_value=1, start_color=TEA_SOFT, end_type="max", end_color=STRONG
    )
    table.sheet.conditional_formatting.add(cells, heat)
    table.filter_all()


def _distinct(titles: Sequence[str]) -> list[str]:
    """The titles, told apart where two are the same."""
    seen: dict[str, int] = {}
    found = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} {seen[title]}")
    return found
