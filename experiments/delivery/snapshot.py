"""What one workspace delivers at the moment, compiled to plain values that never change.

A snapshot answers every question of the evaluator and of the event intake, so that neither asks
the database. It is made by ``compile.py`` and kept, one a workspace, by ``registry.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from experiments.delivery.allocation import Namespace, Range
from experiments.delivery.split_snapshot import SplitLinkSnapshot
from personas.mapping.recognition import Recogniser

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

Parts = Mapping[str, Any]
"""Part key of the channel to a text, or to a list of texts."""

Aim = tuple[str, str | None, str | int | None]
"""Language in small letters, persona key or None, and when: a stage's key, a moment's number, or
None for any time. A text and a number are never the same, so both fit in one place."""


@dataclass(frozen=True, slots=True)
class Key:
    """An API key as delivery needs it. ``origins`` empty: any web page may use it."""

    id: int
    workspace_id: int
    is_secret: bool
    permissions: frozenset[str]
    origins: frozenset[str]
    expires_at: datetime | None

    def is_usable(self, now: datetime) -> bool:
        return self.expires_at is None or self.expires_at > now


@dataclass(frozen=True, slots=True)
class Wording:
    """A variant: its key and its parts."""

    key: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class ArmSnapshot:
    id: int
    wording: Wording


@dataclass(frozen=True, slots=True)
class PhaseSnapshot:
    """``ranges`` has the slice of [0, 1) of each arm, by position: laid out from ``weights`` and
    ``coverage``, which only clients that lay them out themselves want to know."""

    id: int
    number: int
    started_at: datetime
    ended_at: datetime | None
    ranges: tuple[Range, ...]
    weights: tuple[float, ...] = ()
    coverage: float = 1.0

    def is_open_at(self, moment: datetime) -> bool:
        return self.started_at <= moment and (self.ended_at is None or moment < self.ended_at)


@dataclass(frozen=True, slots=True)
class ExperimentSnapshot:
    """An experiment that was started. Only a running one is given to visitors, and a decided one
    that still holds back the old text from some.

    ``conditions`` are attributes a visitor must have. ``hash_version`` is 2 for all our own; 1 is
    that of GrowthBook's oldest tests.
    """

    id: int
    key: str
    is_running: bool
    ends_at: datetime | None
    namespace: Namespace | None
    arms: tuple[ArmSnapshot, ...]
    phases: Mapping[int, PhaseSnapshot]
    open_phase: PhaseSnapshot | None
    arms_by_key: Mapping[str, ArmSnapshot]
    starts_at: datetime | None = None
    is_held_back: bool = False
    conditions: Mapping[str, Any] = field(default_factory=dict)
    hash_version: int = 2

    @property
    def is_current(self) -> bool:
        """Whether its message gives it, when its time is."""
        return self.open_phase is not None and (self.is_running or self.is_held_back)

    def is_given_at(self, now: datetime) -> bool:
        """Whether visitors are split now: begun, and not past its planned end. A holdback goes on
        after the end of its test."""
        if self.open_phase is None or self.open_phase.started_at > now:
            return False
        if not self.is_running:
            return self.is_held_back
        return (self.starts_at is None or self.starts_at <= now) and (
            self.ends_at is None or now < self.ends_at
        )

    def changes_after(self, now: datetime) -> datetime | None:
        """When the clock alone will next change what is given, if it will."""
        times = [self.open_phase.started_at] if self.open_phase else []
        times += [each for each in (self.starts_at, self.ends_at) if each and self.is_running]
        return min((each for each in times if each > now), default=None)

    def phase_at(self, moment: datetime) -> PhaseSnapshot | None:
        """The phase that was open at a moment."""
        for phase in self.phases.values():
            if phase.is_open_at(moment):
                return phase
        return None


@dataclass(frozen=True, slots=True)
class MessageSnapshot:
    """A message with a live variant, and the experiment that runs on it.

    ``continuations`` has what is said instead to those who come from copy about a pain, by its id.
    """

    id: int
    aim: Aim
    live: Wording
    experiment: ExperimentSnapshot | None
    continuations: Mapping[int, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacementSnapshot:
    """``default`` is what everybody gets who is offered nothing closer; None: not live yet."""

    key: str
    messages: Mapping[Aim, MessageSnapshot]
    default: MessageSnapshot | None


@dataclass(frozen=True, slots=True)
class GoalSnapshot:
    """``experiments`` are the ids of those whose counts an event of this goal can change.
    ``secret_only`` goals are reported by servers alone."""

    id: int
    key: str
    is_value: bool
    experiments: tuple[int, ...]
    secret_only: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is live in one workspace at one delivery version.

    ``moments`` has the key of the stage each transition leads to; ``personas`` the keys of those
    that some rule or some live message knows. ``holdout`` is the share of visitors who take part
    in no test; ``pains`` the pain each variant speaks of, where a message goes on from it.
    ``changed_at`` is when this version was set.
    """

    workspace_id: int
    version: int
    placements: Mapping[str, PlacementSnapshot]
    experiments: Mapping[str, ExperimentSnapshot]
    goals: Mapping[str, GoalSnapshot]
    recogniser: Recogniser = field(default_factory=Recogniser)
    moments: Mapping[int, str] = field(default_factory=dict)
    personas: frozenset[str] = frozenset()
    holdout: float = 0.0
    pains: Mapping[str, int] = field(default_factory=dict)
    has_conditions: bool = False
    changed_at: datetime = LONG_AGO
    split_links: Mapping[str, SplitLinkSnapshot] = field(default_factory=dict)
