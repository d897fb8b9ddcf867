"""The bulk file of Microsoft Advertising: texts as JSON lists inside their cells.  [pure]

The form is Microsoft's own documentation's, kept with its source in ``data/microsoft_bulk.json``.
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from messaging.channels import Channel
from messaging.pins import position_of
from messaging.sharing.leaving import Leaving
from messaging.sharing.platform_facts import facts_of


def facts() -> dict[str, Any]:
    return facts_of("microsoft_bulk")


def headers() -> list[str]:
    return list(facts()["columns"])


def write_microsoft_bulk(
    to: BinaryIO, lines: Iterable[Leaving], channels: Iterable[Channel] = ()
) -> int:
    """Write the ads among ``lines`` as UTF-8 CSV; how many there were.

    The variant's key is the Client Id, which comes back in the file of results, and a custom
    parameter, which stays with the ad.
    """
    known = facts()
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, headers(), restval="")
    writer.writeheader()
    writer.writerow({"Type": "Format Version", "Name": known["format_version"]})
    count = 0
    for leaving in lines:
        if leaving.line.channel != known["channel"]:
            continue
        writer.writerow(
            {
                "Type": known["type"],
                "Status": known["status"],
                "Campaign": leaving.campaign,
                "Ad Group": leaving.ad_group,
                "Client Id": leaving.line.key,
                "Final Url": leaving.link.replace(";", "%3B"),
                # Platforms want a link with a parameter.
                "Custom Parameter": _parameter(leaving.line.key) if leaving.link else "",
                "Headline": asset_list(leaving, "headlines", "Headline"),
                "Description": asset_list(leaving, "descriptions", "Description"),
                "Path 1": leaving.one("path1"),
                "Path 2": leaving.one("path2"),
            }
        )
        count += 1
    text.detach()
    return count


def asset_list(leaving: Leaving, part: str, name: str) -> str:
    """The texts of ``part`` as the JSON that a cell holds, pinned where they are pinned."""
    assets = []
    for index, said in enumerate(leaving.several(part)):
        asset = {"text": said}
        if position := position_of(leaving.line.pins, part, index):
            asset["pinnedField"] = f"{name}{position}"
        assets.append(asset)
    return json.dumps(assets, ensure_ascii=False, separators=(",", ":"))


def _parameter(key: str) -> str:
    value = key.replace("\\", "\\\\").replace(";", "\\;")
    return f"{facts()['custom_parameter']}={value}"
