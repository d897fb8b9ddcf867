"""What a draft is combined of: one phrasing in words, its sentences and their sources."""

from dataclasses import dataclass

from messaging.writing.brief import Source
from messaging.writing.phrases import Piece


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a candidate and the sources of its slots."""

    text: str
    sources: tuple[Source, ...]

    @property
    def rests_on_slot(self) -> bool:
        """Whether it says something of the brief; other sentences are ours alone."""
        return self.sources[0].kind != "stage"


@dataclass(frozen=True, slots=True)
class Form:
    """A slot's text in one turning, with what decides where it can stand."""

    text: str
    source: Source
    ended: bool
    clause: bool
    echoes: tuple[str, ...]

    def cannot_stand(self, pieces: tuple[Piece, ...], number: int) -> bool:
        """Whether the words around place ``number`` would be misread: a slot with a comma or a
        clause runs on into them, or both say a word that is said once, as "again"."""
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        if isinstance(following, str):
            if self.ended and following[:1] in (",", "?", ":", ";"):
                return True
            if self.clause and following[:2].strip().isalpha():
                return True
        return bool(self.echoes) and any(
            word in piece.lower()
            for piece in pieces
            if isinstance(piece, str)
            for word in self.echoes
        )


@dataclass(slots=True, eq=False)  # not frozen: thousands are made for each brief
class Candidate:
    """One phrasing in words.

    ``length`` is in the channel's unit; ``gsm`` says whether a text message can carry it in seven
    bits, ``personal`` whether it tells the reader what they are, have or do, ``toned`` whether it
    was written for the brand's tone, ``core`` whether it speaks of the pain or its outcome;
    ``silences`` are the slots that need not be said once this is, ``mask`` and ``silenced`` the
    bits of ``slots`` and of ``silences``; ``objection`` is the number of the objection it names,
    or NO_OBJECTION.
    """

    text: str
    said: tuple[Said, ...]
    move: str
    form: str
    slots: frozenset[str]
    silences: frozenset[str]
    mask: int
    silenced: int
    after: frozenset[str]
    length: int
    gsm: bool
    personal: bool
    toned: bool
    core: bool
    key: str
    phrasing: str
    sentences: frozenset[str]
    objection: int
