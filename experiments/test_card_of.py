"""The test card of an experiment, and the making of a test that runs elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any
from zoneinfo import ZoneInfo

from experiments.draft_rules import SplitBy
from experiments.drafting import create_experiment
from experiments.models import Arm, Experiment, ExperimentGoal, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.test_card import Card, CardArm, CardTest, platform_of, platforms, write_card
from experiments.transitions import LIVE
from messaging.exported_texts import texts_of_export
from messaging.models import Message, Variant
from workspaces.access import EDIT, VIEW, Access
from workspaces.models import Job

MOST_OFFERED = 50
HERE = "Cuppa splits this test itself: only a test that a platform splits has a card."


@dataclass(frozen=True, slots=True)
class Offer:
    """A message of an export that could be tested: its live text and the others that left."""

    message: Message
    rivals: tuple[Variant, ...]
    runs: Experiment | None


def card_of(*, access: Access, experiment: Experiment, platform: str = "") -> Card:
    """How to run this test on a platform, or where its channel is at home. ExperimentRefusedError
    if Cuppa splits it, or nobody knows the platform. Three queries."""
    access.require(VIEW)
    if experiment.split_by == SplitBy.CUPPA:
        raise ExperimentRefusedError("split_here", HERE)
    platform = platform or platform_of(experiment.message.placement.channel)
    if platform not in platforms():
        raise ExperimentRefusedError("no_platform", "We do not know this platform.")
    return write_card(_test(experiment), platform)


def run_there(
    *,
    access: Access,
    message: Message,
    variants: Sequence[Variant],
    name: str,
    goal: Goal,
    unit: str,
    is_tested: bool = True,
    **plan: Any,
) -> Experiment:
    """A draft of a test that a platform splits: its own A/B test, or (not ``is_tested``) what its
    optimiser does. ``plan`` as in ``create_experiment``, which refuses as it does there."""
    split_by = SplitBy.PLATFORM_TEST if is_tested else SplitBy.OPTIMISER
    return create_experiment(
        access=access,
        message=message,
        name=name,
        goal=goal,
        variants=variants,
        split_by=split_by,
        unit=unit,
        **plan,
    )


def offers_after_export(*, access: Access, job: Job) -> list[Offer]:
    """Messages of an export with a live text and at least one other that left: what could be
    tested there. A few queries."""
    access.require(EDIT)
    rivals: dict[int, list[Variant]] = {}
    messages: dict[int, Message] = {}
    for text in _offered(access, job):
        if text.pk == text.message.live_variant_id:
            continue
        if text.message_id not in messages and len(messages) == MOST_OFFERED:
            break
        messages.setdefault(text.message_id, text.message)
        rivals.setdefault(text.message_id, []).append(text)
    running = Experiment.objects.for_workspace(access.workspace).filter(
        message__in=list(messages), state__in=LIVE
    )
    runs = {test.message_id: test for test in running.order_by("pk")}
    return [Offer(messages[pk], tuple(texts), runs.get(pk)) for pk, texts in rivals.items()]


def _offered(access: Access, job: Job) -> Iterator[Variant]:
    """The approved texts of an export whose message has a live one, message by message."""
    for texts in texts_of_export(access, job):
        rows = texts.filter(
            message__live_variant__isnull=False, state=Variant.State.APPROVED
        ).select_related("message__placement", "message__live_variant")
        yield from rows.order_by("message__placement__name", "message_id", "key").iterator(
            chunk_size=500
        )


def _test(experiment: Experiment) -> CardTest:
    arms: list[Arm] = list(experiment.arms.select_related("variant").order_by("position"))
    whole = sum(arm.share for arm in arms) or 1.0
    links = experiment.experiment_goals.filter(role=ExperimentGoal.Role.PRIMARY)
    primary = links.select_related("goal").first()
    zone = ZoneInfo(experiment.time_zone)
    starts, ends = experiment.started_at or experiment.starts_at, experiment.ends_at
    plan = experiment.plan
    return CardTest(
        name=experiment.name,
        hypothesis=experiment.hypothesis,
        goal=primary.goal.name if primary else "a goal that is still to be chosen",
        unit=experiment.unit,
        is_tested=experiment.split_by == SplitBy.PLATFORM_TEST,
        rule=experiment.rule,
        arms=tuple(
            CardArm(
                letter=ascii_uppercase[arm.position],
                key=arm.key,
                words=next((text for _, text in arm.variant.sentences()), "")[:120],
                share=arm.share / whole,
            )
            for arm in arms
        ),
        size=plan.get("size"),
        days=plan.get("days"),
        starts=starts.astimezone(zone).date() if starts else None,
        ends=ends.astimezone(zone).date() if ends else None,
        rate=plan.get("rate"),
        daily=plan.get("daily"),
        lift=plan.get("lift"),
        alpha=experiment.alpha,
    )
