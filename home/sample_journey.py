"""What tells where the sample brand's visitors are, the steps that invented ones take, and which ad
leads to which page."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from experiments.leads import add_lead
from experiments.models import SignalRule
from experiments.signals import create_signal_rule
from messaging.models import Placement
from personas.models import JourneyStage
from workspaces.access import Access

SIGNALS = (
    ("signal", "read-guide", "aware"),
    ("signal", "compared-tools", "considering"),
    ("signal", "viewed-pricing", "deciding"),
    ("conversion", "trial", "using"),
    ("signal", "invited-caterer", "advocate"),
    ("signal", "opened-cancelling", "at_risk"),
    ("signal", "cancelled", "left"),
)
"""Kind of rule, name of the signal or key of the goal, and the kind of stage it means."""

SIGNALLING = 0.25
"""So large a part of the visitors takes steps one can see: the others read and go."""
BEFORE = (("read-guide", 0.75), ("compared-tools", 0.5), ("viewed-pricing", 0.35))
"""Steps on the way to a trial, and the chance of each after the one before."""
AFTER = (("invited-caterer", 0.2), ("opened-cancelling", 0.25))
"""Steps of those who began a trial: at most one of them."""
CANCELLING = 0.4
"""So many of those who open the page for cancelling do cancel."""

LEADS = ("search-ad", "enquiry-email")
LANDING = "site-hero"


def write_sample_journey(*, access: Access, stages: Mapping[str, JourneyStage]) -> None:
    """Rules for every stage that one can see from outside, and two ways to the first screen."""
    by_kind = {stage.kind: stage for stage in stages.values()}
    for kind, name, stage_kind in SIGNALS:
        create_signal_rule(
            access=access, kind=SignalRule.Kind(kind), name=name, stage=by_kind[stage_kind]
        )
    places = {
        place.key: place
        for place in Placement.objects.for_workspace(access.workspace).filter(
            key__in=(*LEADS, LANDING)
        )
    }
    for key in LEADS:
        add_lead(access=access, source=places[key], landing=places[LANDING])


def steps_of(
    visitor: str, *, began: datetime, tried: datetime | None, until: datetime
) -> Iterator[tuple[str, datetime]]:
    """The signals of one invented visitor, the same every time: ``began`` with the text they were
    shown, ``tried`` is when a trial began. Nothing happens after ``until``."""
    chance = random.Random(f"steps/{visitor}")
    for name, at in _steps(chance, began, tried):
        if at < until and (tried is None or name not in dict(BEFORE) or at < tried):
            yield name, at


def _steps(
    chance: random.Random, began: datetime, tried: datetime | None
) -> Iterator[tuple[str, datetime]]:
    at = began
    if tried is not None or chance.random() < SIGNALLING:
        for name, share in BEFORE:
            if chance.random() >= share:
                break
            at += timedelta(minutes=30) * chance.random()
            yield name, at
    if tried is None:
        return
    for name, share in AFTER:
        if chance.random() < share:
            at = tried + timedelta(days=1 + 9 * chance.random())
            yield name, at
            if name == "opened-cancelling" and chance.random() < CANCELLING:
                yield "cancelled", at + timedelta(days=2 * chance.random())
            return
