"""Sheets of a workbook as people leave them, for a test of properties to draw from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from messaging.sharing.read_cells import is_misread

HERO, RSA = "web_hero", "google_rsa"
Place = tuple[str, int | None]
PLACES: Mapping[str, tuple[Place, ...]] = {
    HERO: (("headline", None), ("subline", None), ("button", None)),
    RSA: (
        *(("headlines", at) for at in range(4)),
        *(("descriptions", at) for at in range(2)),
    ),
}
"""What is edited. A search ad has three headlines at first, so the fourth is added."""
HOW_MANY = {HERO: 4, RSA: 3}
"""Texts of a channel: drafts, but for the last, whose words are fixed."""
words = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=6)
texts = (
    st.lists(words, min_size=1, max_size=2).map(" ".join).filter(lambda text: not is_misread(text))
)


@dataclass(frozen=True)
class Row:
    """A row of a sheet as somebody left it: the number of the text it came with, and what of it
    was changed; all of its words, where it was added."""

    of: int | None
    says: Mapping[Place, str] = field(default_factory=dict)
    pins: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Edited:
    """A sheet after its cells were changed, rows copied, added, deleted and sorted, and columns
    put into another order (by numbers that are sorted by)."""

    rows: Sequence[Row]
    order: Sequence[int]


@st.composite
def edited(draw: st.DrawFn, channel: str) -> Edited:
    places, numbers = PLACES[channel], range(HOW_MANY[channel])

    def some(at_most: int) -> dict[Place, str]:
        chosen = draw(st.sets(st.sampled_from(places), max_size=at_most))
        return {place: draw(texts) for place in places if place in chosen}

    rows = [Row(number, some(2)) for number in numbers]
    if channel == RSA:
        pins = draw(st.dictionaries(st.integers(0, 2), st.integers(1, 3), max_size=2))
        rows[0] = replace(rows[0], pins=pins)
    copied = draw(st.lists(st.sampled_from(numbers), max_size=2))
    rows += [Row(number, some(1)) for number in copied]
    added = draw(st.integers(0, 2))
    rows += [Row(None, {place: draw(texts) for place in places}) for _ in range(added)]
    gone = draw(st.sets(st.integers(0, len(rows) - 1), max_size=len(rows) - 1))
    rows = [row for at, row in enumerate(rows) if at not in gone]
    order = draw(st.lists(st.integers(0, 99), min_size=12, max_size=12))
    return Edited(_unlike(draw(st.permutations(rows)), channel), order)


def _unlike(rows: Sequence[Row], channel: str) -> list[Row]:
    """The same rows, no two of which say the same: of two new texts that do, one is taken."""
    number = 0
    found = []
    for row in rows:
        says = {}
        for place, text in row.says.items():
            says[place] = f"{text} {channel[0]}{chr(97 + number // 26)}{chr(97 + number % 26)}"
            number += 1
        found.append(replace(row, says=says))
    return found
