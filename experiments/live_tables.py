"""Tests with their verdicts, and what they teach, as tables that a spreadsheet may read."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from experiments.headlines import headlines_of
from experiments.models import Experiment, ExperimentGoal
from experiments.resonance import resonance_of
from workspaces.access import Access
from workspaces.live_tables import Cell, LiveTable, register_table

MOST_TESTS = 5_000
TESTS = (
    *("key", "name", "state", "placement", "goal", "visitors", "simulated", "verdict"),
    *("sentence", "started", "decided"),
)
RESONANCE = ("factor", "whom", "name", "lift", "low", "high", "tests")


def _tests(access: Access) -> Iterator[list[Cell]]:
    workspace = access.workspace
    primary = ExperimentGoal.objects.for_workspace(workspace).filter(
        experiment=OuterRef("pk"), role="primary"
    )
    rows = list(
        Experiment.objects.for_workspace(workspace)
        .filter(archived_at=None)
        .select_related("message__placement")
        .annotate(goal_name=Subquery(primary.values("goal__name")[:1]))
        .order_by("-created_at", "-id")[:MOST_TESTS]
    )
    told = headlines_of(workspace_id=workspace.pk, experiments=[row.pk for row in rows])
    for row in rows:
        line = told.get(row.pk)
        yield [
            *(row.key, row.name, row.state, row.message.placement.name, row.goal_name or ""),
            *((line.visitors, "yes" if line.simulated else "no") if line else (0, "no")),
            *((line.verdict, line.sentence) if line else ("none", "")),
            row.started_at.isoformat() if row.started_at else "",
            row.decided_at.isoformat() if row.decided_at else "",
        ]


def _resonance(access: Access) -> Iterator[list[Cell]]:
    for factor, cells in resonance_of(workspace_id=access.workspace.pk).cells.items():
        for cell in cells:
            for level in cell.levels:
                yield [
                    *(factor, cell.name, level.name),
                    *(level.lift, level.low, level.high, cell.tests),
                ]


def offer_tables() -> None:
    register_table(
        LiveTable("tests", "Tests", "Every test with its verdict in words.", TESTS, _tests)
    )
    register_table(
        LiveTable(
            "resonance",
            "What moves whom",
            "What all tests teach of pains, frameworks and proofs. A lift of 0.1 is 10 % more.",
            RESONANCE,
            _resonance,
        )
    )
