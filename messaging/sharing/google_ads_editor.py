"""The CSV that Google Ads Editor imports: one responsive search ad a row.  [pure]

The headers are facts, kept with their source in ``data/google_ads_editor.json``. The texts stay
exactly as they are: an apostrophe before a sign would be published with the ad.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from messaging.channels import Channel
from messaging.pins import position_of
from messaging.sharing.leaving import Leaving
from messaging.sharing.platform_facts import facts_of

PARTS = (("headlines", "Headline"), ("descriptions", "Description"))


def facts() -> dict[str, Any]:
    """Headers, counts, source and the day they were checked."""
    return facts_of("google_ads_editor")


def headers() -> list[str]:
    known = facts()
    texts = []
    for part, name in PARTS:
        for number in range(1, known[part] + 1):
            texts += [f"{name} {number}", f"{name} {number} position"]
    return [*known["before"], *texts, *known["after"]]


def write_google_ads_editor(
    to: BinaryIO, lines: Iterable[Leaving], channels: Iterable[Channel] = ()
) -> int:
    """Write the ads among ``lines`` as UTF-8 CSV with a byte order mark; how many there were.

    An ad starts paused, so that nothing is spent before somebody has looked. Its label is the
    variant's key, by which results find their way home. What stays empty changes nothing there.
    """
    known = facts()
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headers())
    count = 0
    for leaving in lines:
        if leaving.line.channel != known["channel"]:
            continue
        row = [
            leaving.campaign,
            leaving.ad_group,
            known["ad_type"],
            known["status"],
            leaving.line.key,
            leaving.link,
            leaving.one("path1"),
            leaving.one("path2"),
        ]
        for part, _ in PARTS:
            for text_of_ad, position in positioned(leaving, part, known[part]):
                row += [text_of_ad, position]
        writer.writerow([*row, *("" for _ in known["after"])])
        count += 1
    text.detach()
    return count


def positioned(leaving: Leaving, part: str, most: int) -> list[tuple[str, str]]:
    """``most`` pairs of a text and the position it is pinned to, both empty after the last."""
    texts = leaving.several(part)[:most]
    pairs = [
        (text, str(position_of(leaving.line.pins, part, index) or ""))
        for index, text in enumerate(texts)
    ]
    return pairs + [("", "")] * (most - len(pairs))
