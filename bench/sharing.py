"""Rows a second of the workbook, next to a bare loop that writes the same cells with openpyxl.

    python -m bench.sharing [--rows 5000]

Both write the same number of cells in write-only mode, in turn, three times each. Ours also counts
lengths by formula, colours limits and keeps the trace, which the bare loop does not.
"""

import argparse
import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from openpyxl import Workbook

from messaging.channels.registry import get_channel
from messaging.sharing.lines import Line, TraceLine
from messaging.sharing.workbook import write_workbook
from messaging.sharing.workbook_content import Content, Cover

ROUNDS = 3
CHANNEL = get_channel("web_hero")


def one_line(number: int) -> Line:
    return Line(
        variant_id=number,
        key=f"hero-{number}",
        channel="web_hero",
        placement="Site, first screen",
        placement_key="site-hero",
        persona="Nora",
        stage="Looking around",
        language="en",
        pain="Chasing receipts",
        framework="problem-agitate-solve",
        state="Approved",
        is_live=number % 7 == 0,
        parts={
            "headline": f"Sundays are not for receipts, part {number}",
            "subline": "Close the books by the third and keep the weekend.",
            "button": "See how",
        },
        trace=(
            TraceLine("headline", "Sundays are not for receipts", "a quote", "my Sunday", True),
        ),
    )


def make_lines(rows: int) -> list[Line]:
    return [one_line(number) for number in range(rows)]


def ours(lines: list[Line]) -> None:
    content = Content(Cover("Bench", datetime.now(UTC)))
    write_workbook(io.BytesIO(), content=content, channels=[CHANNEL], lines=lines)


def bare(lines: list[Line]) -> None:
    """What a script would do: the same texts and the trace as plain values, without any styling."""
    book = Workbook(write_only=True)
    sheet, trace = book.create_sheet("Copy"), book.create_sheet("Trace")
    for line in lines:
        head = [line.key, line.placement, line.persona, line.stage, line.language, line.pain]
        texts = [line.parts[part] for part in ("headline", "subline", "button")]
        lengths = [len(text) for text in texts]
        sheet.append(
            [*head, line.state, line.is_live, *texts, *lengths, line.variant_id, line.checksum]
        )
        for said in line.trace:
            trace.append([line.key, said.part, said.sentence, said.kind, said.said, said.consent])
    book.save(io.BytesIO())


def seconds(work: Callable[[list[Line]], None], lines: list[Line]) -> float:
    start = time.perf_counter()
    work(lines)
    return time.perf_counter() - start


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args(arguments).rows
    lines = make_lines(rows)
    pairs = [(seconds(ours, lines), seconds(bare, lines)) for _ in range(ROUNDS)]
    mine = statistics.median(pair[0] for pair in pairs)
    theirs = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
    print(f"workbook        {rows / mine:8,.0f} rows/s")
    print(f"bare openpyxl   {rows / theirs:8,.0f} rows/s")
    print(f"ours / bare     {ratio:8.2f} of its rate, with styles, formulas, limits and text cells")


if __name__ == "__main__":
    main()
