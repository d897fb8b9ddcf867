"""“Coverage”: which pain is spoken to at which stage, as a map of heat.

Live texts are counted; what is felt at a stage and has none is a gap. The sums are formulas, so
that they follow a filter or a change.
"""

from collections.abc import Sequence
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from messaging.sharing.workbook_content import CoverageTable
from messaging.sharing.workbook_looks import (
    INK,
    ON_OVER,
    ON_TEA,
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
GAP = "E7B9B2"
HEAT = (("FBEFDF", INK), ("F6D8B4", INK), ("EBB27A", INK), ("B0571F", ON_TEA))
"""Steps of heat from few to many, each with an ink that reads on it."""
STAGE_WIDTH = 14


def write_coverage(book: Any, coverage: CoverageTable) -> None:
    columns = [
        Column("Pain", 40),
        Column("Persona", 16),
        Column(
            "Opportunity",
            14,
            "count",
            note="0 to 20: how important, and how badly met.",
            number_format="0.0",
        ),
        *(Column(title, STAGE_WIDTH, "fact", note=NOTE) for title in _distinct(coverage.stages)),
        Column("Live texts", 12, "count"),
    ]
    table = Table(book, NAME, columns)
    first, last = get_column_letter(4), get_column_letter(3 + len(coverage.stages))
    for row in coverage.rows:
        number = table.row + 1
        values: list[Value] = [row.pain, row.persona, round(row.opportunity, 1), *row.live]
        table.append([*values, Formula(f"=SUM({first}{number}:{last}{number})")], row.pain)
    cells = f"{first}2:{last}{max(2, table.row)}"
    _colour(table.sheet, cells, first, max(_live(coverage), default=0))
    table.filter_all()


def _live(coverage: CoverageTable) -> list[int]:
    return [number for row in coverage.rows for number in row.live if number]


def _colour(sheet: Any, cells: str, first: str, most: int) -> None:
    """Gaps in red; what is live in steps of tea, up to the most there are.

    Steps and no colour scale: that would go on below the gaps, which have to stand out.
    """
    gap = FormulaRule(
        [f"AND(ISNUMBER({first}2),{first}2=0)"],
        font=Font(bold=True, color=ON_OVER),
        fill=PatternFill(bgColor=GAP),
        stopIfTrue=True,
    )
    sheet.conditional_formatting.add(cells, gap)
    for step in range(len(HEAT), 0, -1):
        least = max(1, -(-most * (step - 1) // len(HEAT)))
        fill, ink = HEAT[step - 1]
        rule = FormulaRule(
            [f"{first}2>={least}"],
            font=Font(color=ink),
            fill=PatternFill(bgColor=fill),
            stopIfTrue=True,
        )
        sheet.conditional_formatting.add(cells, rule)


def _distinct(titles: Sequence[str]) -> list[str]:
    """The titles, told apart where two are the same."""
    seen: dict[str, int] = {}
    found = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} {seen[title]}")
    return found
