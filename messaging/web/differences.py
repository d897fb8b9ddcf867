"""What two texts share and where they part, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "left", "right"]
SHARED_WORDS = 3
"""Fewer shared words than this between two changes belong to the changes."""
TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or only one of the two."""

    kind: Kind
    text: str


def differences(left: str, right: str) -> list[Piece]:
    """``left`` turned into ``right``; joined without ``left`` pieces it is ``right`` again.

    A few shared words between two changes count as changed, since nobody can read a text that
    alternates word by word.
    """
    old, new = TOKEN.findall(left), TOKEN.findall(right)
    pieces: list[Piece] = []
    only_left = only_right = ""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (code, i, j, k, m) in enumerate(blocks):
        inner = 0 < number < len(blocks) - 1
        if code != "equal" or (inner and _words(old[i:j]) < SHARED_WORDS):
            only_left += "".join(old[i:j])
            only_right += "".join(new[k:m])
            continue
        pieces += _changed(only_left, only_right)
        only_left = only_right = ""
        pieces.append(Piece("same", "".join(old[i:j])))
    return pieces + _changed(only_left, only_right)


def _words(tokens: list[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _changed(only_left: str, only_right: str) -> list[Piece]:
    changed = (Piece("left", only_left), Piece("right", only_right))
    return [piece for piece in changed if piece.text]


def part_text(value: object) -> str:
    """A part as one text, a list with one item a line."""
    return "\n".join(str(item) for item in value) if isinstance(value, list) else str(value or "")
