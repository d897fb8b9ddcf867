"""What two texts share and where they part, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from rapidfuzz.distance import Indel

Kind = Literal["same", "left", "right"]
SHARED_WORDS = 3
"""Fewer shared words than this between two changes belong to the changes."""
MOST_WEIGHED, MOST_COMPARED = 100_000, 50_000_000
"""Pairs of tokens that are compared as people would, and as fast as a machine can: each some
hundredths of a second at most. Whoever may send us a text may send any."""
Block = tuple[str, int, int, int, int]
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
    blocks = _blocks(old, new)
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


def _blocks(old: list[str], new: list[str]) -> list[Block]:
    """What of ``old`` became what of ``new``. Of what is too long to be compared at all, only how
    both begin and end is looked for."""
    pairs = len(old) * len(new)
    if pairs <= MOST_WEIGHED:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    if pairs <= MOST_COMPARED:
        found = Indel.opcodes(old, new)
        return [(o.tag, o.src_start, o.src_end, o.dest_start, o.dest_end) for o in found]
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    to, at = len(old) - tail, len(new) - tail
    middle: list[Block] = [("replace", 0, to - head, 0, at - head)]
    if head or tail:
        middle = _blocks(old[head:to], new[head:at])
    blocks: list[Block] = [
        ("equal", 0, head, 0, head),
        *((code, i + head, j + head, k + head, m + head) for code, i, j, k, m in middle),
        ("equal", to, len(old), at, len(new)),
    ]
    return [block for block in blocks if block[2] > block[1] or block[4] > block[3]]


def _shared(one: list[str], other: list[str]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _words(tokens: list[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _changed(only_left: str, only_right: str) -> list[Piece]:
    changed = (Piece("left", only_left), Piece("right", only_right))
    return [piece for piece in changed if piece.text]


def part_text(value: object) -> str:
    """A part as one text, a list with one item a line."""
    return "\n".join(str(item) for item in value) if isinstance(value, list) else str(value or "")
