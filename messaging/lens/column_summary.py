"""What the lens finds in many texts of one column, gathered while they go by."""

import heapq
import statistics
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from messaging.lens.reading import CLASSES, Reading
from messaging.lens.words import NUMBER, words_of

LOWEST: Final = 5
MOST_FINDINGS: Final = 8
EXAMPLES: Final = 3
LONGEST_EXAMPLE: Final = 120
LOOKED_AT: Final = 200
TEXT_SHARE: Final = 0.5
"""A column is one of texts if at least so many of its filled cells are words with blanks."""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXAMPLE else line[: LONGEST_EXAMPLE - 1] + "…"


@dataclass
class ColumnSummary:
    """Counts only, and a handful of examples: the same size for ten texts and for a million but
    for eight bytes a score."""

    name: str = ""
    texts: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    _scores: "array[float]" = field(default_factory=lambda: array("d"))
    _lowest: list[tuple[float, int, str]] = field(default_factory=list)

    def add(self, row: int, text: str, reading: Reading) -> None:
        """Count one text; ``row`` is its number as people see it."""
        self.texts += 1
        if reading.unreadable:
            self.unreadable[reading.unreadable] += 1
            return
        self._scores.append(reading.score)
        self.sentences.update(sentence.cls for sentence in reading.sentences)
        for finding in reading.findings:
            self.findings[finding.rule] += 1
            known = self.examples.setdefault(finding.rule, [])
            words = _short(text[finding.start : finding.end])
            if len(known) < EXAMPLES and words not in known:
                known.append(words)
        entry = (-reading.score, -row, _short(text))
        if len(self._lowest) < LOWEST:
            heapq.heappush(self._lowest, entry)
        else:
            heapq.heappushpop(self._lowest, entry)

    def as_json(self) -> dict[str, Any]:
        """``score`` is None where no text could be read; shares are of 1."""
        sentences = sum(self.sentences.values())
        return {
            "column": self.name,
            "texts": self.texts,
            "unreadable": dict(self.unreadable.most_common()),
            "score": _spread(self._scores),
            "sentences": {
                name: round(self.sentences[name] / sentences, 4) if sentences else 0.0
                for name in CLASSES
            },
            "findings": [
                {"rule": rule, "count": count, "examples": self.examples[rule]}
                for rule, count in self.findings.most_common(MOST_FINDINGS)
            ],
            "lowest": [
                {"row": -row, "score": -score, "text": text}
                for score, row, text in sorted(self._lowest, reverse=True)
            ],
        }


def _spread(scores: Sequence[float]) -> dict[str, float] | None:
    if not scores:
        return None
    low, middle, high = (
        statistics.quantiles(scores, n=4, method="inclusive")
        if len(scores) > 1
        else [scores[0]] * 3
    )
    return {
        "mean": round(statistics.fmean(scores), 2),
        "lower_quartile": round(low, 2),
        "median": round(middle, 2),
        "upper_quartile": round(high, 2),
    }


def text_columns(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Which columns hold texts and not numbers, codes, dates or addresses of pages."""
    return [
        place
        for place in range(width)
        if _are_texts([row[place] for row in rows[:LOOKED_AT] if place < len(row)])
    ]


def _are_texts(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and sum(map(_is_text, filled)) >= TEXT_SHARE * len(filled)


def _is_text(cell: str) -> bool:
    if cell.startswith(("http://", "https://")) or " " not in cell:
        return False
    words = [word for word in words_of(cell) if not NUMBER.fullmatch(word)]
    return len(words) >= 2


def as_table(summary: dict[str, Any]) -> str:
    """A summary as lines for a terminal."""
    lines = [f"Column {summary['column']}" if summary["column"] else "All texts"]
    unreadable = sum(summary["unreadable"].values())
    lines.append(f"  texts         {summary['texts']:,}, of which {unreadable:,} not read")
    lines += [f"    {count:,}: {reason}" for reason, count in summary["unreadable"].items()]
    if spread := summary["score"]:
        lines.append(
            f"  score         mean {spread['mean']:.1f}, median {spread['median']:.1f}, "
            f"middle half {spread['lower_quartile']:.1f} to {spread['upper_quartile']:.1f}"
        )
    shares = ", ".join(
        f"{name.replace('_', ' ')} {share:.0%}"
        for name, share in sorted(summary["sentences"].items(), key=lambda item: -item[1])
        if share
    )
    lines.append(f"  sentences     {shares or 'none'}")
    for each in summary["findings"]:
        examples = "; ".join(f"“{example}”" for example in each["examples"])
        lines.append(f"  {each['count']:>6,} x {each['rule'].replace('_', ' ')}: {examples}")
    if summary["lowest"]:
        lines.append("  lowest")
    lines += [f"    {e['score']:5.1f}  row {e['row']}: {e['text']}" for e in summary["lowest"]]
    return "\n".join(lines)
