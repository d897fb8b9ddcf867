"""The CSV that Google Ads Editor imports: one responsive search ad a row.

The headers are facts, kept with their source in ``data/google_ads_editor.json``. The texts stay
exactly as they are: an apostrophe before a sign would be published with the ad.
"""

import csv
import io
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from messaging.pins import position_of
from messaging.sharing.lines import Line

FACTS = Path(__file__).parent / "data" / "google_ads_editor.json"


@cache
def facts() -> dict[str, Any]:
    """Headers, counts, source and the day they were checked."""
    loaded: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return loaded


def headers() -> list[str]:
    known = facts()
    texts = []
    for name, count in (("Headline", known["headlines"]), ("Description", known["descriptions"])):
        for number in range(1, count + 1):
            texts += [f"{name} {number}", f"{name} {number} position"]
    return [*known["before"], *texts]


def write_google_ads_editor(to: BinaryIO, lines: Iterable[Line]) -> int:
    """Write the ads among ``lines`` as UTF-8 CSV with a byte order mark; how many there were.

    An ad starts paused, so that nothing is spent before somebody has looked. Its label is the
    variant's key, by which results find their way home.
    """
    known = facts()
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headers())
    count = 0
    for line in lines:
        if line.channel != known["channel"]:
            continue
        row = [
            line.campaign,
            line.ad_group or line.placement,
            known["ad_type"],
            "Paused",
            line.key,
            line.final_url,
            _one(line, "path1"),
            _one(line, "path2"),
        ]
        for part, most in (
            ("headlines", known["headlines"]),
            ("descriptions", known["descriptions"]),
        ):
            value = line.parts.get(part, [])
            texts = value[:most] if isinstance(value, list) else [value]
            for position in range(most):
                pinned = position_of(line.pins, part, position) if position < len(texts) else None
                row += [texts[position] if position < len(texts) else "", pinned or ""]
        writer.writerow(row)
        count += 1
    text.detach()
    return count


def _one(line: Line, part: str) -> str:
    value = line.parts.get(part, "")
    return value if isinstance(value, str) else ""
