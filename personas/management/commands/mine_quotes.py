"""``manage.py mine_quotes FILE``: the pains in a file of quotes, as JSON Lines."""

import csv
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from personas.listening.mining.mine import VECTORS, mine
from personas.listening.mining.quotes import Quote

COLUMNS = ("quote", "text")


class Command(BaseCommand):
    help = (
        "Group the quotes of a CSV file (column quote, or text) into candidates for pains: a line "
        "of JSON for each row, in the order of the file."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV file with a column quote, or text")
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
    try:
        # utf-8-sig: spreadsheets begin their files with a mark that would stick to the first head.
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            heads = [head.strip().casefold() for head in next(rows, [])]
            column = next((heads.index(name) for name in COLUMNS if name in heads), None)
            if column is None:
                found = ", ".join(head for head in heads if head) or "none"
                raise CommandError(f"{path}: needs a column quote, or text; its columns: {found}.")
            return [row[column] if column < len(row) else "" for row in rows if row]
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: is not in UTF-8; save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise CommandError(f"{path}: is no CSV: {error}.") from error
