"""What a journey's shape says: dead ends, stages nobody reaches, loops. None is forbidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.mapping.journey_graph import Edge, StageSpot

WAYS_IN = ("unaware", "aware")


@dataclass(frozen=True, slots=True)
class JourneyNote:
    """``kind`` is dead_end, unreached or loop; ``text`` a sentence for a person."""

    kind: str
    text: str
    stages: tuple[int, ...]


def journey_notes(stages: Sequence[StageSpot], edges: Sequence[Edge]) -> tuple[JourneyNote, ...]:
    """The notes of a journey, in the order of its stages; loops last."""
    if not stages:
        return ()
    exits = {edge.source for edge in edges}
    entries = {edge.target for edge in edges}
    notes = []
    for number, stage in enumerate(stages):
        if stage.key not in exits:
            notes.append(JourneyNote("dead_end", _dead_end(stage), (stage.key,)))
        if stage.key not in entries and stage.kind not in WAYS_IN and number > 0:
            text = (
                f"Nothing leads to “{stage.name}”. What happens that brings people there? "
                "That event is a moment of decision."
            )
            notes.append(JourneyNote("unreached", text, (stage.key,)))
    names = {stage.key: stage.name for stage in stages}
    for loop in loops([stage.key for stage in stages], edges):
        way = ", ".join(f"“{names[key]}”" for key in loop)
        where = f"People can go round through {way}."
        if len(loop) == len(stages):
            where = "From every stage there is a way to every other, so nobody is lost for good."
        text = f"{where} Each round is another chance to say something that helps."
        notes.append(JourneyNote("loop", text, loop))
    return tuple(notes)


def _dead_end(stage: StageSpot) -> str:
    if stage.kind == "left":
        return (
            f"Nobody comes back from “{stage.name}”. If some do, add what brings them back: "
            "it is the cheapest customer you can win."
        )
    if stage.kind == "advocate":
        return f"The journey may well end at “{stage.name}”."
    return f"Nothing leads on from “{stage.name}”. What do people do next, or why do they stop?"


def loops(keys: Sequence[int], edges: Sequence[Edge]) -> tuple[tuple[int, ...], ...]:
    """Groups of stages among which one can go round for ever, in the order of ``keys``.

    They are the strongly connected components of more than one node (Tarjan, 1972), found here
    by reachability, since journeys are small.
    """
    following: dict[int, set[int]] = {key: set() for key in keys}
    for edge in edges:
        if edge.source in following and edge.target in following:
            following[edge.source].add(edge.target)
    reach = {key: _reached(key, following) for key in keys}
    found: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for key in keys:
        if key in seen:
            continue
        group = tuple(other for other in keys if other in reach[key] and key in reach[other])
        seen |= set(group)
        if len(group) > 1:
            found.append(group)
    return tuple(found)


def _reached(start: int, following: dict[int, set[int]]) -> set[int]:
    """What can be reached from ``start`` by at least one step."""
    reached: set[int] = set()
    waiting = list(following[start])
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(following[key])
    return reached
