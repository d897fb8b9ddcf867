"""The goals beside the one that decides, a row for each text but the control."""

from dataclasses import dataclass

from experiments.result_values import ArmResult, GoalResult, Results
from experiments.web.arm_rows import ArmRow


@dataclass(frozen=True)
class GoalRow:
    """One text by one goal, beside the control. ``reading`` is what to make of it, in a word."""

    goal: GoalResult
    name: str
    control: ArmResult
    arm: ArmResult
    reading: str
    tone: str


GUARDED = {"worse": ("Harmed", "bad"), "better": ("Better", "good"), "same": ("Safe", "good")}
WISHED = {"worse": ("Worse", "warn"), "better": ("Better", "good"), "same": ("Same", "info")}


def goal_rows(results: Results, arms: list[ArmRow]) -> list[GoalRow]:
    """Guardrails first, then secondary goals."""
    rows = []
    for goal in results.goals[1:]:
        words = GUARDED if goal.role == "guardrail" else WISHED
        for row, arm in zip(arms[1:], goal.arms[1:], strict=True):
            reading, tone = words.get(arm.verdict, ("Not known yet", "quiet"))
            rows.append(GoalRow(goal, row.name, goal.arms[0], arm, reading, tone))
    return rows
