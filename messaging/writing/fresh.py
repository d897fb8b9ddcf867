"""Candidates of one move that may still be said, with what planning asks about them.

A brief's drafts ask the same of the same candidates thousands of times; each answer is kept.
"""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messaging.writing.candidate import Candidate


class Fresh(tuple["Candidate", ...]):
    """Candidates in the order of the phrase files."""

    @cached_property
    def slots(self) -> int:
        """The slots of all of them, as bits."""
        bits = 0
        for each in self:
            bits |= each.mask
        return bits

    @cached_property
    def sentences(self) -> frozenset[str]:
        """What any of them says."""
        return frozenset().union(*[each.sentences for each in self])

    @cached_property
    def gsm(self) -> "Fresh":
        """Those a text message can carry in seven bits."""
        return Fresh([each for each in self if each.gsm])

    @cached_property
    def bearing(self) -> int | None:
        """The length of the shortest that is about the pain and needs nothing before it."""
        return min([each.length for each in self if each.core and not each.after], default=None)

    def without(self, slots: int) -> "Fresh":
        """Those that have none of these slots, given as bits."""
        shared = slots & self.slots
        if not shared:
            return self
        if shared not in self._without:
            self._without[shared] = Fresh([each for each in self if not shared & each.mask])
        return self._without[shared]

    def standing(self, last: str) -> tuple[int, bool]:
        """Of those that may stand after the move ``last``: the length of the shortest (of all,
        where none may), and whether any is about the pain."""
        if last not in self._standing:
            standing = [each for each in self if not each.after or last in each.after]
            self._standing[last] = (
                min([each.length for each in standing or self]),
                any(each.core for each in standing),
            )
        return self._standing[last]

    @cached_property
    def _without(self) -> "dict[int, Fresh]":
        return {}

    @cached_property
    def _standing(self) -> dict[str, tuple[int, bool]]:
        return {}
