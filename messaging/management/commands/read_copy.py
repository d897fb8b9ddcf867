"""``manage.py read_copy FILE``: what the lens reads in each text of a file, as JSON Lines."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.brand_document import BrandDocumentError, parse_brand_documents
from messaging.channels import get_channel
from messaging.lens import Finding, Reading, read
from messaging.writing.brief import Brief
from messaging.writing.brief_from_document import brief_from_document

_COLUMN = "text"


class Command(BaseCommand):
    help = "Read each text of a file through the lens; it explains, it does not forecast clicks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="one text a line, or CSV with a column text")
        parser.add_argument("--brand", help="a brand document, or a list of them, in JSON")
        parser.add_argument("--pain", type=int, default=0, help="number of the pain, from 0")
        parser.add_argument("--persona", type=int, default=0, help="which document of a list")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        texts = texts_of(_content(path), is_csv=path.suffix.lower() == ".csv")
        brief = _brief(options) if options["brand"] else None
        for text in texts:
            line = as_json(text, read(text, brief))
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def texts_of(content: str, *, is_csv: bool) -> list[str]:
    """The texts of a file: the column ``text`` of a CSV, otherwise its lines, blank ones too.

    A file counts as CSV if it is called so or if its first line names a column ``text``.
    CommandError for a CSV without that column.
    """
    rows = csv.reader(io.StringIO(content, newline=""))
    header = [name.strip().lower() for name in next(rows, [])]
    if _COLUMN in header:
        place = header.index(_COLUMN)
        return [row[place] if place < len(row) else "" for row in rows if row]
    if is_csv:
        raise CommandError(f"The CSV has no column {_COLUMN!r}; it has: {', '.join(header)}.")
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def as_json(text: str, reading: Reading) -> dict[str, Any]:
    """One line of the answer; ``score`` is null and ``unreadable`` says why where that is so."""
    line: dict[str, Any] = {
        "text": text,
        "score": None if reading.unreadable else reading.score,
        "components": reading.components,
        "sentences": [
            {
                "text": sentence.text,
                "class": sentence.cls,
                "probabilities": {
                    name: round(value, 4) for name, value in sentence.probabilities.items()
                },
            }
            for sentence in reading.sentences
        ],
        "findings": [_finding(finding) for finding in reading.findings],
    }
    if reading.unreadable:
        line["unreadable"] = reading.unreadable
    return line


def _finding(finding: Finding) -> dict[str, Any]:
    line: dict[str, Any] = {
        "start": finding.start,
        "end": finding.end,
        "rule": finding.rule,
        "severity": finding.severity,
        "why": finding.why,
    }
    if finding.suggestion:
        line["suggestion"] = finding.suggestion
    return line


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: is not UTF-8 text; save it as UTF-8.") from error


def _brief(options: dict[str, Any]) -> Brief:
    path = Path(options["brand"])
    try:
        documents = parse_brand_documents(json.loads(_content(path)))
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
