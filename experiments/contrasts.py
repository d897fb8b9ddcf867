"""One contrast at several places: the same pair of pains (or frameworks, or proofs) tested where
little traffic each would never tell, and read together.

Each place has a test of its own, of its own texts; what they share is ``Experiment.contrast``.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from experiments.drafting import create_experiment
from experiments.models import Experiment, ExperimentGoal
from experiments.one_factor import FRAMEWORK, PAIN, PROOF
from experiments.refusals import ExperimentRefusedError
from experiments.terms import factor_now
from experiments.transitions import NOT_STARTED, locked
from messaging.models import Message, Variant
from workspaces.access import EDIT, Access
from workspaces.changes import one_record, record
from workspaces.models import Workspace

LEVEL = {PAIN: "pain_id", FRAMEWORK: "framework", PROOF: "proof_id"}
"""Factor -> the field of a text that holds its level."""
OTHERS = {
    PAIN: ("framework", "proof_id"),
    FRAMEWORK: ("pain_id", "proof_id"),
    PROOF: ("pain_id", "framework"),
}
MOST_PLACES = 50
NO_FACTOR = "This test does not change one thing only, so there is no contrast to repeat elsewhere."


@dataclass(frozen=True)
class Place:
    """A message where the same contrast could be tested: ``rivals`` against its live text, in the
    order of the levels of the test it is taken from."""

    message: Message
    rivals: tuple[Variant, ...]


def tests_of_contrast(workspace: Workspace, contrast: str) -> list[Experiment]:
    """The tests that share a contrast, the oldest first; none for an empty name. One query."""
    if not contrast:
        return []
    rows = Experiment.objects.for_workspace(workspace).filter(contrast=contrast)
    return list(rows.select_related("message__placement").order_by("created_at", "pk"))


def places_for_contrast(*, access: Access, experiment: Experiment) -> list[Place]:
    """Other messages that have approved texts for the same contrast: the live one says what the
    control says, and a rival what each other arm says. None if several things differ. Two
    queries."""
    arms = list(experiment.arms.select_related("variant").order_by("position"))
    factor = factor_now(arms)
    if factor not in LEVEL:
        return []
    field = LEVEL[factor]
    levels = [getattr(arm.variant, field) for arm in arms]
    is_level = Q(**{f"{field}__in": [level for level in levels[1:] if level is not None]})
    if None in levels[1:]:  # a test of a proof against none
        is_level |= Q(**{f"{field}__isnull": True})
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(
            is_level,
            state=Variant.State.APPROVED,
            message__live_variant__isnull=False,
            message__placement__archived_at=None,
            **{f"message__live_variant__{field}": levels[0]},
        )
        .exclude(message=experiment.message_id)
        .exclude(message__in=_places_of(access, experiment.contrast))
        .select_related(
            "message__placement",
            "message__persona",
            "message__stage",
            "message__transition",
            "message__live_variant",
        )
        .order_by("message_id", "pk")
    )
    by_message: dict[int, list[Variant]] = defaultdict(list)
    for variant in rows:
        by_message[variant.message_id].append(variant)
    found = []
    for variants in by_message.values():
        rivals = _rivals(variants, factor, levels[1:])
        if rivals:
            found.append(Place(variants[0].message, rivals))
    return found[:MOST_PLACES]


def _places_of(access: Access, contrast: str) -> Any:
    """Ids of the messages that have a test of the contrast already."""
    rows = Experiment.objects.for_workspace(access.workspace).exclude(contrast="")
    return rows.filter(contrast=contrast).order_by().values("message")


def spread_contrast(
    *, access: Access, experiment: Experiment, contrast: str, messages: Sequence[Message]
) -> list[Experiment]:
    """A draft of the same contrast at each of ``messages``, with the goals, plan and rule of
    ``experiment``, which joins the contrast itself.

    ExperimentRefusedError unless it is a draft or plan that changes one thing only, or where a
    message has no texts for it. All drafts are made, or none.
    """
    access.require(EDIT)
    name = " ".join(contrast.split())
    if not name:
        raise ExperimentRefusedError("no_name", "Give the contrast a name that its tests share.")
    with one_record(access=access, action="spread", target=experiment):
        stored = locked(access, experiment)
        if stored.state not in NOT_STARTED:
            raise ExperimentRefusedError(
                "not_a_draft", "A test that runs stands for itself: spread the next one's draft."
            )
        if stored.factor not in LEVEL:
            raise ExperimentRefusedError("no_factor", NO_FACTOR)
        places = {
            place.message.pk: place
            for place in places_for_contrast(access=access, experiment=stored)
        }
        missing = [message for message in messages if message.pk not in places]
        if missing or not messages:
            where = f"“{missing[0]}”" if missing else "No place"
            raise ExperimentRefusedError(
                "no_texts", f"{where} has no approved texts for this contrast beside the live one."
            )
        stored.contrast = name
        stored.save(update_fields=["contrast"])
        goals = _goals(stored)
        drafts = [
            create_experiment(
                access=access,
                message=message,
                name=f"{stored.name} · {message.placement.name}"[:120],
                variants=places[message.pk].rivals,
                hypothesis=stored.hypothesis,
                rope=stored.rope,
                contrast=name,
                plan_size=stored.plan.get("size"),
                plan_days=stored.plan.get("days"),
                exact=stored.rule == Experiment.Rule.EXACT,
                **goals,
            )
            for message in {message.pk: message for message in messages}.values()
        ]
        after = {"contrast": name, "tests": [draft.key for draft in drafts]}
        record(access=access, action="spread", target=stored, after=after)
    return drafts


def _rivals(variants: Sequence[Variant], factor: str, levels: Sequence[Any]) -> tuple[Variant, ...]:
    """A text for each level that differs from the live one in nothing else; () if one is
    missing."""
    live = variants[0].message.live_variant
    assert live is not None
    found: list[Variant] = []
    for level in levels:
        for variant in variants:
            is_it = getattr(variant, LEVEL[factor]) == level and variant.pk != live.pk
            if is_it and all(getattr(variant, f) == getattr(live, f) for f in OTHERS[factor]):
                found.append(variant)
                break
        else:
            return ()
    return tuple(found)


def _goals(experiment: Experiment) -> dict[str, Any]:
    """The goals of a test, as ``create_experiment`` takes them."""
    by_role: dict[str, list[Any]] = defaultdict(list)
    primary: dict[str, Any] = {}
    for link in experiment.experiment_goals.select_related("goal"):
        by_role[link.role].append(link.goal)
        if link.role == ExperimentGoal.Role.PRIMARY:
            primary = {"goal": link.goal}
            if link.cap is not None:
                primary["cap"] = link.cap
            if link.cuped_days:
                primary["cuped_days"] = link.cuped_days
    return primary | {
        "secondary": by_role[ExperimentGoal.Role.SECONDARY],
        "guardrails": by_role[ExperimentGoal.Role.GUARDRAIL],
    }
