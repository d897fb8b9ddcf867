"""From a suggestion to something prepared: a draft of a test, or the text it lacks. Nothing is
approved, started or published by it."""

from dataclasses import dataclass

from django.db import transaction

from experiments.drafting import create_experiment
from experiments.models import Experiment, ExperimentGoal, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.test_next import Suggestion
from messaging.conflicts import DraftGoneError
from messaging.drafting import Order
from messaging.models import Message, Variant
from messaging.pairs import Change, keep_pair
from workspaces.access import EDIT, Access

LONGEST_NAME = 120
LONGEST_HYPOTHESIS = 300


@dataclass(frozen=True)
class Opened:
    """What was prepared: a ``experiment`` in draft, else a ``variant`` that has to be approved
    first; neither where no text with this one change could be written."""

    experiment: Experiment | None = None
    variant: Variant | None = None


def open_suggestion(*, access: Access, suggestion: Suggestion) -> Opened:
    """Prepare the test of a suggestion, as far as that can be done without a person.

    With an approved rival: a draft of the test with the goal that was last used there. Else a
    draft of the text, which differs from the live one in this one thing. Doing it twice gives what
    is there already.
    """
    access.require(EDIT)
    message, rival = suggestion.message, suggestion.rival
    if rival is not None:
        goal = usual_goal(access, message)
        if goal is None:
            raise ExperimentRefusedError("no_goal", "Say first what you hope visitors do: a goal.")
        there = _draft_of(access, message, rival)
        if there is not None:
            return Opened(experiment=there)
        return Opened(
            experiment=create_experiment(
                access=access,
                message=message,
                name=_cut(f"“{suggestion.becomes}” or “{suggestion.now}”?", LONGEST_NAME),
                goal=goal,
                variants=[rival],
                hypothesis=_cut(suggestion.reason, LONGEST_HYPOTHESIS),
            )
        )
    if suggestion.drafted is not None:
        return Opened(variant=suggestion.drafted)
    return Opened(variant=_written(access, message, suggestion.change))


def usual_goal(access: Access, message: Message) -> Goal | None:
    """The goal that decided the last test of the message, else that of any test, else any goal."""
    links = (
        ExperimentGoal.objects.for_workspace(access.workspace)
        .filter(role=ExperimentGoal.Role.PRIMARY)
        .select_related("goal")
        .order_by("-experiment__created_at", "-pk")
    )
    link = links.filter(experiment__message=message).first() or links.first()
    if link is not None:
        return link.goal
    return Goal.objects.for_workspace(access.workspace).first()


def _draft_of(access: Access, message: Message, rival: Variant) -> Experiment | None:
    """A draft of the very same test."""
    rows = Experiment.objects.for_workspace(access.workspace).filter(
        message=message, state=Experiment.State.DRAFT, arms__variant=rival
    )
    return rows.first()


def _written(access: Access, message: Message, change: Change) -> Variant | None:
    """The live text with this one thing changed, kept as a draft; None where it cannot be said."""
    live = message.live_variant
    assert live is not None
    assert live.pain is not None
    try:
        with transaction.atomic():
            _, changed = keep_pair(
                access=access,
                message=message,
                order=Order(pain=live.pain),
                of=f"v{live.pk}",
                change=change,
            )
    except DraftGoneError:
        return None
    return changed


def _cut(text: str, longest: int) -> str:
    """At most so long, at the end of a word."""
    return text if len(text) <= longest else f"{text[: longest - 1].rsplit(' ', 1)[0]}…"
