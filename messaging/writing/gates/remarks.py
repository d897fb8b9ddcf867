"""What a gate says of a text, with the words it is about, as pages and programs show it."""

from dataclasses import dataclass

from messaging.writing.gates.held import Copy, Held

LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Remark:
    """``part`` is a place (``headlines[2]``), ``start`` and ``end`` are offsets in its text;
    equal ones mean the whole, an empty ``part`` the whole copy.

    ``blocks``: nobody can let it pass. ``weighs``: it has to be settled before submitting.
    ``detail`` names the words, so that letting it pass lets nothing else pass.
    """

    gate: str
    detail: str
    part: str = ""
    start: int = 0
    end: int = 0
    words: str = ""
    why: str = ""
    suggestion: str = ""
    blocks: bool = False
    weighs: bool = False


def remark_of(gate: str, held: Held, copy: Copy, *, blocks: bool, weighs: bool) -> Remark:
    """``held`` as it is shown: its place in the text of one part."""
    place, start, end = held.place, 0, 0
    if held.end > held.start:
        for name, low, high in copy.places:
            if low <= held.start < high:
                place, start, end = name, held.start - low, min(held.end, high) - low
                break
    return Remark(
        gate=gate,
        detail=held.detail[:LONGEST_DETAIL],
        part=place,
        start=start,
        end=end,
        words=" ".join(copy.text[held.start : held.end].split()),
        why=held.why or held.detail,
        suggestion=held.suggestion,
        blocks=blocks,
        weighs=weighs,
    )
