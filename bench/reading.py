"""How fast are files of quotes read, and how well is personal data found: python -m bench.reading

    python -m bench.reading [--rows 100000] [--columns 15]

Ours is the whole way of an upload: looked through and read by a process with limits, its rows kept
as lines. Beside it, in the same run: openpyxl in read-only mode, and the csv module, both of which
only go through the cells. CPU seconds of the children, which other work on the machine blurs least;
megabytes are the most the child took. Personal data is looked for in labelled lines (precision,
recall) and in real questions to a bank, where hardly any is.
"""

import argparse
import csv
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from bench.tables import row
from personas.listening.personal_data import find_personal_data

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "personas" / "listening" / "personal_data_corpus.txt"
QUESTIONS = ROOT.parent / "shared" / "data" / "banking_questions.csv"
MARKED = re.compile(r"⟦([^|]+)\|([^⟧]+)⟧")
WORDS = ("the export", "keeps losing", "my invoices", "every week", "and nobody", "calls back")
OURS = """
from pathlib import Path
from personas.listening.apart import convert_apart
convert_apart(Path({0!r}), {0!r}, Path({0!r} + ".rows"))
kind = resource.RUSAGE_CHILDREN
"""
OPENPYXL = """
import openpyxl
for cells in openpyxl.load_workbook({0!r}, read_only=True).active.iter_rows(values_only=True):
    pass
kind = resource.RUSAGE_SELF
"""
CSV_MODULE = """
import csv
for cells in csv.reader(open({0!r}, newline="", encoding="utf-8")):
    pass
kind = resource.RUSAGE_SELF
"""
TELL = "used = resource.getrusage(kind)\nprint(used.ru_utime + used.ru_stime, used.ru_maxrss)"


@dataclass
class Score:
    """Findings in labelled lines: right where kind and place are those of the label."""

    lines: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))


def personal_data_score() -> Score:
    score = Score()
    for line in CORPUS.read_text("utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        score.lines += 1
        text, labels, shift = MARKED.sub(r"\2", line), set(), 0
        for match in MARKED.finditer(line):
            start = match.start() - shift
            labels.add((start, start + len(match[2]), match[1]))
            shift += len(match[0]) - len(match[2])
        found = {(one.start, one.end, one.kind) for one in find_personal_data(text)}
        score.right += len(found & labels)
        score.wrong += [f"{kind}: {text[at:end]} in {text}" for at, end, kind in found - labels]
        score.missed += [f"{kind}: {text[at:end]} in {text}" for at, end, kind in labels - found]
    return score


def make_files(folder: Path, rows: int, columns: int) -> None:
    """The same table as CSV and XLSX, as a survey program would write it."""
    draw = random.Random(5)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Answers")
    with (folder / "quotes.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        for number in range(rows + 1):
            if number:
                cells: list[object] = [number, " ".join(draw.choices(WORDS, k=10))]
                cells += [draw.choice(("review", "survey", "support")), f"person {number % 5000}"]
                cells += [draw.randint(1, 5) for _ in range(columns - len(cells))]
            else:
                cells = ["id", "quote", "source", "person"]
                cells += [f"rating {n}" for n in range(columns - len(cells))]
            table.writerow(cells)
            sheet.append(cells)
    book.save(folder / "quotes.xlsx")


def measured(code: str, file: Path) -> tuple[float, int]:
    """CPU seconds and megabytes, in a process of its own."""
    whole = "import resource\n" + code.format(str(file)) + TELL
    told = subprocess.run(
        [sys.executable, "-c", whole], capture_output=True, check=True, text=True, cwd=ROOT
    ).stdout.split()
    return float(told[0]), int(told[1]) // 1024


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=15)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.make:
        make_files(options.make, options.rows, options.columns)
        return
    row(f"{options.rows:,} x {options.columns}", "CPU s", "rows/s", "MB", "times")
    with tempfile.TemporaryDirectory() as folder:
        size = ["--rows", str(options.rows), "--columns", str(options.columns)]
        # Apart, since a process that once was large lends its size to those it starts.
        command = [sys.executable, "-m", "bench.reading", *size, "--make", folder]
        subprocess.run(command, check=True, cwd=ROOT)
        table, book = Path(folder) / "quotes.csv", Path(folder) / "quotes.xlsx"
        for ours, other, name, file in (
            ("XLSX, ours", OPENPYXL, "openpyxl", book),
            ("CSV, ours", CSV_MODULE, "csv module", table),
        ):
            reference = measured(other, file)
            for label, (seconds, megabytes) in (
                (ours, measured(OURS, file)),
                (name, reference),
            ):
                times = f"{reference[0] / seconds:.2f}"
                row(label, f"{seconds:.2f}", f"{options.rows / seconds:,.0f}", megabytes, times)
    score = personal_data_score()
    row("personal", "lines", "precision", "recall")
    row("labelled", score.lines, f"{score.precision:.3f}", f"{score.recall:.3f}")
    if QUESTIONS.exists():
        with QUESTIONS.open(encoding="utf-8", newline="") as file:
            questions = [cells["quote"] for cells in csv.DictReader(file)]
        found = sum(bool(find_personal_data(question)) for question in questions)
        row("questions", len(questions), f"{found} found")


if __name__ == "__main__":
    main()
