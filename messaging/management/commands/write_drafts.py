"""``manage.py write_drafts FILE``: drafts from a brand document, as JSON Lines."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.brand_document import BrandDocument, BrandDocumentError, parse_brand_documents
from messaging.channels import all_channels, get_channel
from messaging.writing.brief import STAGE_KINDS, Brief
from messaging.writing.brief_from_document import brief_from_document
from messaging.writing.frameworks import frameworks
from messaging.writing.select import missing, write_drafts


class Command(BaseCommand):
    help = "Write drafts for one pain of a brand document, without a database row."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a brand document, or a list of them, in JSON")
        parser.add_argument("--pain", type=int, default=0, help="number of the pain, from 0")
        parser.add_argument("--stage", default="considering", help=", ".join(STAGE_KINDS))
        parser.add_argument("--channel", default="web_hero", help=", ".join(all_channels()))
        parser.add_argument("--count", type=int, default=20, help="how many drafts")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same drafts")
        parser.add_argument("--framework", default=None, help=", ".join(frameworks()))
        parser.add_argument("--persona", type=int, default=0, help="which document of a list")
        parser.add_argument("--all", action="store_true", help="also those that a gate held back")

    def handle(self, *args: Any, **options: Any) -> None:
        brief = _brief(options)
        if options["count"] < 1:
            raise CommandError("--count: at least 1.")
        framework = options["framework"]
        if framework is not None and framework not in frameworks():
            known = ", ".join(frameworks())
            raise CommandError(f"--framework: there is no {framework!r}; there are {known}.")
        drafts = write_drafts(
            brief, count=options["count"], framework=framework, all_=options["all"]
        )
        for draft in drafts:
            self.stdout.write(json.dumps(draft.to_json(), ensure_ascii=False))
        offered = sum(draft.rejected is None for draft in drafts)
        if offered < options["count"]:
            self.stderr.write(f"{offered} of {options['count']} drafts could be written.")
            for field in missing(brief):
                self.stderr.write(f"{field.field} is missing; it unlocks {field.unlocks}.")


def _brief(options: dict[str, Any]) -> Brief:
    document = _document(Path(options["file"]), options["persona"])
    pains = len(document.pains)
    if not 0 <= options["pain"] < pains:
        raise CommandError(f"--pain: there is no pain {options['pain']}; 0 to {pains - 1}.")
    if options["stage"] not in STAGE_KINDS:
        raise CommandError(
            f"--stage: there is no {options['stage']!r}; there are {', '.join(STAGE_KINDS)}."
        )
    try:
        channel = get_channel(options["channel"])
    except KeyError as error:
        raise CommandError(f"--channel: {error.args[0]}.") from error
    return brief_from_document(
        document,
        pain=options["pain"],
        stage=options["stage"],
        channel=channel,
        seed=options["seed"],
    )


def _document(path: Path, number: int) -> BrandDocument:
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{path}: is no JSON: {error}.") from error
    try:
        documents = parse_brand_documents(data)
    except BrandDocumentError as error:
        raise CommandError(f"{path}:\n{error}") from error
    if not 0 <= number < len(documents):
        raise CommandError(f"--persona: there is no document {number}; 0 to {len(documents) - 1}.")
    return documents[number]
