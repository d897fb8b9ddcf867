"""Transcripts: who said what, turn after turn, as rows of quotes.

Subtitles (WebVTT, SRT), documents and plain text with names before what they said are read into one
table. Cues of one speaker that follow each other are one turn, and a long turn is several quotes,
cut between sentences. Whose turns are customers' words is said by a person later: every turn is a
row, and ``quotes_by`` keeps those of chosen speakers.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from personas.listening.constants import MAX_ROWS
from personas.listening.delimited import too_many_rows
from personas.listening.sentences import in_quotes, last_question
from personas.listening.speakers import NOBODY, is_listening, is_role, name_pattern
from personas.listening.subtitles import cues, looks_like_subtitles
from personas.listening.tables import Opened, Row, UnreadableFileError
from personas.listening.turns import Said, are_turns, labelled_turns

Lines = Callable[[], Iterator[str]]
TRANSCRIPT = "transcript"
HEADER = ("Speaker", "Quote", "Time", "Question", "Asked", "Person")
SPEAKER, QUOTE = 0, 1
LONGEST_TURN = 20_000
"""Characters after which a turn is given on as it is, however long it goes on."""
MOST_SPEAKERS = 60
"""No conversation has so many; a text with more is a list of something else."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``question`` is what somebody else asked just before; empty where nothing was asked."""

    speaker: str
    text: str
    time: str = ""
    question: str = ""


def open_transcript(lines: Lines, sample: Sequence[str], file_name: str) -> Opened | None:
    """The turns of a text that is a transcript, else None. The lines are gone through twice."""
    if looks_like_subtitles(sample):

        def said() -> Iterator[Said]:
            return cues(lines())
    elif are_turns(sample):

        def said() -> Iterator[Said]:
            return labelled_turns(lines())
    else:
        return None
    names: dict[str, None] = {}
    for one in said():
        names.setdefault(one.speaker)
        if len(names) > MOST_SPEAKERS:
            raise UnreadableFileError(
                f"This transcript names more than {MOST_SPEAKERS} speakers. If what stands before "
                "the colons are no names, save it as a table with a column for the quotes."
            )
    if not names:
        raise UnreadableFileError("There is nothing to import here: nobody says anything in it.")
    return Opened(_rows(said(), tuple(names), file_name), TRANSCRIPT, header=HEADER)


def quotes_by(rows: Iterable[Row], speakers: Sequence[str]) -> Iterator[Row]:
    """The turns of these speakers that say something."""
    wanted = set(speakers)
    for row in rows:
        if row.cells[SPEAKER] in wanted and not is_listening(row.cells[QUOTE]):
            yield row


def turns(said: Iterable[Said]) -> Iterator[Turn]:
    """What one says without a break is one turn; a "mm-hm" of the other is no break, and follows
    it.
    """
    current: Turn | None = None
    heard: list[Turn] = []
    asked = ("", "")  # by whom, and what
    for one in chain(said, [Said("", "")]):
        name = one.speaker or NOBODY
        if current is not None and one.text:
            if name == current.speaker and len(current.text) < LONGEST_TURN:
                current = replace(current, text=f"{current.text} {one.text}")
                continue
            if name != current.speaker and is_listening(one.text) and "?" not in current.text[-80:]:
                heard.append(Turn(name, one.text, one.time))
                continue
        if current is not None:
            yield current
            yield from heard
            heard = []
            if question := last_question(current.text):
                asked = (current.speaker, question)
            elif current.speaker == asked[0] and not is_listening(current.text):
                asked = ("", "")
        if one.text:
            from_other = asked[1] if asked[0] not in ("", name) else ""
            current = Turn(name, one.text, one.time, from_other)


def _rows(said: Iterable[Said], names: Sequence[str], file_name: str) -> Iterator[Row]:
    pattern = name_pattern(names)
    about = ""
    number = 0
    for turn in turns(said):
        about = about or _about(file_name, turn.text)
        question = pattern.sub("[name]", turn.question) if pattern else turn.question
        for quote in in_quotes(turn.text):
            number += 1
            if number > MAX_ROWS:
                raise too_many_rows()
            text = pattern.sub("[name]", quote) if pattern else quote
            yield Row(
                number,
                (
                    turn.speaker,
                    text,
                    turn.time,
                    question,
                    "yes" if question else "",
                    person_named(turn.speaker, about),
                ),
            )


def person_named(speaker: str, about: str) -> str:
    """Under which name a speaker is one and the same person.

    Two names are somebody's; "Anna" and "Speaker 2" are somebody in this transcript only, so they
    are told apart by ``about``. Nobody in particular stays nobody.
    """
    if speaker == NOBODY:
        return ""
    if len(speaker.split()) > 1 and not is_role(speaker):
        return speaker
    return f"{speaker} ({about})"[:200]


def _about(file_name: str, first: str) -> str:
    """The file's name; pasted text has none of its own, so it goes by its first words."""
    stem = file_name.rpartition("/")[2]
    if stem and not stem.lower().startswith("pasted"):
        return stem[-120:]
    return hashlib.blake2b(first.encode("utf-8", "replace"), digest_size=5).hexdigest()
