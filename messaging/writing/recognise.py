"""Which phrasings a copy is made of: read back from its words, so that it works for a stored
copy as for a fresh draft. Words a person changed are recognised as nobody's."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from messaging.channels import Parts, texts_of
from messaging.writing.brief import Brief
from messaging.writing.candidate import Candidate
from messaging.writing.candidates import bare, candidates_of
from messaging.writing.frameworks import frameworks
from messaging.writing.phrases import phrasings_for

BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: ``candidates`` are the phrasings it can be, none if a person wrote
    it; ``gap`` is the white space before it."""

    text: str
    candidates: tuple[Candidate, ...]
    gap: str = ""


class Recogniser:
    """Recognises the phrasings of one brief."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self._known: dict[str, list[Candidate]] = {}
        self._by_start: dict[str, list[str]] = {}
        found = candidates_of(brief)
        for move in phrasings_for(brief.language, brief.stage.kind):
            for form in ("line", "sentence"):
                for each in found.of(move, form):
                    if each.text not in self._known:
                        self._by_start.setdefault(_start(each.text), []).append(each.text)
                    self._known.setdefault(each.text, []).append(each)
        for texts in self._by_start.values():
            texts.sort(key=len, reverse=True)

    def pieces(self, text: str) -> list[Piece]:
        """``text`` cut into known phrasings and what lies between them."""
        found: list[Piece] = []
        at, gap = 0, ""
        while at < len(text):
            blank = BLANKS.match(text, at)
            if blank:
                gap, at = blank[0], blank.end()
                continue
            known = self._at(text, at)
            if known:
                found.append(Piece(known, tuple(self._known[known]), gap))
                at += len(known)
            else:
                end = _sentence_end(text, at)
                found.append(Piece(text[at:end], (), gap))
                at = end
            gap = ""
        return found

    def _at(self, text: str, at: int) -> str:
        for known in self._by_start.get(_start(text[at : at + 40]), ()):
            end = at + len(known)
            if text.startswith(known, at) and (end == len(text) or text[end].isspace()):
                return known
        return ""

    def sentences(self, parts: Parts) -> frozenset[str]:
        """The sentences of ``parts`` that rest on a slot, as the writer compares them."""
        found: set[str] = set()
        for text in texts_of(parts):
            for piece in self.pieces(text):
                if piece.candidates:
                    said = piece.candidates[0].said
                    found.update(bare(each.text) for each in said if each.rests_on_slot)
                else:
                    found.add(bare(piece.text))
        return frozenset(found)

    def phrasings(self, parts: Parts) -> list[str]:
        """The names of the phrasings ``parts`` are made of, in their order."""
        return [
            piece.candidates[0].phrasing
            for text in texts_of(parts)
            for piece in self.pieces(text)
            if piece.candidates
        ]

    def opening(self, parts: Parts) -> tuple[str, ...]:
        """The moves the copy may begin with; none if a person wrote its first words."""
        first = next(iter(texts_of(parts)), "")
        pieces = self.pieces(first)
        if not pieces:
            return ()
        return tuple(dict.fromkeys(each.move for each in pieces[0].candidates))

    def frameworks(self, openings: Iterable[str], available: Sequence[str]) -> list[str]:
        """Those of ``available`` that begin with one of the moves ``openings``."""
        known, stage, moves = frameworks(), self.brief.stage.kind, set(openings)
        return [key for key in available if moves.intersection(known[key].moves[stage][:2])]


def _start(text: str) -> str:
    return text.split(maxsplit=1)[0] if text.split() else ""


def _sentence_end(text: str, at: int) -> int:
    match = re.compile(r"[.!?][\"'”’]?(?=\s)|\n").search(text, at)
    return match.end() if match else len(text)
