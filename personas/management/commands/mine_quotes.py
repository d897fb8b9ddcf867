"""``manage.py mine_quotes FILE``: the pains in a file of quotes, as JSON Lines."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from personas.listening.apart import convert_apart
from personas.listening.mining.mine import VECTORS, mine
from personas.listening.mining.quotes import Quote
from personas.listening.stored_rows import read_stored
from personas.listening.tables import UnreadableFileError

COLUMNS = ("quote", "text")


class Command(BaseCommand):
    help = (
        "Group the quotes of a table (CSV, XLSX, JSON Lines; column quote, or text) into "
        "candidates for pains: a line of JSON for each row, in the order of the file."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a table with a column quote, or text")
        parser.add_argument(
            "--clusters", type=int, help="exactly so many candidates; otherwise the quotes decide"
        )
        parser.add_argument(
            "--vectors", choices=VECTORS, default=None, help="the default is MINING_VECTORS"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["clusters"] is not None and options["clusters"] < 1:
            raise CommandError("--clusters: at least 1.")
        texts = _texts(Path(options["file"]))
        try:
            mined = mine(
                [Quote(key, text) for key, text in enumerate(texts)],
                clusters=options["clusters"],
                vectors=options["vectors"] or settings.MINING_VECTORS,
                progress=self._tell if options["verbosity"] > 1 else None,
            )
        except ImportError as error:
            raise CommandError(str(error)) from error
        places = mined.places()
        for key, text in enumerate(texts):
            place = places.get(key)
            told: dict[str, object] = {
                "quote": text,
                "candidate": place,
                "title": "" if place is None else mined.candidates[place].title,
            }
            if key in mined.junk:
                told["junk"] = mined.junk[key]
            self.stdout.write(json.dumps(told, ensure_ascii=False))

    def _tell(self, done: int, total: int, what: str) -> None:
        self.stderr.write(f"{what}: {done} of {total}")


def _texts(path: Path) -> list[str]:
    """The quotes of any table the import reads; of a transcript, every turn is one."""
    try:
        exact = _exact(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    if exact is not None:
        return exact
    with TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        try:
            facts = convert_apart(path, path.name, rows)
        except UnreadableFileError as error:
            raise CommandError(f"{path}: {error}") from error
        column = _column(facts.header)
        if column is None:
            found = ", ".join(head.casefold() for head in facts.header) or "none"
            raise CommandError(f"{path}: needs a column quote, or text; its columns: {found}.")
        with rows.open("rb") as stored:
            return [_cell(row.cells, column) for row in read_stored(stored)[1]]


def _exact(path: Path) -> list[str] | None:
    """The quotes of a plain CSV to the last blank, row for row; None if it is none."""
    try:
        # utf-8-sig: spreadsheets begin their files with a mark that would stick to the first head.
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            column = _column(next(rows, []))
            return None if column is None else [_cell(row, column) for row in rows if row]
    except (UnicodeDecodeError, csv.Error):
        return None


def _column(header: Sequence[str]) -> int | None:
    heads = [head.strip().casefold() for head in header]
    return next((heads.index(name) for name in COLUMNS if name in heads), None)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
