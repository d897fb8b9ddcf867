"""Search over all a workspace holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from experiments.models import Experiment
from messaging.models import Offer, Placement, Variant
from personas.models import Candidate, Evidence, PainPoint, Persona, Survey, Transition
from workspaces.access import Access

MOST_A_GROUP = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One hit. ``kind`` tells the page where it leads."""

    kind: str
    pk: int
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    found: list[Found]
    total: int


def find(*, access: Access, words: str) -> list[Group]:
    """Up to eight hits of each kind that hold all ``words``, in the order of the loop."""
    workspace = access.workspace
    pains = PainPoint.objects.for_workspace(workspace).select_related("persona")
    moments = Transition.objects.for_workspace(workspace).select_related("to_stage")
    candidates = Candidate.objects.for_workspace(workspace).filter(state=Candidate.State.OPEN)
    surveys = Survey.objects.for_workspace(workspace).select_related("persona")
    variants = Variant.objects.for_workspace(workspace).select_related("message__placement")
    groups = [
        _group(
            "Quotes",
            "evidence",
            _holding(Evidence.objects.for_workspace(workspace), words, "text"),
            lambda row: (row.text, row.get_source_display()),
        ),
        _group(
            "Pains to find",
            "candidate",
            _holding(candidates, words, "title"),
            lambda row: (row.title, f"{row.size} {'quotes' if row.size != 1 else 'quote'}"),
        ),
        _group(
            "Surveys",
            "survey",
            _holding(surveys, words, "title", "intro"),
            lambda row: (row.title, row.persona.name),
        ),
        _group(
            "Personas",
            "persona",
            _holding(Persona.objects.for_workspace(workspace), words, "name", "role", "situation"),
            lambda row: (row.name, row.role),
        ),
        _group(
            "Pains",
            "pain",
            _holding(pains, words, "title", "statement", "struggle", "cost", "desired_outcome"),
            lambda row: (row.title, row.persona.name),
        ),
        _group(
            "Moments of decision",
            "moment",
            _holding(moments, words, "event", "question"),
            lambda row: (row.event, f"on to “{row.to_stage.name}”"),
        ),
        _group(
            "Offers",
            "offer",
            _holding(Offer.objects.for_workspace(workspace), words, "name", "what_it_is"),
            lambda row: (row.name, row.what_it_is),
        ),
        _group(
            "Placements",
            "placement",
            _holding(Placement.objects.for_workspace(workspace), words, "name", "key"),
            lambda row: (row.name, row.key),
        ),
        _group(
            "Copy",
            "variant",
            _holding(variants, words, "key", "parts"),
            lambda row: (
                next((text for _, text in row.sentences()), row.key),
                row.message.placement.name,
            ),
        ),
        _group(
            "Experiments",
            "experiment",
            _holding(Experiment.objects.for_workspace(workspace), words, "name", "key"),
            lambda row: (row.name, row.get_state_display()),
        ),
    ]
    return [group for group in groups if group.total]


def _holding(rows: "QuerySet[Any]", words: str, *fields: str) -> "QuerySet[Any]":
    for word in words.split():
        wanted = Q()
        for field in fields:
            for form in _in_json(word) if field == "parts" else (word,):
                wanted |= Q(**{f"{field}__icontains": form})
        rows = rows.filter(wanted)
    return rows


def _in_json(word: str) -> set[str]:
    """``word`` as it may stand in stored JSON: SQLite keeps other letters escaped."""
    return {json.dumps(word, ensure_ascii=escaped)[1:-1] for escaped in (True, False)}


def _group(
    name: str, kind: str, rows: "QuerySet[Any]", describe: Callable[[Any], tuple[str, str]]
) -> Group:
    total = rows.count()
    hits = rows[:MOST_A_GROUP] if total else []
    return Group(name, [Found(kind, row.pk, *describe(row)) for row in hits], total)
