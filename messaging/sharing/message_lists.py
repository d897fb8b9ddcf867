"""E-mails and push notifications to copy into a tool, and the list of SMS with their cost.  [pure]

Merge tags are in the tool's own words by now; SMS are counted with the longest values.
"""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from messaging.channels import Channel
from messaging.channels.measure import measure
from messaging.sharing.generic_tables import text_columns
from messaging.sharing.leaving import Leaving
from workspaces.cells import safe_cell

EMAIL_ABOUT = ("Key", "Campaign", "Placement", "Persona", "Stage", "Language", "Link")
SMS_ABOUT = ("Key", "Campaign", "Placement", "Persona", "Stage", "Language")
SMS_COLUMNS = (*SMS_ABOUT, "Text as sent", "Messages", "Length", "Alphabet", "Link")
ALPHABETS = {"gsm7": "GSM-7", "ucs2": "Unicode"}


def write_email_copy(to: BinaryIO, lines: Iterable[Leaving], channels: list[Channel]) -> int:
    """Every text with merge tags but SMS: subject, preheader, body, title."""
    columns = text_columns(channels)
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([*EMAIL_ABOUT, "Channel", *(column.title for column in columns.values())])
    names = {channel.key: channel.name for channel in channels}
    count = 0
    for leaving in lines:
        cells = [*_about(leaving), leaving.link, names.get(leaving.line.channel, "")]
        cells += [column.text_of(leaving.parts) for column in columns.values()]
        writer.writerow(map(safe_cell, cells))
        count += 1
    text.detach()
    return count


def write_sms_list(to: BinaryIO, lines: Iterable[Leaving], channels: list[Channel]) -> int:
    """One SMS a row, with what is appended, and how many messages it costs."""
    parts = {
        (channel.key, part.key): part
        for channel in channels
        for part in channel.parts
        if part.counting == "sms"
    }
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(SMS_COLUMNS)
    count = 0
    for leaving in lines:
        for (channel, key), part in parts.items():
            neutral = leaving.line.parts.get(key)
            if channel != leaving.line.channel or not isinstance(neutral, str):
                continue
            counted = measure(part, neutral)
            cells = [
                *_about(leaving),
                part.as_sent(leaving.one(key)),
                str(counted.segments),
                str(counted.length),
                ALPHABETS.get(counted.encoding, ""),
                leaving.link,
            ]
            writer.writerow(map(safe_cell, cells))
            count += 1
    text.detach()
    return count


def _about(leaving: Leaving) -> list[str]:
    line = leaving.line
    return [
        line.key,
        leaving.campaign,
        line.placement,
        line.persona,
        line.stage,
        line.language,
    ]
