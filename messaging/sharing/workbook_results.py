"""“Results”: what the tests said, an arm a row, and how the newest ones compare as bars."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties

from messaging.sharing.workbook_content import ArmLine
from messaging.sharing.workbook_looks import TEA, Column, Table

NAME = "Results"
BARS = 12
"""As many arms are drawn: more would not be told apart."""
PERCENT, SIGNED = "0.00%", "+0.0%;-0.0%;0.0%"


COLUMNS = (
    Column("Test", 28),
    Column("State", 12),
    Column("Key", 20),
    Column("Text", 34),
    Column("Control", 9, "fact"),
    Column("Visitors", 11, "count", number_format="#,##0"),
    Column("Conversions", 12, "count", number_format="#,##0"),
    Column("Rate", 9, "count", number_format=PERCENT),
    Column(
        "Lift",
        9,
        "count",
        number_format=SIGNED,
        note="Against the control, allowing for the winner's curse: what can be expected to last. "
        "Empty where too little is known.",
    ),
    Column("Lift, low end", 10, "count", number_format=SIGNED),
    Column("Lift, high end", 10, "count", number_format=SIGNED),
    Column("What it means", 60, "words"),
)


def write_results(book: Any, rows: Sequence[ArmLine]) -> None:
    table = Table(book, NAME, COLUMNS)
    for row in rows:
        table.append(
            [
                row.test,
                row.state,
                row.key,
                row.text,
                "yes" if row.is_control else "",
                row.visitors,
                row.conversions,
                row.rate,
                row.lift,
                row.lift_low,
                row.lift_high,
                row.sentence,
            ],
            row.key,
        )
    table.filter_all()
    drawn = min(len(rows), BARS)
    if drawn > 1:
        table.sheet.add_chart(_bars(table.sheet, drawn), f"A{table.row + 3}")


def _bars(sheet: Any, rows: int) -> BarChart:
    """The rates of the first ``rows`` arms, named by their texts."""
    chart = BarChart()
    chart.type = "bar"
    chart.title = "Rate of each text"
    chart.legend = None
    chart.gapWidth = 60
    chart.height, chart.width = 2.5 + 0.9 * rows, 24
    chart.add_data(Reference(sheet, min_col=8, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=4, min_row=2, max_row=rows + 1))
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill=TEA)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    chart.y_axis.number_format = "0.0%"
    chart.y_axis.scaling.min = 0  # a bar that does not begin at nothing lies
    chart.y_axis.majorGridlines = None
    return chart
