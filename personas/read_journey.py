"""The journey of a workspace, drawn and explained."""

from dataclasses import dataclass

from personas.mapping.journey_graph import Drawing, Edge, StageSpot, draw_journey
from personas.mapping.journey_notes import JourneyNote, journey_notes
from personas.models import JourneyStage, Transition
from workspaces.access import Access


@dataclass(frozen=True, slots=True)
class Journey:
    """``transitions`` in the order of the numbers on the drawing's arrows, from 1."""

    stages: tuple[JourneyStage, ...]
    transitions: tuple[Transition, ...]
    drawing: Drawing
    notes: tuple[JourneyNote, ...]


def read_journey(*, access: Access) -> Journey:
    """Stages, transitions, drawing and notes. Two queries."""
    stages = tuple(JourneyStage.objects.for_workspace(access.workspace))
    transitions = tuple(
        Transition.objects.for_workspace(access.workspace).select_related("from_stage", "to_stage")
    )
    spots = [
        StageSpot(stage.pk, stage.name, stage.kind, tuple(stage.channels), stage.x, stage.y)
        for stage in stages
    ]
    edges = [Edge(row.pk, row.from_stage_id, row.to_stage_id, row.event) for row in transitions]
    return Journey(stages, transitions, draw_journey(spots, edges), journey_notes(spots, edges))
