"""P6: a large table of safe cells as XLSX, by our two engines beside openpyxl and XlsxWriter.

    python -m bench.exporting [--rows 100000] [--styled 5000]

Every engine writes the same rows of 15 cells in a process of its own, so that the peak of memory is
its own; the time is the processor's, of writing alone, so that neighbours do not count. The
reference is a bare loop over openpyxl in the same run. XlsxWriter is measured where it is
installed. The values are read back and compared. Last comes the styled workbook, whose peak is
measured at a number of lines and at four times as many.
"""

import argparse
import hashlib
import importlib.util
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import python_calamine

COLUMNS = 15
TITLES = [f"column {number}" for number in range(1, COLUMNS + 1)]
PROMISED = {"openpyxl": (9.5, 80), "rustpy_xlsxwriter": (1.8, 60)}
"""Seconds and megabytes, as measured on the machine of design/promises.md."""
REFERENCE = "bare openpyxl"
KILO = 1024


def rows(many: int) -> Iterator[list[str | int]]:
    for number in range(many):
        yield [
            f"hero-{number}", "Site, first screen", "Nora", "Looking around", "en",
            "Chasing receipts", "Approved", "yes", f"=Sundays are not for receipts, part {number}",
            "Close the books by the third and keep the weekend.", "See how",
            "+49 30 1234", f"{number % 97:012x}", number, number % 7,
        ]  # fmt: skip


def ours(engine: str, path: Path, many: int) -> None:
    from messaging.sharing.plain_tables import write_plain_table

    with path.open("wb") as file:
        write_plain_table(file, name="Copy", titles=TITLES, rows=rows(many), engine=engine)


def bare(path: Path, many: int) -> None:
    """What a script would do; it leaves formulas as they come, so they get an apostrophe."""
    from openpyxl import Workbook

    from workspaces.cells import safe_cell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Copy")
    sheet.append(TITLES)
    for row in rows(many):
        sheet.append([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    book.save(path)


def xlsxwriter(path: Path, many: int) -> None:
    import xlsxwriter as writer

    book = writer.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Copy")
    sheet.write_row(0, 0, TITLES)
    for number, row in enumerate(rows(many), start=1):
        sheet.write_row(number, 0, row)
    book.close()


def styled(path: Path, many: int) -> None:
    from datetime import UTC, datetime

    from bench.sharing import CHANNEL, one_line
    from messaging.sharing.workbook import write_workbook
    from messaging.sharing.workbook_content import Content, Cover

    content = Content(Cover("Bench", datetime.now(UTC)))
    lines = (one_line(number) for number in range(many))
    with path.open("wb") as file:
        write_workbook(file, content=content, channels=[CHANNEL], lines=lines)


WRITERS = {
    REFERENCE: bare,
    "openpyxl": lambda path, many: ours("openpyxl", path, many),
    "xlsxwriter": xlsxwriter,
    "rustpy_xlsxwriter": lambda path, many: ours("rustpy_xlsxwriter", path, many),
    "styled workbook": styled,
}


def alone(name: str, path: Path, many: int) -> tuple[float, float]:
    """Seconds and peak megabytes of writing in a process of its own."""
    command = [sys.executable, "-m", "bench.exporting", "--inside", name, str(path), str(many)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, memory = json.loads(said.splitlines()[-1])
    return seconds, memory


def inside(name: str, path: str, many: str) -> None:
    # Once for a few rows: loading modules is not writing.
    WRITERS[name](Path(path), 2)
    start = time.process_time()
    WRITERS[name](Path(path), int(many))
    print(json.dumps([time.process_time() - start, peak() / KILO]))


def peak() -> float:
    """Kilobytes this process held at its most; what its parent held does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        return float(found[1]) if found else 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def fingerprint(path: Path) -> str:
    """Of all values, as another program reads them; an apostrophe of ours is no value."""
    found = hashlib.sha256()
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_name("Copy")
    for row in sheet.iter_rows():
        cells = [cell.removeprefix("'") if isinstance(cell, str) else float(cell) for cell in row]
        found.update(repr(cells).encode())
    return found.hexdigest()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--styled", type=int, default=5_000)
    parser.add_argument("--inside", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.inside:
        inside(*given.inside)
        return
    with tempfile.TemporaryDirectory() as folder:
        _plain(Path(folder), given.rows)
        few, many = (
            alone("styled workbook", Path(folder) / "styled.xlsx", rows)
            for rows in (given.styled, 4 * given.styled)
        )
        print(
            f"styled workbook    {given.styled:,} lines {few[0]:6.2f} s, {few[1]:.0f} MB; "
            f"four times as many {many[0]:6.2f} s, {many[1]:.0f} MB"
        )


def _plain(folder: Path, many: int) -> None:
    print(f"{many:,} rows x {COLUMNS} cells; memory is the most the process held")
    seen: dict[str, str] = {}
    usual = 0.0
    for name in WRITERS:
        if name == "styled workbook":
            continue
        if name != REFERENCE and importlib.util.find_spec(name) is None:
            print(f"{name:<18} is not installed")
            continue
        path = folder / "table.xlsx"
        seconds, memory = alone(name, path, many)
        usual = usual or seconds
        seen[name] = fingerprint(path)
        promise = PROMISED.get(name)
        told = f", promised {promise[0]} s and {promise[1]} MB" if promise else ""
        print(
            f"{name:<18} {seconds:6.2f} s, {memory:.0f} MB, "
            f"{usual / seconds:5.2f} x the rate of {REFERENCE}{told}"
        )
    print("identical values" if len(set(seen.values())) == 1 else f"VALUES DIFFER: {seen}")


if __name__ == "__main__":
    main()
