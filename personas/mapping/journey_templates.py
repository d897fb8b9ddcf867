"""Journeys to start from, one a file in ``journeys/``; each has ways to leave and to come back."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "journeys"
FIRST = "considered_purchase"
"""Offered first: most of what needs words is thought about before it is bought."""


@dataclass(frozen=True, slots=True)
class TemplateStage:
    name: str
    kind: str
    question: str
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateTransition:
    """``source`` and ``target`` are names of stages."""

    source: str
    target: str
    event: str
    question: str = ""
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateJourney:
    key: str
    name: str
    for_whom: str
    stages: tuple[TemplateStage, ...]
    transitions: tuple[TemplateTransition, ...]


@cache
def journey_templates() -> dict[str, TemplateJourney]:
    """Every template by its key, the usual one first."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda path: (path.stem != FIRST, path.stem))
    return {path.stem: _read(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in files}


def _read(key: str, said: dict[str, Any]) -> TemplateJourney:
    return TemplateJourney(
        key=key,
        name=said["name"],
        for_whom=said["for_whom"],
        stages=tuple(
            TemplateStage(
                stage["name"], stage["kind"], stage["question"], tuple(stage.get("channels", ()))
            )
            for stage in said["stages"]
        ),
        transitions=tuple(
            TemplateTransition(
                row["from"],
                row["to"],
                row["event"],
                row.get("question", ""),
                tuple(row.get("signals", ())),
            )
            for row in said["transitions"]
        ),
    )
