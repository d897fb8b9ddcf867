"""Readings of goals as people say them."""

from typing import Any

from django import template

from experiments.result_values import ArmResult, GoalResult
from experiments.templatetags.figures import NOTHING, percent
from experiments.web.what_now import WhatNow, what_now
from workspaces.access import APPROVE, EDIT

register = template.Library()


@register.simple_tag
def level(arm: ArmResult | None, goal: GoalResult | None, currency: str = "EUR") -> str:
    """How well a text does by a goal: “5.12 %” who did it, or “EUR 12.40 a visitor”."""
    if arm is None or goal is None:
        return NOTHING
    if goal.kind != "value":
        return percent(arm.rate, 2)
    if arm.money is not None:
        return f"{currency} {arm.money:,.2f} a visitor"
    return NOTHING if arm.value is None else f"{_number(arm.value)} a visitor"


@register.simple_tag
def level_range(arm: ArmResult | None, goal: GoalResult | None) -> str:
    """The 95 % interval of that level, in its unit; empty where nothing is known."""
    if arm is None or goal is None:
        return ""
    if goal.kind != "value":
        if arm.rate_low is None or arm.rate_high is None:
            return ""
        return f"{arm.rate_low * 100:.2f} to {percent(arm.rate_high, 2)}"
    if arm.value_low is None or arm.value_high is None:
        return ""
    times = goal.worth if goal.worth is not None else 1.0
    return f"{_number(arm.value_low * times)} to {_number(arm.value_high * times)}"


@register.simple_tag(takes_context=True)
def next_step(context: template.Context) -> WhatNow:
    """What whoever looks at this test does now."""
    access: Any = context["access"]
    experiment = context["experiment"]
    return what_now(
        context["results"],
        may_approve=access.may(APPROVE),
        may_edit=access.may(EDIT),
        note=experiment.learning_note,
        archived=experiment.archived_at is not None,
    )


def _number(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"
