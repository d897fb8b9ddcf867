"""Dead ends and loops are explained."""

import pytest

from personas.mapping.journey_graph import Edge, StageSpot
from personas.mapping.journey_notes import journey_notes, loops
from personas.mapping.journey_templates import journey_templates
from personas.models.journey import StageKind

STAGES = [
    StageSpot(1, "Coping", "unaware"),
    StageSpot(2, "Looking", "considering"),
    StageSpot(3, "Using", "using"),
    StageSpot(4, "Gone", "left"),
]


def test_it_works() -> None:
    notes = journey_notes(STAGES, [Edge(1, 1, 2), Edge(2, 2, 3), Edge(3, 3, 2)])
    assert [(note.kind, note.stages) for note in notes] == [
        ("dead_end", (4,)),
        ("unreached", (4,)),
        ("loop", (2, 3)),
    ]
    assert "cheapest customer" in notes[0].text


def test_a_journey_without_stages_says_nothing() -> None:
    assert journey_notes([], []) == ()


def test_loops_are_found_whatever_the_order() -> None:
    edges = [Edge(1, 3, 1), Edge(2, 1, 2), Edge(3, 2, 3), Edge(4, 3, 4)]
    assert loops([1, 2, 3, 4], edges) == ((1, 2, 3),)
    assert loops([1, 2, 3, 4], edges[1:]) == ()


def test_where_all_ways_meet_no_stage_is_listed() -> None:
    edges = [Edge(1, 1, 2), Edge(2, 2, 3), Edge(3, 3, 4), Edge(4, 4, 1)]
    (note,) = journey_notes(STAGES, edges)
    assert "From every stage" in note.text


@pytest.mark.parametrize("key", journey_templates())
def test_no_template_has_a_loose_end_but_the_last(key: str) -> None:
    template = journey_templates()[key]
    stages = [
        StageSpot(number, stage.name, stage.kind) for number, stage in enumerate(template.stages)
    ]
    keys = {stage.name: stage.key for stage in stages}
    edges = [
        Edge(number, keys[row.source], keys[row.target])
        for number, row in enumerate(template.transitions)
    ]
    notes = journey_notes(stages, edges)
    dead_ends = [note.stages for note in notes if note.kind == "dead_end"]
    advocates = {stage.key for stage in stages if stage.kind == "advocate"}
    assert all(set(ends) <= advocates for ends in dead_ends)
    assert not any(note.kind == "unreached" for note in notes)
    assert any(note.kind == "loop" for note in notes)
    assert {stage.kind for stage in stages} <= set(StageKind.values)
    assert any(stage.kind == "left" for stage in stages)
