"""The CSV for Google Ads on the web, by its own template for responsive search ads.  [pure]

Headers are facts (``data/google_ads_web.json``). Texts stay exactly as they are.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from messaging.channels import Channel
from messaging.sharing.google_ads_editor import PARTS, positioned
from messaging.sharing.leaving import Leaving
from messaging.sharing.platform_facts import facts_of

CUSTOMER_ID = re.compile(r"\d{3}-?\d{3}-?\d{4}")


def facts() -> dict[str, Any]:
    return facts_of("google_ads_web")


def headers() -> list[str]:
    known = facts()
    texts = [f"{name} {n}" for part, name in PARTS for n in range(1, known[part] + 1)]
    return [*known["before"], *texts, *(f"{text} position" for text in texts), *known["after"]]


def write_google_ads_web(
    to: BinaryIO, lines: Iterable[Leaving], channels: Iterable[Channel] = ()
) -> int:
    """Write the ads among ``lines`` as UTF-8 CSV; how many there were. Each is added, paused, with
    the variant's key as its label; ids stay empty but for an account that is a customer's id."""
    known = facts()
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, headers(), restval="")
    writer.writeheader()
    count = 0
    for leaving in lines:
        if leaving.line.channel != known["channel"]:
            continue
        row = {
            "Row Type": known["row_type"],
            "Action": known["action"],
            "Ad status": known["status"],
            "Customer ID": leaving.account if CUSTOMER_ID.fullmatch(leaving.account) else "",
            "Campaign": leaving.campaign,
            "Ad group": leaving.ad_group,
            "Ad type": known["ad_type"],
            "Label": leaving.line.key,
            "Path 1": leaving.one("path1"),
            "Path 2": leaving.one("path2"),
            "Final URL": leaving.link,
        }
        for part, name in PARTS:
            for number, (said, position) in enumerate(positioned(leaving, part, known[part]), 1):
                row[f"{name} {number}"] = said
                row[f"{name} {number} position"] = position
        writer.writerow(row)
        count += 1
    text.detach()
    return count
