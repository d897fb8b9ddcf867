"""A row of a sheet that came back, as it was read: before anything is compared with ours."""

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
    sheet does not say one.
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
