"""Keeping the journey: start from a template, put stages somewhere, order them, take moments away.

What is removed is recorded with what hung on it, so that ``undo_journey`` can bring it back.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from personas.free_keys import free_key
from personas.keep_map import StillInUseError
from personas.mapping.journey_templates import TemplateJourney
from personas.models import (
    JourneyStage,
    MomentQuote,
    RecognitionRule,
    StagePain,
    Transition,
)
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, one_record, record, remove_row, snapshot
from workspaces.models import DeliveryVersion

LOADED = "journey loaded"
TIDIED = "journey tidied"
ORDERED = "stages put in order"


@transaction.atomic
def start_journey(*, access: Access, template: TemplateJourney) -> dict[str, JourneyStage]:
    """Add the stages and transitions of a template; stages of the same name are taken as they are.

    Loaded twice, it adds nothing.
    """
    access.require(EDIT)
    workspace = access.workspace
    there = {stage.name: stage for stage in JourneyStage.objects.for_workspace(workspace)}
    keys = {stage.key for stage in there.values()}
    new = []
    for values in template.stages:
        if values.name in there:
            continue
        stage = JourneyStage(
            workspace=workspace,
            key=free_key(values.name, keys, "stage"),
            name=values.name,
            kind=values.kind,
            question=values.question,
            channels=list(values.channels),
            position=len(there),
        )
        keys.add(stage.key)
        there[values.name] = stage
        new.append(stage)
    JourneyStage.objects.bulk_create(new)
    known = set(
        Transition.objects.for_workspace(workspace).values_list(
            "from_stage_id", "to_stage_id", "event"
        )
    )
    edges = [
        Transition(
            workspace=workspace,
            from_stage=there[values.source],
            to_stage=there[values.target],
            event=values.event,
            question=values.question,
            signals=list(values.signals),
        )
        for values in template.transitions
        if (there[values.source].pk, there[values.target].pk, values.event) not in known
    ]
    Transition.objects.bulk_create(edges)
    if new or edges:
        after = {
            "template": template.key,
            "stages": [stage.pk for stage in new],
            "transitions": [edge.pk for edge in edges],
        }
        record(access=access, action=LOADED, target=workspace, after=after)
    return there


def place_stage(*, access: Access, stage: JourneyStage, x: float, y: float) -> bool:
    """Put a stage somewhere in the drawing: 0 to 1 across and down."""
    access.require(EDIT)
    changes = {name: round(min(max(n, 0.0), 1.0), 4) for name, n in (("x", x), ("y", y))}
    return change_row(access=access, instance=stage, changes=changes)


@transaction.atomic
def tidy_up(*, access: Access) -> int:
    """Let every stage be placed by itself again; how many were moved."""
    access.require(EDIT)
    rows = JourneyStage.objects.for_workspace(access.workspace).exclude(x=None, y=None)
    places = {str(pk): [x, y] for pk, x, y in rows.values_list("pk", "x", "y")}
    if places:
        rows.update(x=None, y=None)
        before = {"places": places}
        record(access=access, action=TIDIED, target=access.workspace, before=before)
    return len(places)


@transaction.atomic
def move_stage(*, access: Access, stage: JourneyStage, by: int) -> bool:
    """One earlier (-1) or later (1) in the list of stages. False at its end."""
    access.require(EDIT)
    stages = list(JourneyStage.objects.for_workspace(access.workspace).select_for_update())
    before = {str(each.pk): each.position for each in stages}
    order = [each.pk for each in stages]
    at = order.index(stage.pk)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    places = {pk: number for number, pk in enumerate(order)}
    changed = [each for each in stages if each.position != places[each.pk]]
    if to == at or not changed:
        return False
    for each in changed:
        each.position = places[each.pk]
    JourneyStage.objects.for_workspace(access.workspace).bulk_update(changed, ["position"])
    after = {"positions": {str(each.pk): each.position for each in changed}}
    named = {"positions": {pk: before[pk] for pk in after["positions"]}}
    record(access=access, action=ORDERED, target=access.workspace, before=named, after=after)
    return True


def change_transition(
    *, access: Access, transition_row: Transition, changes: Mapping[str, Any]
) -> bool:
    """Change a moment. Where it leads to is part of what is delivered."""
    access.require(EDIT)
    with one_record(access=access, action="changed", target=transition_row):
        changed = change_row(access=access, instance=transition_row, changes=changes)
        if changed and "to_stage" in changes:
            DeliveryVersion.objects.bump(access.workspace.pk)
    return changed


def remove_transition(*, access: Access, transition_row: Transition) -> None:
    """Delete a moment with its quotes and rules; StillInUseError while copy answers it."""
    access.require(EDIT)
    try:
        with one_record(access=access, action="removed", target=transition_row):
            _record_what_hangs(access, [transition_row])
            _remove(access, transition_row)
            DeliveryVersion.objects.bump(access.workspace.pk)
    except ProtectedError as error:
        raise StillInUseError(
            f"There is copy for “{transition_row.event}”. Remove those messages first."
        ) from error


def remove_stage(*, access: Access, stage: JourneyStage) -> None:
    """Delete a stage with its transitions; StillInUseError while copy speaks to any of them."""
    access.require(EDIT)
    mine = {"workspace": access.workspace}
    ways = list(Transition.objects.filter(from_stage=stage, **mine)) + list(
        Transition.objects.filter(to_stage=stage, **mine)
    )
    try:
        with one_record(access=access, action="removed", target=stage):
            for way in ways:
                record(access=access, action="removed", target=way, before=snapshot(way))
            _record_what_hangs(access, ways)
            for pain in StagePain.objects.filter(stage=stage, **mine).select_related("pain"):
                record(access=access, action="removed", target=pain, before=snapshot(pain))
            _remove(access, stage)
            DeliveryVersion.objects.bump(access.workspace.pk)
    except ProtectedError as error:
        raise StillInUseError(
            f"There is copy for “{stage.name}”, or for a moment at it. Remove those messages "
            "first, or rename the stage."
        ) from error


def _remove(access: Access, row: JourneyStage | Transition) -> None:
    """Delete a row that keeps its number, by which the record is known."""
    number = row.pk
    remove_row(access=access, instance=row)
    row.pk = number


def _record_what_hangs(access: Access, rows: list[Transition]) -> None:
    """Write down the quotes and rules that go with moments, so that they can come back."""
    for model in (MomentQuote, RecognitionRule):
        for each in model.objects.filter(workspace=access.workspace, transition__in=rows):
            record(access=access, action="removed", target=each, before=snapshot(each))
