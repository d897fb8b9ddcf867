"""What two texts share and where they part, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "left", "right"]
TOKEN = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or only one of the two."""

    kind: Kind
    text: str


def differences(left: str, right: str) -> list[Piece]:
    """``left`` turned into ``right``; joined without ``left`` pieces it is ``right`` again."""
    old, new = TOKEN.findall(left), TOKEN.findall(right)
    pieces: list[Piece] = []
    for code, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece("left", "".join(old[i:j])))
        if k < m:
            pieces.append(Piece("right", "".join(new[k:m])))
    return pieces


def part_text(value: object) -> str:
    """A part as one text, a list with one item a line."""
    return "\n".join(str(item) for item in value) if isinstance(value, list) else str(value or "")
