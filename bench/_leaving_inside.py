"""Within one process and one database: texts to leave, then one file of them.

Run by bench/leaving.py in an environment of its own.
"""

import csv
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.exporting import KILO, peak  # noqa: E402
from messaging.models import Campaign, Message, Placement, Variant, VariantSource  # noqa: E402
from messaging.sharing.collect_lines import Selection  # noqa: E402
from messaging.sharing.export import request_export  # noqa: E402
from messaging.sharing.export_job import write_table_file  # noqa: E402
from personas.models import PainPoint, Persona  # noqa: E402
from workspaces.access import Access, system_access  # noqa: E402
from workspaces.jobs import run_job  # noqa: E402
from workspaces.membership import create_workspace  # noqa: E402
from workspaces.models import User, Workspace  # noqa: E402

AT_ONCE = 5_000
A_PLACEMENT = 500
"""Texts of one message."""
SENTENCE = "I spend my Sundays chasing people for receipts"
PARTS: dict[str, dict[str, Any]] = {
    "google_rsa": {
        "headlines": ["Sundays are yours, {n}", "Receipts, asked for", "Books by the third"],
        "descriptions": ["No more chasing people.", "Close the month and go home."],
    },
    "web_hero": {"headline": "Sundays are yours, {n}", "subline": SENTENCE, "button": "See how"},
    "email": {"subject": "Your Sunday, {n}", "preheader": "Receipts, asked for", "body": SENTENCE},
    "sms": {"body": "Receipts, asked for. Sundays are yours, {n}."},
}
"""Four channels that take turns, so one text in four is an ad."""


def texts(workspace: Workspace, many: int, pain: PainPoint) -> Iterator[Variant]:
    channels = list(PARTS)
    campaign = Campaign.objects.create(
        workspace=workspace, name="Autumn", final_url="https://example.org/", ad_group="Receipts"
    )
    for number in range(many):
        place, turn = divmod(number, A_PLACEMENT)
        channel = channels[place % len(channels)]
        if turn == 0:
            at = Placement.objects.create(
                workspace=workspace,
                key=f"place-{place}",
                name=f"Place {place}",
                channel=channel,
                campaign=campaign,
            )
            message = Message.objects.create(
                workspace=workspace, placement=at, persona=pain.persona
            )
        parts = json.loads(json.dumps(PARTS[channel]).replace("{n}", str(number)))
        yield Variant(
            workspace=workspace,
            message=message,
            key=f"text-{number}",
            parts=parts,
            pain=pain,
            state=Variant.State.APPROVED,
        )


def fill(many: int) -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.create(email="you@example.org")
    workspace = create_workspace(user=user, name="Bench", slug="bench").workspace
    persona = Persona.objects.create(workspace=workspace, key="nora", name="Nora")
    pain = PainPoint.objects.create(
        workspace=workspace, persona=persona, title="Receipts", statement=SENTENCE
    )
    waiting = texts(workspace, many, pain)
    while rows := list(islice(waiting, AT_ONCE)):
        Variant.objects.bulk_create(rows)
        VariantSource.objects.bulk_create(
            VariantSource(
                workspace=workspace,
                variant=row,
                part=next(iter(row.parts)),
                sentence=SENTENCE,
                pain=pain,
                field="statement",
            )
            for row in rows
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database does by itself, a little later
    print(json.dumps([many]))


def selection_of(workspace: Workspace, much: str) -> Selection:
    """All texts, or those of every fourth placement of each channel."""
    if much == "all":
        return Selection()
    places = Placement.objects.for_workspace(workspace).order_by("pk").values_list("pk", flat=True)
    quarter = [pk for at, pk in enumerate(places) if at // len(PARTS) % 4 == 0]
    return Selection(placements=tuple(quarter))


def bare(workspace: Workspace, selection: Selection, path: Path) -> int:
    """What a script would do."""
    rows = Variant.objects.filter(workspace=workspace).order_by("pk")
    if selection.placements:
        rows = rows.filter(message__placement__in=selection.placements)
    columns = ("key", "message__placement__name", "message__persona__name", "pain__title", "parts")
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for *about, parts in rows.values_list(*columns).iterator(500):
            cells = [text for part in parts.values() for text in ([part], part)[type(part) is list]]
            writer.writerow([*about, *cells])
            count += 1
    return count


def ours(access: Access, file_format: str, selection: Selection) -> tuple[int, int]:
    """Rows and bytes of the file that the job wrote."""
    job = request_export(access=access, file_format=file_format, selection=selection)
    run_job(job.pk, write_table_file)
    job.refresh_from_db()
    if job.state != "done":
        raise SystemExit(f"The job failed: {job.error}")
    return job.result["rows"], job.result_file.size


def main() -> None:
    name, much = sys.argv[1:]
    if name == "fill":
        fill(int(much))
        return
    workspace = Workspace.objects.get(slug="bench")
    selection = selection_of(workspace, much)
    start = time.perf_counter()
    if name == "bare loop":
        path = Path(settings.DATA_DIR) / "bare.csv"
        rows = bare(workspace, selection, path)
        size = path.stat().st_size
    else:
        rows, size = ours(system_access(workspace), name, selection)
    print(json.dumps([rows, time.perf_counter() - start, peak() / KILO, size]))


if __name__ == "__main__":
    main()
