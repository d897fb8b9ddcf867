"""Every requirement of OWASP ASVS 5.0, levels 1 and 2, has an answer that names what proves it."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
LEVELS = dict(
    line.split() for line in (Path(__file__).parent / "asvs_numbers.txt").read_text().splitlines()
)
"""Number of a requirement -> its level. The standard itself is CC BY-SA; only numbers are here."""
ANSWERS = ("met", "does not apply", "partly", "not met")
SHORTEST_REASON = 20
ROW = re.compile(r"^\| (V[\d.]+) \| ([^|]+) \| ([^|]+) \| (.*) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:tests|docs|config|workspaces|bin)/[\w./-]+)(?:::(\w+))?`")


@dataclass(frozen=True)
class Row:
    number: str
    subject: str
    answer: str
    where: str

    @property
    def tests(self) -> list[tuple[str, str]]:
        return [found for found in NAMED.findall(self.where) if found[0].startswith("tests/")]


def rows_of(text: str) -> list[Row]:
    return [Row(*(part.strip() for part in found)) for found in ROW.findall(text)]


def faults_of(text: str) -> list[str]:
    """What is wrong with the table: missing, twice, unknown, without answer, reason or proof."""
    rows = rows_of(text)
    numbers = Counter(row.number for row in rows)
    faults = [f"{number} has no row" for number in LEVELS if number not in numbers]
    faults += [f"{number} is no requirement of ours" for number in numbers if number not in LEVELS]
    faults += [f"{number} has {count} rows" for number, count in numbers.items() if count > 1]
    for row in rows:
        if row.answer not in ANSWERS:
            faults.append(f"{row.number}: {row.answer!r} is no answer")
        elif row.answer == "met" and not any(name for _, name in row.tests):
            faults.append(f"{row.number} is met, and no test is named")
        elif row.answer != "met" and len(row.where) < SHORTEST_REASON:
            faults.append(f"{row.number} gives no reason")
        if not 2 <= len(row.subject.split()) <= 6:
            faults.append(f"{row.number}: say the subject in two to six words")
    return faults


def counted(text: str) -> dict[str, tuple[int, int, int]]:
    """The counts written at the top: answer -> level 1, level 2, together."""
    found = re.findall(
        r"^\| (?:\*\*)?([a-z ]+?)(?:\*\*)? \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M
    )
    return {answer: (int(one), int(two), int(both)) for answer, one, two, both in found}


@lru_cache
def source_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_it_works() -> None:
    assert faults_of(TEXT) == []


def test_the_numbers_are_those_of_the_standard() -> None:
    assert Counter(LEVELS.values()) == {"1": 70, "2": 183}
    assert {number.split(".")[0] for number in LEVELS} == {f"V{number}" for number in range(1, 18)}


def test_the_counts_are_right() -> None:
    right: dict[str, tuple[int, int, int]] = {}
    for answer in (*ANSWERS, "all"):
        levels = [LEVELS.get(row.number) for row in rows_of(TEXT) if answer in (row.answer, "all")]
        right[answer] = (levels.count("1"), levels.count("2"), len(levels))
    assert counted(TEXT) == right


@pytest.mark.parametrize("path", sorted({path for row in rows_of(TEXT) for path, _ in row.tests}))
def test_every_test_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).is_file(), f"{path} is gone: who proves it now?"
    wanted = {name for row in rows_of(TEXT) for where, name in row.tests if where == path and name}
    gone = [name for name in wanted if f"def {name}(" not in source_of(path)]
    assert gone == []


def test_every_other_file_that_is_named_is_there() -> None:
    named = {path for path, _ in NAMED.findall(TEXT) if not path.startswith("tests/")}
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_test_that_security_md_names_is_there() -> None:
    told = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`(tests/[\w./]+)`", told))
    assert [path for path in paths if not (ROOT / path).exists()] == []
    named = set(re.findall(r"`(test_\w+)`", told))
    tests = "\n".join(source_of(str(path)) for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 15
    assert [name for name in named if f"def {name}(" not in tests] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ((r"^\| V8\.4\.1 .*\n", ""), "V8.4.1 has no row"),
        ((r"^(\| V8\.4\.1 .*\n)", r"\1\1"), "V8.4.1 has 2 rows"),
        ((r"(\| V8\.4\.1 \|[^|]+\|)[^|]+", r"\1 surely "), "V8.4.1: 'surely' is no answer"),
        ((r"(\| V8\.4\.1 \|[^|]+\| met \|).*", r"\1 Trust us. |"), "V8.4.1 is met, and no test"),
        ((r"(\| V17\.1\.1 \|[^|]+\|[^|]+\|).*", r"\1 No. |"), "V17.1.1 gives no reason"),
        ((r"\| V17\.1\.1 ", "| V99.1.1 "), "V99.1.1 is no requirement"),
    ],
)
def test_a_gap_is_found(change: tuple[str, str], fault: str) -> None:
    changed = re.sub(change[0], change[1], TEXT, count=1, flags=re.MULTILINE)
    assert changed != TEXT
    assert any(found.startswith(fault) for found in faults_of(changed)), faults_of(changed)
