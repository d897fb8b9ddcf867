"""Subtitles: WebVTT and SRT, as meeting programs give them out."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from personas.listening.turns import Said, split_label, without_hours

TIMING = re.compile(
    r"\s*((?:\d{1,4}:)?\d{1,2}:\d{2})[.,]\d{1,3}\s*-->\s*(?:\d{1,4}:)?\d{1,2}:\d{2}"
)
VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]{1,200})>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^>]{0,200}>|<\d{1,4}:[\d:.]{1,20}>|\{\\[^}]{1,40}\}")
LINES_LOOKED_AT = 20


def looks_like_subtitles(sample: Sequence[str]) -> bool:
    """By its first line, or by a line of times near the beginning."""
    filled = [line for line in sample if line.strip()][:LINES_LOOKED_AT]
    if filled and re.match(r"\ufeff?WEBVTT(?:\s|$)", filled[0]):
        return True
    return any(TIMING.match(line) for line in filled[:3])


def cues(lines: Iterable[str]) -> Iterator[Said]:
    """What is said, cue after cue. Ids, settings, notes and styles are none of it.

    A cue that does not say who speaks goes on with the one before.
    """
    speaker = ""
    for time, payload in _payloads(lines):
        for said in _voices(payload, speaker):
            speaker = said.speaker
            if said.text:
                yield Said(said.speaker, said.text, time)


def _payloads(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    time, in_cue = "", False
    payload: list[str] = []
    for raw in lines:
        line = raw.strip()
        if timing := TIMING.match(line):
            if payload and payload[-1].isdecimal():
                payload.pop()  # the number of the next cue, with no empty line before it
            if payload:
                yield time, payload
            time, payload, in_cue = without_hours(timing[1]), [], True
        elif not line:
            if payload:
                yield time, payload
            payload, in_cue = [], False
        elif in_cue:
            payload.append(line)
    if payload:
        yield time, payload


def _voices(payload: list[str], speaker: str) -> Iterator[Said]:
    text = " ".join(payload)
    if VOICE.search(text):
        parts = VOICE.split(text)  # before, name, text, name, text ...
        if before := _plain(parts[0]):
            yield Said(speaker, before)
        for name, spoken in zip(parts[1::2], parts[2::2], strict=True):
            yield Said(_plain(name), _plain(spoken))
        return
    current = speaker
    words: list[str] = []
    for line in payload:
        label = split_label(_plain(line))
        if label is not None:
            if words:
                yield Said(current, " ".join(words))
            current, words = label.speaker, [label.text] if label.text else []
        elif plain := _plain(line):
            words.append(plain)
    yield Said(current, " ".join(words))


def _plain(text: str) -> str:
    return " ".join(html.unescape(TAG.sub("", text)).split())
