"""Which texts left in a file, as its job keeps it: some by number, very many packed.  [pure]"""

import base64
import zlib
from array import array
from collections.abc import Mapping
from typing import Any

MOST_NAMED = 1_000
"""Texts that a result names one by one, for programs that read it."""
NAMED, PACKED = "variants", "packed_variants"
IDS_AT_ONCE = 10_000
MOST_BYTES = 64 * 1024 * 1024
"""Of what is unpacked: some millions of texts."""


class Left:
    """The ids of the texts that went by, eight bytes each."""

    def __init__(self) -> None:
        self._ids = array("q")

    def add(self, variant_id: int) -> None:
        """Say that a text left."""
        self._ids.append(variant_id)

    def as_json(self) -> dict[str, Any]:
        """As a job's result holds it."""
        ids = sorted(self._ids)
        return {NAMED: ids} if len(ids) <= MOST_NAMED else {PACKED: _packed(ids)}


def left_in(result: Mapping[str, Any]) -> list[int] | None:
    """The ids that a job's result tells of, in their order; None where it tells of none."""
    if isinstance(named := result.get(NAMED), list):
        return sorted(each for each in named if isinstance(each, int))
    if isinstance(packed := result.get(PACKED), str):
        return _unpacked(packed)
    return None


def _packed(ids: list[int]) -> str:
    """The steps from one id to the next, which are small and alike, made smaller still."""
    press, pieces = zlib.compressobj(9), []
    at, comma = 0, ""
    for start in range(0, len(ids), IDS_AT_ONCE):
        steps = []
        for each in ids[start : start + IDS_AT_ONCE]:
            steps.append(str(each - at))
            at = each
        pieces.append(press.compress((comma + ",".join(steps)).encode()))
        comma = ","
    return base64.b85encode(b"".join([*pieces, press.flush()])).decode()


def _unpacked(said: str) -> list[int]:
    steps = zlib.decompressobj().decompress(base64.b85decode(said), MOST_BYTES)
    ids: list[int] = []
    at = 0
    for step in steps.decode().split(","):
        at += int(step)
        ids.append(at)
    return ids
