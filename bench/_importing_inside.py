"""Within one process and one database: an import, then the same rows bare.

Run by bench/importing.py in an environment of its own.
"""

import csv
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files import File  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from personas.import_apply import apply_import, apply_in_job  # noqa: E402
from personas.import_evidence import start_import  # noqa: E402
from personas.import_read import read_in_job  # noqa: E402
from personas.import_sizes import ROWS_A_BATCH  # noqa: E402
from personas.models import Evidence, EvidenceImport  # noqa: E402
from workspaces.access import Access  # noqa: E402
from workspaces.jobs import run_job  # noqa: E402
from workspaces.membership import create_workspace  # noqa: E402
from workspaces.models import User  # noqa: E402

THINGS = ("receipts", "the invoice", "my card", "the refund", "the app", "delivery", "the price")
FEELINGS = ("I waited days for", "nobody could explain", "I lost my Sunday to", "I gave up on")
SOURCES = ("review", "support", "survey", "interview")


def write_quotes(path: Path, rows: int) -> None:
    """Quotes of a usual length; one in fifty names an e-mail address."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["quote", "source", "status", "date", "email", "ticket_id"])
        for number in range(rows):
            feeling, thing = FEELINGS[number % 4], THINGS[number % 7]
            reach = f" Write to c{number}@example.org." if number % 50 == 0 else ""
            writer.writerow(
                [
                    f"This is the {number}th time {feeling} {thing}, and still no answer.{reach}",
                    SOURCES[number % 4],
                    "customer",
                    date(2026, 1, 1) + timedelta(days=number % 300),
                    f"person{number % 5_000}@example.org",
                    "",
                ]
            )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def worked() -> float:
    """Seconds of the processor so far, of this process and of those that read files for it."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def do_job(batch: EvidenceImport, work: Callable[..., dict[str, object]]) -> None:
    batch.refresh_from_db()
    assert batch.job_id is not None
    run_job(batch.job_id, work)
    batch.refresh_from_db()
    assert batch.job is not None
    if batch.job.state != "done":
        raise SystemExit(f"The job failed: {batch.job.error}")


def finished_rows(batch: EvidenceImport) -> Iterator[list[dict[str, object]]]:
    """What the import made, as values."""
    names = ["text", "source", "customer_status", "asked", "said_on", "person_hash", "language"]
    names += ["may_quote", "link", "external_id", "question", "times", "masked", "text_hash"]
    rows = Evidence.objects.filter(evidence_import=batch).values(*names).iterator(ROWS_A_BATCH)
    while values := list(islice(rows, ROWS_A_BATCH)):
        yield values


def insert(access: Access, batches: list[list[dict[str, object]]]) -> None:
    """The same rows in another workspace, without anything else."""
    for values in batches:
        with transaction.atomic():
            Evidence.objects.bulk_create(
                [Evidence(workspace=access.workspace, **row) for row in values],
                ignore_conflicts=True,
            )


def main() -> None:
    rows = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    user = User.objects.create(email=f"{uuid4().hex}@example.org")
    name = f"bench-{uuid4().hex[:8]}"
    access = create_workspace(user=user, name=name, slug=name)
    other = create_workspace(user=user, name=f"{name}-bare", slug=f"{name}-bare")
    path = Path(settings.DATA_DIR) / "quotes.csv"
    write_quotes(path, rows)
    size = path.stat().st_size / 2**20
    before = worked()
    with path.open("rb") as file:
        batch = start_import(access=access, file_name=path.name, content=File(file))
    read = seconds(lambda: do_job(batch, read_in_job))

    def apply() -> None:
        apply_import(access=access, batch=batch)
        do_job(batch, apply_in_job)

    applied = seconds(apply)
    busy = worked() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    kept = list(finished_rows(batch))
    reference = seconds(lambda: insert(other, kept))
    print(f"importing: {connection.vendor}, {rows:,} rows, {size:.0f} MB of CSV")
    print(f"  read and look:    {rows / read:9,.0f} rows/s")
    print(f"  apply:            {rows / applied:9,.0f} rows/s")
    print(f"  all of it:        {rows / (read + applied):9,.0f} rows/s")
    print(f"  bare bulk_create: {rows / reference:9,.0f} rows/s (apply is ", end="")
    print(f"{reference / applied:.0%} of it, all of it {reference / (read + applied):.0%})")
    print(f"  of our processor: {rows / busy:9,.0f} rows/s (what it was busy, without the waiting)")
    print(f"  memory at its peak: {peak:.0f} MB, of the process that reads the file {child:.0f} MB")


if __name__ == "__main__":
    main()
