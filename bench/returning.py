"""P7: how fast a file of copy that came back is read, beside bare readers of the same file.

    python -m bench.returning [--rows 100000]

A plain workbook of 15 columns as it leaves here is read back with all that is looked at in its
cells: sent through a process with limits, columns told by their titles, every cell asked whether it
is a text. Beside it python-calamine and openpyxl in read-only mode, which only go through the
cells. CPU seconds, those of the process with limits included; megabytes are the most either held.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench.exporting import KILO, peak
from bench.site import ROOT
from bench.tables import row

TITLES = [
    *("key", "campaign", "account", "ad_group", "channel", "placement", "placement_key"),
    *("persona", "stage", "language", "pain", "state", "headline", "subline", "button"),
]
PROMISED = 2.0
"""Seconds for 100,000 x 15, as measured on the machine of design/promises.md."""


def make_file(path: Path, rows: int) -> None:
    from messaging.sharing.plain_tables import write_plain_table

    def cells() -> Iterable[list[str]]:
        for number in range(rows):
            yield [
                f"hero-{number}", "Autumn", "", "Receipts", "web_hero", f"Site {number % 40}",
                f"site-{number % 40}", "Nora", "Looking around", "en", "Chasing receipts",
                "Approved", f"Sundays are not for receipts, part {number}",
                "Close the books by the third and keep the weekend.", "See how",
            ]  # fmt: skip

    with path.open("wb") as file:
        write_plain_table(file, name="Copy", titles=TITLES, rows=cells())


def ours(path: Path) -> int:
    from messaging.channels.registry import all_channels
    from messaging.sharing.read_back import read_sheet_back

    back = read_sheet_back(path, path.name, all_channels())
    return sum(bool(each.parts) and not each.faults for each in back.rows)


def calamine(path: Path) -> int:
    import python_calamine

    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows()) - 1


def openpyxl_reading(path: Path) -> int:
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).active
    return sum(1 for _ in sheet.iter_rows(values_only=True)) - 1


READERS = {"ours": ours, "calamine": calamine, "openpyxl": openpyxl_reading}


def inside(name: str, path: Path) -> None:
    """In a process of its own; a first, small file is read before the clock runs."""
    import django

    django.setup()
    small = path.with_name("small.xlsx")
    READERS[name](small)
    before, begun = time.process_time(), of_children()
    rows = READERS[name](path)
    apart = of_children() - begun
    seconds = time.process_time() - before + apart
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps([rows, seconds, max(peak(), child) / KILO, apart]))


def of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.inside:
        inside(given.inside[0], Path(given.inside[1]))
        return
    if given.make:
        make_file(given.make / "small.xlsx", 10)
        make_file(given.make / "copy.xlsx", given.rows)
        return
    row(f"{given.rows:,} x {len(TITLES)}", "CPU s", "rows/s", "MB", "of openpyxl")
    with tempfile.TemporaryDirectory() as folder:
        # Apart, since a process that once was large lends its size to those it starts.
        said = [sys.executable, "-m", "bench.returning", "--rows", str(given.rows)]
        subprocess.run([*said, "--make", folder], check=True, cwd=ROOT)
        told = {}
        for name in reversed(READERS):
            command = [*said, "--inside", name, str(Path(folder) / "copy.xlsx")]
            done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
            told[name] = json.loads(done.stdout.splitlines()[-1])
            rows, seconds, memory, apart = told[name]
            if rows != given.rows:
                raise SystemExit(f"{name} read {rows:,} rows of {given.rows:,}.")
            times = f"{told['openpyxl'][1] / seconds:.1f}"
            row(name, f"{seconds:.2f}", f"{rows / seconds:,.0f}", f"{memory:.0f}", times)
    print(f"{apart:.2f} s of ours to read under limits, the rest to tell what each cell is.")
    print(f"Promised: {PROMISED} s to read 100,000 x 15 under limits.")


if __name__ == "__main__":
    main()
