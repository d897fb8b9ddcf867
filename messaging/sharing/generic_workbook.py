"""Copy of any channel as one plain sheet: what the generic CSV says, as XLSX."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from messaging.channels import Channel
from messaging.sharing.generic_tables import ABOUT, about, text_columns
from messaging.sharing.leaving import Leaving

NAME = "Copy"


def write_generic_workbook(to: BinaryIO, lines: Iterable[Leaving], channels: list[Channel]) -> int:
    """CellTooLongError and TooManyRowsError where it does not fit."""
    # It brings openpyxl, which web workers do without.
    from messaging.sharing.plain_tables import FAST_FROM, engine_for, write_plain_table

    columns = text_columns(channels)
    lines = iter(lines)
    first = list(islice(lines, FAST_FROM))

    def rows() -> Iterator[list[str]]:
        for leaving in chain(first, lines):
            said = about(leaving)
            texts = [column.text_of(leaving.parts) for column in columns.values()]
            yield [*(said[name] for name in ABOUT), *texts]

    return write_plain_table(
        to,
        name=NAME,
        titles=[*ABOUT, *columns],
        rows=rows(),
        engine=engine_for(len(first)),
    )
