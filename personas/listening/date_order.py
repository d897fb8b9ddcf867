"""Whether the dates of a column give the month first, told while its rows go by."""

from collections.abc import Iterable, Iterator

from personas.listening.dates import NUMBERS
from personas.listening.tables import Row


class DateOrder:
    """03/04/2026 is settled by 25/04/2026 or 04/25/2026 elsewhere in its column."""

    def __init__(self, sample: Iterable[Row]) -> None:
        """``sample`` tells which columns hold such dates at all."""
        self.month_first: list[int] = []
        self._open = {
            index
            for row in sample
            for index, cell in enumerate(row.cells)
            if cell and cell[0].isdigit() and NUMBERS.match(cell)
        }

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, each looked at on its way."""
        for row in rows:
            if self._open:
                self._see(row.cells)
            yield row

    def _see(self, cells: tuple[str, ...]) -> None:
        for index in tuple(self._open):
            match = NUMBERS.match(cells[index]) if index < len(cells) else None
            if match is None:
                continue
            if int(match[2]) > 12 >= int(match[1]):
                self.month_first.append(index)
                self._open.discard(index)
            elif int(match[1]) > 12:
                self._open.discard(index)
