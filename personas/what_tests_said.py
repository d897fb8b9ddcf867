"""What finished tests said of pains and of ways of telling them, for whoever writes next.

Tests lie in an app above this one: it says here that it knows (``also_learned``, from its
``AppConfig.ready``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Tested:
    """How much more people did what was hoped for, against the average of what was tested with the
    same people: a fraction with its 95 % interval. ``simulated``: the visitors were invented."""

    lift: float
    low: float
    high: float
    chance_best: float
    tests: int
    simulated: bool

    @property
    def won(self) -> bool:
        """Whether it did better for certain, as far as tests ever are."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Pain id -> what tests said, and framework key -> the same."""

    pains: Mapping[int, Tested] = field(default_factory=dict)
    frameworks: Mapping[str, Tested] = field(default_factory=dict)


NOTHING_LEARNED = Lessons()

Learned = Callable[[Workspace, int | None, int | None], Lessons]
"""The lessons for a persona (id) at a stage (id); None leaves it open."""
ByPain = Callable[[Workspace], Mapping[int, Tested]]
"""Every pain that was tested, each by what was learned with its own persona."""

_learned: list[Learned] = []
_by_pain: list[ByPain] = []


def also_learned(learned: Learned, by_pain: ByPain) -> None:
    """Have these asked what tests said. Once, however often it is said."""
    if learned not in _learned:
        _learned.append(learned)
        _by_pain.append(by_pain)


def lessons_for(workspace: Workspace, persona: int | None, stage: int | None) -> Lessons:
    """What tests said of each pain and framework for a persona at a stage."""
    return next((learned(workspace, persona, stage) for learned in _learned), NOTHING_LEARNED)


def lessons_by_pain(workspace: Workspace) -> Mapping[int, Tested]:
    """Every pain that was tested."""
    return next((by_pain(workspace) for by_pain in _by_pain), {})
