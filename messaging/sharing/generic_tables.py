"""Copy of any channel as a plain table: CSV and TSV, for people and their scripts.  [pure]

People open these files, so what would be a formula is made text (``workspaces/cells.py``).
"""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from messaging.channels import Channel
from messaging.sharing.leaving import Leaving
from messaging.sharing.lines import PartColumn
from workspaces.cells import safe_cell

ABOUT = (
    "key",
    "campaign",
    "account",
    "ad_group",
    "channel",
    "placement",
    "placement_key",
    "persona",
    "stage",
    "language",
    "pain",
    "framework",
    "state",
    "live",
    "link",
)


def about(leaving: Leaving) -> dict[str, str]:
    """What a row says of a text before its parts, by the names of ``ABOUT``."""
    line = leaving.line
    return {
        "key": line.key,
        "campaign": leaving.campaign,
        "account": leaving.account,
        "ad_group": leaving.ad_group,
        "channel": line.channel,
        "placement": line.placement,
        "placement_key": line.placement_key,
        "persona": line.persona,
        "stage": line.stage,
        "language": line.language,
        "pain": line.pain,
        "framework": line.framework,
        "state": line.state,
        "live": "yes" if line.is_live else "",
        "link": leaving.link,
    }


def text_columns(channels: Iterable[Channel]) -> dict[str, PartColumn]:
    """The columns of all parts of ``channels``: ``headline``, or ``headlines_1`` of a list."""
    columns: dict[str, PartColumn] = {}
    for channel in channels:
        for part in channel.parts:
            for index in range(part.maximum) if part.is_list else (None,):
                name = part.key if index is None else f"{part.key}_{index + 1}"
                title = part.name if index is None else f"{part.name} {index + 1}"
                columns.setdefault(name, PartColumn(part.key, index, title, None, None, part))
    return columns


def write_generic_csv(to: BinaryIO, lines: Iterable[Leaving], channels: list[Channel]) -> int:
    return _write(to, lines, channels, ",")


def write_generic_tsv(to: BinaryIO, lines: Iterable[Leaving], channels: list[Channel]) -> int:
    return _write(to, lines, channels, "\t")


def _write(to: BinaryIO, lines: Iterable[Leaving], channels: list[Channel], delimiter: str) -> int:
    columns = text_columns(channels)
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([*ABOUT, *columns])
    count = 0
    for leaving in lines:
        said = about(leaving)
        cells = [said[name] for name in ABOUT]
        cells += [column.text_of(leaving.parts) for column in columns.values()]
        writer.writerow(map(safe_cell, cells))
        count += 1
    text.detach()
    return count
