"""Which copy a visitor gets: one pure function behind every face of delivery."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from experiments.delivery.allocation import (
    HOLDOUT_SEED,
    OUTSIDE_EVERY_RANGE,
    choose_variation,
    hash_visitor,
    in_namespace,
)
from experiments.delivery.conditions import meets
from experiments.delivery.context import NOBODY, Assignment, Context, Recognised
from experiments.delivery.snapshot import (
    Aim,
    ArmSnapshot,
    ExperimentSnapshot,
    MessageSnapshot,
    Parts,
    PlacementSnapshot,
    Snapshot,
)
from personas.mapping.recognition import Signs

__all__ = [
    "NOBODY", "Assignment", "Context", "Evaluation", "NotLiveError", "Reason", "Recognised",
    "UnknownPlacementError", "at_stage", "evaluate", "is_held_out", "languages_of", "recognise",
]  # fmt: skip


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
        context.attributes,
        context.came_from,
        context.forced,
    )


def at_stage(context: Context, stage: str) -> Context:
    """``context`` of a visitor whose own events tell that they are at ``stage``."""
    return replace(context, stage=stage)


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
    assignment: Assignment | None = None
    arm: ArmSnapshot | None = None
    if message.experiment is not None:
        arm, assignment = _arm(snapshot, message.experiment, context, now)
    if arm is not None:
        wording, reason = arm.wording, Reason.SPLIT
    elif context.came_from is not None and message.continuations:
        said = message.continuations.get(snapshot.pains.get(context.came_from, 0))
        if said is not None:
            wording, reason = said, Reason.TARGETING_MATCH
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


def is_held_out(visitor: str, holdout: float) -> bool:
    """Whether the visitor belongs to the share of a workspace that takes part in no test."""
    bucket = hash_visitor(HOLDOUT_SEED, visitor)
    return bucket is None or bucket < holdout


def _arm(
    snapshot: Snapshot, experiment: ExperimentSnapshot, context: Context, now: datetime
) -> tuple[ArmSnapshot | None, Assignment | None]:
    """What the visitor gets of a message's experiment, and as what it counts, if it does.

    In this order: its time, the holdout, its conditions, what is forced, what was assigned before,
    the namespace, the hash. A GrowthBook SDK asks in the same order.
    """
    if not experiment.is_given_at(now):
        return None, None
    visitor = context.visitor
    if snapshot.holdout and (not visitor or is_held_out(visitor, snapshot.holdout)):
        return None, None
    if experiment.conditions and not meets(experiment.conditions, context.all_attributes()):
        return None, None
    if context.forced and experiment.key in context.forced:
        return experiment.arms_by_key.get(context.forced[experiment.key]), None
    if not visitor:
        return None, None
    if context.assigned:
        kept = _kept(experiment, context.assigned)
        if kept is not None:
            return experiment.arms_by_key[kept.arm], kept
    if experiment.namespace and not in_namespace(visitor, experiment.namespace):
        return None, None
    bucket = hash_visitor(experiment.key, visitor, experiment.hash_version)
    phase = experiment.open_phase
    if bucket is None or phase is None:
        return None, None
    index = choose_variation(bucket, phase.ranges)
    if index == OUTSIDE_EVERY_RANGE:
        return None, None
    arm = experiment.arms[index]
    return arm, Assignment(experiment.key, phase.number, arm.wording.key)


def _kept(experiment: ExperimentSnapshot, assigned: tuple[str, ...]) -> Assignment | None:
    """The arm an earlier answer gave, with the phase of that answer.

    Naming the old phase is what keeps the counts honest: a visitor assigned under old weights is
    never counted among those split by the new ones. What is held back after a decision is a new
    question: whom the test showed the old text gets the winner like everybody.
    """
    if experiment.is_held_back:
        return None
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
