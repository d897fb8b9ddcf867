"""``manage.py read_copy FILE``: what the lens reads in each text of a file, as JSON Lines."""

import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.brand_document import BrandDocumentError, parse_brand_documents
from messaging.channels import get_channel
from messaging.copy_tables import NoSuchColumnError, copy_table
from messaging.lens import read
from messaging.lens.as_json import reading_as_json
from messaging.lens.column_summary import ColumnSummary, as_table
from messaging.lens.page_text import page_text
from messaging.writing.brief import Brief
from messaging.writing.brief_from_document import brief_from_document
from personas.listening.reading import open_file
from personas.listening.tables import UnreadableFileError

LINES, TABLE, PAGE = "lines", "table", "html"
KINDS = {
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson"), TABLE),
    **dict.fromkeys((".html", ".htm", ".xhtml"), PAGE),
}
IN_MEMORY = 1_000_000


class Text(NamedTuple):
    """``row`` counts as people do; ``column`` is the column of a table or the place on a page."""

    row: int
    column: str
    text: str


class Command(BaseCommand):
    help = (
        "Read each text of a file through the lens: one text a line, a table (CSV, TSV, XLSX, "
        "JSON Lines) or a page (HTML). It explains, it does not forecast clicks."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file, or - for what comes in")
        parser.add_argument(
            "--column", action="append", default=[], help="a column to read; may be said again"
        )
        parser.add_argument(
            "--as", dest="kind", choices=[LINES, TABLE, PAGE], help="what it is, if not by its name"
        )
        parser.add_argument(
            "--summary", nargs="?", const="table", choices=["table", "json"],
            help="instead of each text, a summary of each column",
        )  # fmt: skip
        parser.add_argument("--brand", help="a brand document, or a list of them, in JSON")
        parser.add_argument("--pain", type=int, default=0, help="number of the pain, from 0")
        parser.add_argument("--persona", type=int, default=0, help="which document of a list")

    def handle(self, *args: Any, **options: Any) -> None:
        brief = _brief(options) if options["brand"] else None
        name = options["file"]
        kind = options["kind"] or KINDS.get(Path(name).suffix.lower(), LINES)
        with _opened(name) as file:
            try:
                texts = self._texts(file, name, kind, options["column"])
                if options["summary"]:
                    self._summarise(texts, brief, options["summary"])
                else:
                    self._tell_each(texts, brief, with_place=kind != LINES)
            except (NoSuchColumnError, UnreadableFileError) as error:
                raise CommandError(f"{name}: {error}") from error
            except UnicodeDecodeError as error:
                raise CommandError(f"{name}: is not UTF-8 text; save it as UTF-8.") from error

    def _texts(self, file: IO[bytes], name: str, kind: str, columns: list[str]) -> Iterator[Text]:
        if kind == TABLE:
            opened = open_file(file, name if name != "-" else "in.csv", lambda size: None)
            if opened.encoding and not opened.encoding.startswith("utf"):
                self.stderr.write(f"{name}: is not UTF-8; read as {opened.encoding}.")
            table = copy_table(opened.rows, header=opened.header, wanted=columns)
            return (
                Text(row.number, column, text)
                for row in table.rows
                for column, text in table.texts(row)
            )
        if columns:
            raise NoSuchColumnError("Only a table has columns; say --as table if it is one.")
        if kind == PAGE:
            page = page_text(file.read().decode("utf-8-sig"))
            if page.cut:
                self.stderr.write(f"{name}: {page.cut}")
            blocks = enumerate(page.blocks, start=1)
            return (Text(number, block.place, block.text) for number, block in blocks)
        lines = io.TextIOWrapper(file, encoding="utf-8-sig")
        return (Text(number, "", line.rstrip("\n")) for number, line in enumerate(lines, start=1))

    def _tell_each(self, texts: Iterator[Text], brief: Brief | None, *, with_place: bool) -> None:
        for row, column, text in texts:
            place = {"row": row, "column": column} if with_place else {}
            line = {**place, **reading_as_json(text, read(text, brief))}
            self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _summarise(self, texts: Iterator[Text], brief: Brief | None, form: str) -> None:
        found: dict[str, ColumnSummary] = {}
        for row, column, text in texts:
            summary = found.setdefault(column, ColumnSummary(column))
            summary.add(row, text, read(text, brief))
        told = [summary.as_json() for summary in found.values()]
        if form == "json":
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n\n".join(map(as_table, told)) or "There is no text to read.")


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    """The file, or what comes in, which is put aside so that it can be gone through twice."""
    if name == "-":
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.seek(0)
            yield kept
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(name).open("rb"))
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}.") from error
        yield file


def _brief(options: dict[str, Any]) -> Brief:
    path = Path(options["brand"])
    try:
        documents = parse_brand_documents(json.loads(path.read_bytes().decode("utf-8-sig")))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    except BrandDocumentError as error:
        raise CommandError(f"{path}:\n{error}") from error
    except ValueError as error:
        raise CommandError(f"{path}: is no JSON: {error}.") from error
    if not 0 <= options["persona"] < len(documents):
        raise CommandError(f"--persona: there is no document {options['persona']}.")
    document = documents[options["persona"]]
    if not 0 <= options["pain"] < len(document.pains):
        count = len(document.pains)
        raise CommandError(f"--pain: there is no pain {options['pain']}; 0 to {count - 1}.")
    return brief_from_document(
        document, pain=options["pain"], stage="considering", channel=get_channel("web_hero")
    )
