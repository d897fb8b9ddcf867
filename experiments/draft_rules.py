"""What a draft may say of itself: told at the field, before anything is kept."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from experiments.delivery.conditions import is_readable
from experiments.holding_back import MOST_HELD_BACK
from experiments.models import Experiment
from experiments.namespaces import tidy_namespace
from experiments.ramping import tidy_ramp
from experiments.refusals import ExperimentRefusedError

SplitBy = Experiment.SplitBy
UNITS: Mapping[str, str] = {
    "visitor": "Visitors",
    "send": "Sends",
    "impression": "Impressions",
    "click": "Clicks",
}
"""What one count of an arm is."""
CHANGEABLE = (
    "name",
    "hypothesis",
    "rule",
    "plan",
    "rope",
    "split_by",
    "unit",
    "namespace",
    "conditions",
    "contrast",
    "allocation",
    "ramp",
    "holdback",
    "starts_at",
    "ends_at",
)
"""Fields of a draft that ``change_experiment`` takes as they are."""
PLAN_KNOWN = ("rate", "lift", "daily")
"""What a plan remembers of how it was made: rate of today and lift as fractions, visitors a day."""
MOST_DAYS = 365
LONGEST_CONDITION = 4_000
LONGEST_CONTRAST = 80
UNREADABLE_CONDITION = (
    "Some part of this cannot be read: an operator that GrowthBook does not know or that needs "
    "another value, or a pattern that repeats more than single characters."
)


def plan_of(
    size: int | None, days: int | None, known: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """The plan as it is kept. ValidationError if it has two ends."""
    if size and days:
        raise ValidationError(
            {"plan_days": "A test ends after so many visitors or after so many days, not both."}
        )
    if days and not 1 <= days <= MOST_DAYS:
        raise ValidationError({"plan_days": f"A test takes 1 to {MOST_DAYS} days."})
    end = {"size": size} if size else {"days": days} if days else {}
    return end | {key: (known or {})[key] for key in PLAN_KNOWN if key in (known or {})}


def tidy_draft(experiment: Experiment) -> None:
    """Bring the fields of a draft into the form they are kept in.

    ValidationError names the fields that cannot be. [no query]
    """
    wrong: dict[str, str] = {}
    _tidy(experiment, "namespace", tidy_namespace, wrong)
    _tidy(experiment, "ramp", tidy_ramp, wrong)
    if experiment.unit not in UNITS:
        wrong["unit"] = f"Count one of these: {', '.join(UNITS)}."
    elif experiment.split_by == SplitBy.CUPPA and experiment.unit != "visitor":
        wrong["unit"] = "We split visitors, so visitors are what we count."
    if not 0 <= experiment.rope <= 0.5:
        wrong["rope"] = "The smallest difference that matters lies between 0 and 50 %."
    if not 0 <= experiment.holdback <= MOST_HELD_BACK:
        wrong["holdback"] = f"At most {MOST_HELD_BACK:.0%} of visitors are held back."
    if len(experiment.contrast) > LONGEST_CONTRAST:
        wrong["contrast"] = f"A contrast's name has at most {LONGEST_CONTRAST} characters."
    conditions = experiment.conditions
    if not isinstance(conditions, dict) or len(repr(conditions)) > LONGEST_CONDITION:
        wrong["conditions"] = "Give attributes and what they must be, as GrowthBook says it."
    elif not is_readable(conditions):
        wrong["conditions"] = UNREADABLE_CONDITION
    starts, ends = experiment.starts_at, experiment.ends_at
    if ends is not None and starts is not None and ends <= starts:
        wrong["ends_at"] = "The end comes after the start."
    if ends is not None and experiment.plan.get("days"):
        wrong["ends_at"] = "The end follows from the planned days: leave one of both empty."
    if experiment.split_by != SplitBy.CUPPA:
        wrong |= _only_for_our_split(experiment)
    if wrong:
        raise ValidationError(wrong)


def _only_for_our_split(experiment: Experiment) -> dict[str, str]:
    """A platform that splits by itself takes no orders from us."""
    said = "The platform splits visitors, so this is set there."
    fields = ("namespace", "ramp", "conditions", "holdback")
    wrong = {field: said for field in fields if getattr(experiment, field)}
    if experiment.allocation != Experiment.Allocation.FIXED:
        wrong["allocation"] = said
    return wrong


def _tidy(experiment: Experiment, field: str, tidy: Any, wrong: dict[str, str]) -> None:
    try:
        setattr(experiment, field, tidy(getattr(experiment, field)))
    except ExperimentRefusedError as error:
        wrong[field] = error.message
    except (TypeError, KeyError):
        wrong[field] = "This is not in the form we can read."
