"""What the evaluator is told of a visitor, and what it gives them to count by. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the rules made of a visit; None where they say nothing, or were not asked."""

    persona: str | None = None
    moment: int | None = None


NOBODY = Recognised()


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller says about the visitor; keys of persona and stage, number of a moment.

    ``recognised`` is what of it the rules found. ``assigned`` holds what earlier answers gave as
    ``assigned``: an arm named there is kept. A visitor without an id takes part in no experiment.
    ``attributes`` is what else is known, for the conditions of experiments. ``came_from`` is the
    key of the variant whose link was followed. ``forced`` names an arm for an experiment, to look
    at it: what is forced is never counted.
    """

    visitor: str = ""
    persona: str | None = None
    stage: str | None = None
    locale: str | None = None
    assigned: tuple[str, ...] = ()
    moment: int | None = None
    recognised: Recognised = NOBODY
    attributes: Mapping[str, Any] | None = None
    came_from: str | None = None
    forced: Mapping[str, str] | None = None

    def all_attributes(self) -> dict[str, Any]:
        """Everything known, as a condition reads it."""
        named = {
            "id": self.visitor or None,
            "persona": self.persona,
            "stage": self.stage,
            "locale": self.locale,
            "moment": self.moment,
        }
        return {**(self.attributes or {}), **{key: value for key, value in named.items() if value}}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A visitor's arm; what an exposure event repeats."""

    experiment: str
    phase: int
    arm: str

    def __str__(self) -> str:
        return f"{self.experiment}:{self.phase}:{self.arm}"
