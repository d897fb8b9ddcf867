"""Compile what a workspace delivers into a snapshot, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from experiments.delivery.allocation import get_bucket_ranges
from experiments.delivery.compile_split_links import compile_split_links
from experiments.delivery.compile_targeting import compile_continuations, holdout_of
from experiments.delivery.snapshot import (
    LONG_AGO,
    ArmSnapshot,
    ExperimentSnapshot,
    GoalSnapshot,
    MessageSnapshot,
    PhaseSnapshot,
    PlacementSnapshot,
    Snapshot,
    Wording,
)
from experiments.models import Arm, Experiment, ExperimentGoal, Goal, Phase
from messaging.models import Message, Placement
from personas.mapping.recognition import index_rules
from personas.models import Transition
from personas.recognition_rules import rules_of
from workspaces.models import Workspace


def compile_snapshot(
    *, workspace_id: int, version: int, changed_at: datetime = LONG_AGO
) -> Snapshot:
    """Read all that is live in one workspace.

    ``version`` is the delivery version read before, and ``changed_at`` when it was set; what is
    compiled may be newer, never older.
    """
    language = Workspace.objects.values_list("language", flat=True).get(pk=workspace_id).lower()
    experiments = _experiments(workspace_id)
    said_next, pains = compile_continuations(workspace_id)
    placements = _placements(workspace_id, language, experiments, said_next)
    rules = rules_of(workspace_id)
    ends = Transition.objects.filter(workspace_id=workspace_id)
    aimed = (aim[1] for placement in placements.values() for aim in placement.messages)
    return Snapshot(
        workspace_id=workspace_id,
        version=version,
        placements=placements,
        experiments={experiment.key: experiment for experiment, _ in experiments},
        goals=_goals(workspace_id, {experiment.id for experiment, _ in experiments}),
        recogniser=index_rules(rules),
        moments=dict(ends.values_list("pk", "to_stage__key")),
        personas=frozenset(key for key in (*(r.persona for r in rules), *aimed) if key),
        split_links=compile_split_links(workspace_id),
        holdout=holdout_of(workspace_id),
        pains=pains,
        has_conditions=any(test.is_current and test.conditions for test, _ in experiments),
        changed_at=changed_at,
    )


def _experiments(workspace_id: int) -> list[tuple[ExperimentSnapshot, int]]:
    """Every experiment that was started and still counts, with the id of its message."""
    rows = Experiment.objects.filter(
        workspace_id=workspace_id,
        started_at__isnull=False,
        frozen_at=None,
        split_by=Experiment.SplitBy.CUPPA,  # what a platform splits, we neither show nor count
    ).select_related("message")
    arms: dict[int, list[Arm]] = defaultdict(list)
    phases: dict[int, list[Phase]] = defaultdict(list)
    of_these = {"workspace_id": workspace_id, "experiment__in": rows}
    for arm in Arm.objects.filter(**of_these).select_related("variant").order_by("position"):
        arms[arm.experiment_id].append(arm)
    for phase in Phase.objects.filter(**of_these).order_by("number"):
        phases[phase.experiment_id].append(phase)
    return [(_experiment(row, arms[row.pk], phases[row.pk]), row.message_id) for row in rows]


def _experiment(row: Experiment, arms: list[Arm], phases: list[Phase]) -> ExperimentSnapshot:
    compiled = tuple(
        ArmSnapshot(arm.pk, Wording(arm.variant.key, dict(arm.variant.parts))) for arm in arms
    )
    by_number = {phase.number: _phase(phase, len(arms)) for phase in phases}
    namespace = None
    if row.namespace:
        name, start, end = row.namespace
        namespace = (str(name), float(start), float(end))
    open_phase = next((phase for phase in phases if phase.ended_at is None), None)
    # Whoever set another text live since the decision ended the comparison with the winner.
    is_held_back = (
        row.state == Experiment.State.DECIDED
        and open_phase is not None
        and open_phase.kind == Phase.Kind.HOLDBACK
        and row.winner_id == row.message.live_variant_id
    )
    return ExperimentSnapshot(
        id=row.pk,
        key=row.key,
        is_running=row.state == Experiment.State.RUNNING,
        ends_at=row.ends_at,
        namespace=namespace,
        arms=compiled,
        phases=by_number,
        open_phase=by_number[open_phase.number] if open_phase else None,
        arms_by_key={arm.wording.key: arm for arm in compiled},
        starts_at=row.starts_at,
        is_held_back=is_held_back,
        conditions=row.conditions or {},
    )


def _phase(phase: Phase, arms: int) -> PhaseSnapshot:
    ranges = get_bucket_ranges(arms, phase.coverage, phase.weights)
    return PhaseSnapshot(
        phase.pk,
        phase.number,
        phase.started_at,
        phase.ended_at,
        tuple(ranges),
        tuple(phase.weights),
        phase.coverage,
    )


def _placements(
    workspace_id: int,
    language: str,
    experiments: Iterable[tuple[ExperimentSnapshot, int]],
    said_next: dict[int, dict[int, Wording]],
) -> dict[str, PlacementSnapshot]:
    # A test that runs comes before what an earlier one holds back.
    current = sorted((pair for pair in experiments if pair[0].is_current), key=_runs)
    given = {message: test for test, message in current}
    live: dict[int, list[MessageSnapshot]] = defaultdict(list)
    rows = (
        Message.objects.filter(workspace_id=workspace_id, live_variant__isnull=False)
        .select_related("live_variant", "persona", "stage")
        .order_by("id")
    )
    for row in rows:
        variant = row.live_variant
        assert variant is not None
        live[row.placement_id].append(
            MessageSnapshot(
                id=row.pk,
                aim=(
                    row.language.lower(),
                    row.persona.key if row.persona else None,
                    row.stage.key if row.stage else row.transition_id,
                ),
                live=Wording(variant.key, dict(variant.parts)),
                experiment=given.get(row.pk),
                continuations=said_next.get(row.pk, {}),
            )
        )
    placements = Placement.objects.filter(workspace_id=workspace_id, archived_at=None)
    return {
        key: PlacementSnapshot(
            key=key,
            messages={message.aim: message for message in live[pk]},
            default=_default(live[pk], language),
        )
        for pk, key in placements.values_list("pk", "key")
    }


def _runs(pair: tuple[ExperimentSnapshot, int]) -> bool:
    return pair[0].is_running


def _default(messages: list[MessageSnapshot], language: str) -> MessageSnapshot | None:
    """The message for everybody in the workspace's language.

    A workspace may change its language after copy went live; then the oldest live message for
    everybody keeps the placement from answering blank.
    """
    for_everybody = [message for message in messages if message.aim[1:] == (None, None)]
    for message in for_everybody:
        if message.aim[0] == language:
            return message
    return for_everybody[0] if for_everybody else None


def _goals(workspace_id: int, experiments: set[int]) -> dict[str, GoalSnapshot]:
    users: dict[int, list[int]] = defaultdict(list)
    links = ExperimentGoal.objects.filter(workspace_id=workspace_id)
    for goal_id, experiment_id in links.values_list("goal_id", "experiment_id"):
        if experiment_id in experiments:
            users[goal_id].append(experiment_id)
    rows = Goal.objects.filter(workspace_id=workspace_id)
    return {
        key: GoalSnapshot(pk, key, kind == Goal.Kind.VALUE, tuple(users[pk]), secret_only)
        for pk, key, kind, secret_only in rows.values_list("pk", "key", "kind", "secret_only")
    }
