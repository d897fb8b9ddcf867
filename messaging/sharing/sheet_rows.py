"""A row of a sheet that came back, as it was read: before anything is compared with ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with a whole row where ``part`` is empty.

    ``index`` is the number of the text in a list part, from 0. ``blocks`` means that the row cannot
    be taken while this stands; a fault that does not block is a remark.
    """

    part: str
    index: int | None
    code: str
    text: str
    blocks: bool

    def as_json(self) -> dict[str, Any]:
        """As ``SheetImportRow.faults`` keeps it."""
        return {
            "part": self.part,
            "index": self.index,
            "code": self.code,
            "text": self.text,
            "blocks": self.blocks,
        }


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. ``number`` is its line in the sheet as a person sees it, the header being line 1.

    ``variant_id``, ``checksum`` and ``revision`` are of the hidden columns, ``checksum`` being ""
    and the others None where the row has none. ``parts`` holds the parts the sheet has columns
    for; a text of a list part keeps its place in the list, so that an emptied cell stands there
    as "" (only empty cells at the end of a list are left away). ``channel`` is the channel's key,
    ``placement`` is what the sheet says: a placement's name or key. ``state`` is "" where the
    sheet does not say one; else it is a key of ``Variant.State`` or, unknown, the cell's text.

    ``absent`` says which texts of a list part the sheet has no column for: somebody deleted the
    column, which changes nothing. ``parts_beside`` fills those in. A part of ``pins`` is there, if
    empty, where the sheet has columns for its pins; a part that is missing says nothing of pins.
    """

    sheet: str
    number: int
    key: str
    variant_id: int | None
    checksum: str
    revision: int | None
    parts: dict[str, str | list[str]]
    pins: dict[str, dict[str, int]] = field(default_factory=dict)
    state: str = ""
    channel: str = ""
    placement: str = ""
    language: str = ""
    pain: str = ""
    faults: tuple[Fault, ...] = ()
    absent: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def parts_beside(self, ours: Mapping[str, object]) -> dict[str, str | list[str]]:
        """``parts``, with ours where the sheet has no column for a text of a list."""
        told = dict(self.parts)
        for part, places in self.absent.items():
            theirs, kept = told.get(part), ours.get(part)
            if not isinstance(theirs, list) or not isinstance(kept, list):
                continue
            texts = list(theirs)
            for place in sorted(places):
                if place < len(kept) and kept[place]:
                    texts += [""] * (place + 1 - len(texts))
                    texts[place] = str(kept[place])
            told[part] = texts
        return told


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A file that came back. ``kind`` is what it was told to be (``KINDS`` of ``read_back``).

    ``rows`` can be gone through once, in the order of the file; ``notes`` are sentences on the
    file as a whole and are complete before the first row. ``workspace`` (slug) and ``job`` (id, as
    text) are what a workbook says of where it is from, "" where it says nothing.
    """

    kind: str
    rows: Iterator[SheetRow]
    notes: tuple[str, ...] = ()
    workspace: str = ""
    job: str = ""
