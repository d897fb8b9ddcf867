"""``manage.py load_brand FILE --workspace SLUG``: a brand document into a workspace."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.load_brand import load_brand
from messaging.brand_document import parse_brand_documents
from workspaces.access import COMMAND, system_access
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Load a brand document (or a list of them) into a workspace. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, help="the workspace's slug")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            documents = parse_brand_documents(
                json.loads(options["file"].read_text(encoding="utf-8"))
            )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        except ValueError as error:
            # BrandDocumentError is one: it names every fault, a line each.
            raise CommandError(f"{options['file']} is no brand document:\n{error}") from error
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            known = ", ".join(
                Workspace.objects.order_by("slug").values_list("slug", flat=True)[:10]
            )
            raise CommandError(
                f"There is no workspace {options['workspace']!r}. There is: {known or 'none yet'}."
            )
        access = system_access(workspace, actor="manage.py load_brand", via=COMMAND)
        for document in documents:
            loaded = load_brand(access=access, document=document)
            self.stdout.write(
                f"{loaded.persona.name}: {len(loaded.pains)} pains, "
                f"{loaded.quotes_added} new quotes."
            )
