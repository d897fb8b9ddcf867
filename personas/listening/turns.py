"""Text with names before what was said: "Anna: ...", "[00:12:01] Interviewer: ...", "Q: ..."."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from personas.listening.speakers import is_name

CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp][Mm])?"
TIME = re.compile(rf"^[\[(]?({CLOCK})[\])]?(?:\s*(?:-->|[-–—])\s*[\[(]?{CLOCK}[\])]?)?\s*[-–—]?\s*")
# The name, then the time, in brackets or not.
NAME_THEN_TIME = re.compile(rf"^(.{{1,60}}?)[\s|,–—-]*[\[(]?\b({CLOCK})[\])]?\s*:?$")
LABEL = re.compile(r"^([^:：\t]{1,60}?)\s*[:：](?:\s+(.*)|)$")
TIME_WITHIN = re.compile(rf"\s*[\[(]({CLOCK})[\])]\s*$")
TO_EVERYONE = re.compile(r"^From\s+(.{1,40}?)\s+to\s+.{1,60}$", re.IGNORECASE)
MARKS = "*_#> \t-–—•"
LEAST_TURNS = 3
SHARE_OF_LINES = 0.3
SHARE_OF_BLOCKS = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """``time`` counts from the beginning, as the transcript says it."""

    speaker: str
    text: str
    time: str = ""


def split_label(line: str) -> Said | None:
    """The line of somebody who begins to speak; None for a line that goes on."""
    text = line.strip().strip(MARKS).strip() if line[:1] in MARKS else line.strip()
    time = ""
    if match := TIME.match(text):
        time, text = match[1], text[match.end() :].strip()
        if time and text and ":" not in text and "：" not in text and is_name(text.strip(MARKS)):
            return Said(text.strip(MARKS), "", without_hours(time))
    elif match := NAME_THEN_TIME.match(text):
        name = match[1].strip(MARKS + "|,")
        if is_name(name):
            return Said(name, "", without_hours(match[2]))
    match = LABEL.match(text)
    if match is None:
        return None
    name = match[1].strip(MARKS)
    if within := TIME_WITHIN.search(name):
        name, time = name[: within.start()].strip(MARKS), time or within[1]
    if chat := TO_EVERYONE.match(name):
        name = chat[1].strip()
    if not is_name(name):
        return None
    return Said(name, (match[2] or "").strip(MARKS).strip(), without_hours(time))


def labelled_turns(lines: Iterable[str]) -> Iterator[Said]:
    """What is said, line after line. Lines before the first name are nobody's."""
    speaker = time = ""
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if label := split_label(line):
            speaker, time = label.speaker, label.time or time
            if label.text:
                yield Said(speaker, label.text, time)
            continue
        if (match := TIME.match(line)) and match.end() == len(line):
            time = without_hours(match[1])
            continue
        yield Said(speaker, line, time)


def are_turns(sample: Sequence[str]) -> bool:
    """Do two people or more speak here, with their names before what they say?"""
    filled = [line.strip() for line in sample if line.strip()]
    labels = [label for line in filled if (label := split_label(line)) is not None]
    if len(labels) < LEAST_TURNS or len({one.speaker for one in labels}) < 2:
        return False
    if len(labels) >= SHARE_OF_LINES * len(filled):
        return True
    begins = [
        line
        for before, line in zip(["", *sample], sample, strict=False)
        if line.strip() and not before.strip()
    ]
    begun = sum(split_label(line.strip()) is not None for line in begins)
    return len(begins) >= LEAST_TURNS and begun >= SHARE_OF_BLOCKS * len(begins)


def without_hours(time: str) -> str:
    """ "00:12:01" stays; what comes after the seconds goes."""
    return re.split(r"[.,]", time)[0]
