"""Which copy a visitor gets: one pure function behind every face of delivery."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from experiments.delivery.allocation import (
    OUTSIDE_EVERY_RANGE,
    choose_variation,
    hash_visitor,
    in_namespace,
)
from experiments.delivery.snapshot import (
    Aim,
    ExperimentSnapshot,
    MessageSnapshot,
    Parts,
    PlacementSnapshot,
    Snapshot,
)
from personas.mapping.recognition import Signs


class Reason(StrEnum):
    """Why this copy, in OpenFeature's words."""

    STATIC = "STATIC"
    TARGETING_MATCH = "TARGETING_MATCH"
    SPLIT = "SPLIT"


class UnknownPlacementError(LookupError):
    """The workspace has no placement of this key."""


class NotLiveError(LookupError):
    """The placement's default message has no live variant yet."""


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
    """

    visitor: str = ""
    persona: str | None = None
    stage: str | None = None
    locale: str | None = None
    assigned: tuple[str, ...] = ()
    moment: int | None = None
    recognised: Recognised = NOBODY


@dataclass(frozen=True, slots=True)
class Assignment:
    """A visitor's arm; what an exposure event repeats."""

    experiment: str
    phase: int
    arm: str

    def __str__(self) -> str:
        return f"{self.experiment}:{self.phase}:{self.arm}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer for one placement. ``assignment`` is None outside every experiment."""

    placement: str
    message: int
    variant: str
    parts: Parts
    language: str
    reason: Reason
    assignment: Assignment | None
    recognised: Recognised
    version: int

    @property
    def assigned(self) -> str | None:
        """What the caller sends back next time to keep this arm through later phases."""
        return None if self.assignment is None else str(self.assignment)


def recognise(snapshot: Snapshot, context: Context, signs: Signs) -> Context:
    """``context`` with what the workspace's rules make of ``signs``. Once a request.

    What the caller names itself wins: a named persona is not guessed, and where stage or moment
    are named the moment is not. A moment brings the stage it leads to, for places that say
    nothing about the moment itself. One that is not known is as good as none.
    """
    stage, moment = context.stage, context.moment
    if moment not in snapshot.moments:
        moment = None
    recognised = NOBODY
    if signs and snapshot.recogniser.kinds:
        persona_found, moment_found = snapshot.recogniser.recognise(signs)
        recognised = Recognised(
            None if context.persona else persona_found,
            None if stage or moment else moment_found,
        )
    elif moment is None:
        return context
    moment = moment or recognised.moment
    return Context(
        context.visitor,
        context.persona or recognised.persona,
        stage or snapshot.moments.get(moment or 0),
        context.locale,
        context.assigned,
        moment,
        recognised,
    )


def evaluate(snapshot: Snapshot, placement_key: str, context: Context, now: datetime) -> Evaluation:
    """The copy of one placement for one visitor.

    Raises UnknownPlacementError, or NotLiveError until the placement's default message has a live
    variant; from then on there is always an answer.
    """
    placement = snapshot.placements.get(placement_key)
    if placement is None:
        raise UnknownPlacementError(placement_key)
    if placement.default is None:
        raise NotLiveError(placement_key)
    message = _resolve(placement, placement.default, context)
    wording = message.live
    is_default = message is placement.default
    reason = Reason.STATIC if is_default else Reason.TARGETING_MATCH
    assignment = _assign(message.experiment, context, now)
    if assignment is not None and message.experiment is not None:
        wording = message.experiment.arms_by_key[assignment.arm].wording
        reason = Reason.SPLIT
    return Evaluation(
        placement=placement_key,
        message=message.id,
        variant=wording.key,
        parts=wording.parts,
        language=message.aim[0],
        reason=reason,
        assignment=assignment,
        recognised=context.recognised,
        version=snapshot.version,
    )


def languages_of(locale: str | None, default: str) -> tuple[str, ...]:
    """The languages to try, best first: ``de-AT`` gives de-at, de and the default."""
    if not locale:
        return (default,)
    exact = locale.replace("_", "-").lower()
    language = exact.partition("-")[0]
    return tuple(dict.fromkeys((exact, language, default)))


def _resolve(
    placement: PlacementSnapshot, default: MessageSnapshot, context: Context
) -> MessageSnapshot:
    """The closest message: by language first, within each by persona and time.

    Persona and moment, persona and stage, moment, persona, stage, everybody: at a moment of
    decision the event weighs more than who meets it. ADR 14 says why.
    """
    persona, stage, moment = context.persona, context.stage, context.moment
    for language in languages_of(context.locale, default.aim[0]):
        aims: tuple[Aim, ...] = (
            (language, persona, stage),
            (language, persona, None),
            (language, None, stage),
            (language, None, None),
        )
        if moment is not None:
            aims = (
                (language, persona, moment),
                (language, persona, stage),
                (language, None, moment),
                *aims[1:],
            )
        for aim in aims:
            message = placement.messages.get(aim)
            if message is not None:
                return message
    return default


def _assign(
    experiment: ExperimentSnapshot | None, context: Context, now: datetime
) -> Assignment | None:
    """The visitor's arm, or None: no experiment, or not part of it."""
    if experiment is None or not context.visitor or not experiment.is_given_at(now):
        return None
    kept = _kept(experiment, context.assigned)
    if kept is not None:
        return kept
    if experiment.namespace and not in_namespace(context.visitor, experiment.namespace):
        return None
    bucket = hash_visitor(experiment.key, context.visitor)
    phase = experiment.open_phase
    if bucket is None or phase is None:
        return None
    index = choose_variation(bucket, phase.ranges)
    if index == OUTSIDE_EVERY_RANGE:
        return None
    return Assignment(experiment.key, phase.number, experiment.arms[index].wording.key)


def _kept(experiment: ExperimentSnapshot, assigned: tuple[str, ...]) -> Assignment | None:
    """The arm an earlier answer gave, with the phase of that answer.

    Naming the old phase is what keeps the counts honest: a visitor assigned under old weights is
    never counted among those split by the new ones.
    """
    for text in assigned:
        name, _, rest = text.partition(":")
        number, _, arm = rest.partition(":")
        if name != experiment.key or not _is_offered(experiment, arm):
            continue
        if number.isascii() and number.isdigit() and len(number) < 6:
            phase = experiment.phases.get(int(number))
            if phase is not None:
                return Assignment(name, phase.number, arm)
    return None


def _is_offered(experiment: ExperimentSnapshot, arm: str) -> bool:
    """Whether the open phase still gives this arm to anybody: a stopped arm is not kept."""
    if experiment.open_phase is None:
        return False
    return any(
        offered.wording.key == arm and start < end
        for offered, (start, end) in zip(experiment.arms, experiment.open_phase.ranges, strict=True)
    )
