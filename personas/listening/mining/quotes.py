"""What mining is told and what it answers. No numpy here, so pages may import it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# (steps done, steps in all, what is being done)
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Quote:
    """One thing somebody said. ``key`` is whatever the caller knows it by; it must be unique.

    ``source``, ``customer_status`` and ``person`` are the values of an ``Evidence`` row, or empty.
    """

    key: int
    text: str
    source: str = ""
    customer_status: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class MinedCandidate:
    """Quotes that seem to speak of one problem.

    ``members`` are (key, closeness 0 to 1), most typical first; ``words`` mark the group, strongest
    first; ``people`` counts those who said it (a quote without a person counts as one);
    ``sources`` are counts by source, largest first. ``ex_customer_share`` is the part, 0 to 1, of
    quotes by those who left or never signed (ex-customers and lost deals), of the quotes whose
    status is known; None where none is. ``rest`` marks the one candidate of what was said once or
    twice: quotes that are like no other group. It comes last and is never missing in silence.
    """

    title: str
    words: tuple[str, ...]
    members: tuple[tuple[int, float], ...]
    people: int
    sources: tuple[tuple[str, int], ...]
    ex_customer_share: float | None
    rest: bool = False

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class MinedQuotes:
    """Every quote is in exactly one candidate, or in ``junk`` with the reason."""

    candidates: tuple[MinedCandidate, ...]
    junk: Mapping[int, str]

    def places(self) -> dict[int, int]:
        """Key of a quote -> index of its candidate."""
        return {
            key: number
            for number, candidate in enumerate(self.candidates)
            for key, _ in candidate.members
        }
