"""The pains of a workspace, ranked, as a table that a spreadsheet may read."""

from collections.abc import Iterator

from personas.rank_pains import rank_pains
from workspaces.access import Access
from workspaces.live_tables import Cell, LiveTable, register_table

COLUMNS = (
    *("rank", "persona", "pain", "opportunity", "importance", "frequency", "satisfaction"),
    *("trigger", "struggle", "cost", "desired outcome"),
)


def _rows(access: Access) -> Iterator[list[Cell]]:
    for each in rank_pains(access=access):
        pain = each.pain
        yield [
            *(each.rank, pain.persona.name, pain.title, round(each.opportunity.score, 2)),
            *(pain.severity, pain.frequency, pain.satisfaction),
            *(pain.trigger, pain.struggle, pain.cost, pain.desired_outcome),
        ]


def offer_tables() -> None:
    register_table(
        LiveTable(
            "pains",
            "Pains, ranked",
            "What troubles whom, what matters most first. No customer’s words.",
            COLUMNS,
            _rows,
        )
    )
