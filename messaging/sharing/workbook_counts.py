"""How a sheet counts the length of a text by itself.  [pure]

The formulas work in Excel, LibreOffice and Google Sheets, in rows that were sorted, inserted or
copied: each refers to cells of its own row alone. They know what a sheet can know. A merge tag
counts with the longest value behind it where it stood in the text when the file was made; wide
characters count twice in rows that had any, or are written in a language that has them. Where a
sheet counts otherwise than the platform, the note over the column says so. What counts in the end
is what we count when the file comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from messaging.channels import merge_tags
from messaging.channels.channel import Channel, Part
from messaging.channels.measure import wide_length
from messaging.channels.sms import (
    BASIC,
    EXTENSION,
    GSM_PART,
    GSM_SINGLE,
    UCS2_PART,
    UCS2_SINGLE,
)
from messaging.sharing.lines import PartColumn

LONGEST_LITERAL = 255
"""Characters that a text inside a formula may have."""
LONGEST_SHOWN = 300
"""Characters of the text as a formula; it stands in a message's formulas up to two dozen times, and
a spreadsheet takes 8,192."""
WIDE_LANGUAGES = ("ja", "zh", "ko")
UNICODE, GSM = "Unicode", "GSM-7"
SCAN = 2_000
"""How far into a text message characters are looked at: more than any network takes."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The formulas beside one text; ``alphabet`` and ``segments`` are empty but for messages."""

    length: str
    alphabet: str = ""
    segments: str = ""


def count_formulas(
    part: Part, cell: str, text: str, language: str = "", *, count: str = "", alphabet: str = ""
) -> Counts:
    """The formulas that count what stands in ``cell``, made for ``text``, which stands there now.

    ``count`` and ``alphabet`` are the cells in which a message's length and alphabet will stand.
    """
    shown = _shown(part, cell, text)
    if part.counting == "sms":
        return _sms(shown, count, alphabet)
    if part.counting == "double_width" and _is_wide(text, language):
        return Counts(f"=LEN({shown})+{_wide_ones(shown)}")
    return Counts(f"=LEN({shown})")


def note_on(channel: Channel, column: PartColumn) -> str:
    """What stands in the note over a text: limits, how it is counted, source and date."""
    part = column.of
    said = [channel.name + ": " + part.name]
    if part.hard is not None:
        said.append(f"At most {part.hard} characters: longer ones are refused (red).")
    if part.hard_octets is not None:
        said.append(
            f"At most {part.hard_octets} octets; the sheet counts characters, "
            "so letters with accents take more than it shows."
        )
    if part.truncation is not None and part.counting != "sms":
        said.append(f"Seen up to {part.truncation} characters: the end of longer ones is cut off.")
    for place, length in part.seen_on:
        said.append(f"On {place}: {length}.")
    if part.maximum > 1 and column.index is not None and column.index < part.minimum:
        said.append(f"At least {part.minimum} of these are needed.")
    if part.appended:
        said.append(f"“{part.appended}” is added when it is sent, and counts.")
    said.append(_approximate(channel, part))
    if channel.source:
        said.append(f"Source: {channel.source}. Checked on {channel.checked_on}.")
    return "\n".join(line for line in said if line)


def _approximate(channel: Channel, part: Part) -> str:
    """Where the count beside a text may differ from ours."""
    unsure = []
    if part.counting == "sms":
        unsure.append("where a message is cut exactly")
    if part.counting == "double_width":
        unsure.append("wide characters (Chinese, Japanese, Korean) in a row that had none")
    if channel.merge_tags or part.counting == "double_width":
        unsure.append("merge tags you add")
    unsure.append("emoji")
    return f"The count is approximate for {', '.join(unsure)}. We count again when it comes back."


def literal(text: str) -> str:
    """``text`` as it is written inside a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _shown(part: Part, cell: str, text: str) -> str:
    """The text as its reader with the longest values sees it, as a formula."""
    shown = cell
    known = part.longest
    for tag, value in _tags(text, known).items():
        filled = f"SUBSTITUTE({shown},{literal(tag)},{literal(value)})"
        shown = filled if len(filled) <= LONGEST_SHOWN else shown
    if part.appended and len(part.appended) < LONGEST_LITERAL // 4:
        has = f"ISNUMBER(FIND({literal(part.appended.lower())},LOWER({cell})))"
        added = f'IF(OR({cell}="",{has}),"",{literal(" " + part.appended)})'
        shown = f"{shown}&{added}"
    return shown


def _tags(text: str, known: Mapping[str, str] | None) -> dict[str, str]:
    """Every tag in ``text`` that fits into a formula, with the longest that may stand for it."""
    if "{" not in text:
        return {}
    found = {
        match[0]: merge_tags.with_longest(match[0], known)
        for pattern in (merge_tags.TOKEN, merge_tags.KEYWORD)
        for match in pattern.finditer(text)
    }
    return {
        tag: value
        for tag, value in found.items()
        if max(len(literal(tag)), len(literal(value))) <= LONGEST_LITERAL
        and (tag + value).isprintable()
    }


def _is_wide(text: str, language: str) -> bool:
    wide = language.lower().split("-")[0].split("_")[0] in WIDE_LANGUAGES
    return wide or wide_length(text) != len(text)


def _wide_ones(shown: str) -> str:
    """How many wide characters there are: U+2E7F to U+D7A4 and U+F900 to U+FF60.

    Each range is told by the distance from its middle. Emoji above U+FFFF are two units already.
    """
    code = f'_xlfn.UNICODE(MID({shown}&" ",ROW(INDIRECT("1:"&(LEN({shown})+1))),1))'
    return f"IFERROR(SUMPRODUCT((ABS({code}-33553.5)<21650)+(ABS({code}-64560)<=816)),0)"


def _sms(shown: str, count: str, alphabet: str) -> Counts:
    """Septets or UCS-2 units, the alphabet, and how many messages that makes.

    GSM-7 holds as long as every character is found in its alphabet (3GPP 23.038).
    """
    letters = "".join(sorted(character for character in BASIC if character.isprintable()))
    known = literal(letters + "".join(sorted(c for c in EXTENSION if c.isprintable())))
    known += "&CHAR(10)&CHAR(13)"
    place = f'ROW(INDIRECT("1:"&MIN({SCAN},LEN({shown})+1)))'
    strange = f'SUMPRODUCT(--ISERROR(FIND(MID({shown}&" ",{place},1),{known})))'
    twice = "+".join(
        f'LEN({shown})-LEN(SUBSTITUTE({shown},{literal(character)},""))'
        for character in sorted(EXTENSION)
        if character.isprintable()
    )
    segments = f"IF({count}<={{single}},1,ROUNDUP({count}/{{part}},0))"
    one = segments.format(single=UCS2_SINGLE, part=UCS2_PART)
    other = segments.format(single=GSM_SINGLE, part=GSM_PART)
    return Counts(
        length=f'=LEN({shown})+IF({alphabet}="{UNICODE}",0,{twice})',
        alphabet=f'=IF({strange}>0,"{UNICODE}","{GSM}")',
        segments=f'=IF({count}=0,0,IF({alphabet}="{UNICODE}",{one},{other}))',
    )
