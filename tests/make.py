"""Small factories: one row with sensible values, overridden by name."""

import itertools
from typing import Any

from django.utils import timezone

from experiments.models import Arm, Experiment, ExperimentGoal, Goal
from messaging.models import Message, Offer, Placement, Proof, Relief, Variant
from personas.models import (
    Evidence,
    EvidenceLink,
    JourneyStage,
    PainPoint,
    Persona,
    StagePain,
    Transition,
)
from workspaces.models import User, Webhook, WebhookDelivery, Workspace

_numbers = itertools.count(1)


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"user{next(_numbers)}@example.org", "tea", **fields)


def make_persona(workspace: Workspace, **fields: Any) -> Persona:
    number = next(_numbers)
    values = {"key": f"persona-{number}", "name": f"Persona {number}"} | fields
    return Persona.objects.create(workspace=workspace, **values)


def make_pain(workspace: Workspace, persona: Persona | None = None, **fields: Any) -> PainPoint:
    values = {
        "title": f"Chasing receipts {next(_numbers)}",
        "statement": "I spend my Sundays chasing people for receipts.",
        "struggle": "chase people for receipts",
        "trigger": "the month ends",
        "cost": "every last Sunday of the month",
        "feeling": "worn out",
        "workaround": "a spreadsheet nobody trusts",
        "desired_outcome": "close the books by the third",
        "why": "have my Sundays back",
        "severity": 5,
        "frequency": 4,
        "satisfaction": 2,
    } | fields
    return PainPoint.objects.create(
        workspace=workspace, persona=persona or make_persona(workspace), **values
    )


def make_evidence(workspace: Workspace, pain: PainPoint | None = None, **fields: Any) -> Evidence:
    number = next(_numbers)
    values = {"text": f"I lost Sunday number {number} to receipts.", "text_hash": f"{number:064}"}
    evidence = Evidence.objects.create(workspace=workspace, **(values | fields))
    if pain is not None:
        EvidenceLink.objects.create(workspace=workspace, evidence=evidence, pain=pain)
    return evidence


def make_stage(workspace: Workspace, kind: str = "considering", **fields: Any) -> JourneyStage:
    number = next(_numbers)
    values = {"key": f"{kind}-{number}", "name": kind.title(), "position": number % 30_000}
    return JourneyStage.objects.create(workspace=workspace, kind=kind, **(values | fields))


def make_transition(workspace: Workspace, **fields: Any) -> Transition:
    ends = {
        name: make_stage(workspace) for name in ("from_stage", "to_stage") if name not in fields
    }
    return Transition.objects.create(
        workspace=workspace, **ends, **{"event": "The kettle breaks", **fields}
    )


def make_stage_pain(stage: JourneyStage, pain: PainPoint, **fields: Any) -> StagePain:
    return StagePain.objects.create(workspace=stage.workspace, stage=stage, pain=pain, **fields)


def make_offer(workspace: Workspace, pain: PainPoint | None = None, **fields: Any) -> Offer:
    values = {"name": f"Ledger {next(_numbers)}", "what_it_is": "a bookkeeping service"} | fields
    offer = Offer.objects.create(workspace=workspace, **values)
    Proof.objects.create(workspace=workspace, offer=offer, text="4.7 of 5 from 312 studios")
    if pain is not None:
        Relief.objects.create(
            workspace=workspace, offer=offer, pain=pain, text="have every receipt asked for"
        )
    return offer


def make_message(workspace: Workspace, channel: str = "web_hero", **fields: Any) -> Message:
    """The default message of a new placement."""
    number = next(_numbers)
    placement = fields.pop("placement", None) or Placement.objects.create(
        workspace=workspace, key=f"place-{number}", name=f"Place {number}", channel=channel
    )
    return Message.objects.create(workspace=workspace, placement=placement, **fields)


HERO = {
    "headline": "Sundays are not for receipts",
    "subline": "Close the books by the third and keep the weekend.",
    "button": "See how",
}


def make_variant(message: Message, **fields: Any) -> Variant:
    values = {"key": f"variant-{next(_numbers)}", "parts": dict(HERO)} | fields
    return Variant.objects.create(workspace=message.workspace, message=message, **values)


def make_live(message: Message, **fields: Any) -> Variant:
    """An approved variant that visitors get."""
    variant = make_variant(message, state=Variant.State.APPROVED, **fields)
    message.live_variant = variant
    message.save(update_fields=["live_variant"])
    return variant


def make_goal(workspace: Workspace, **fields: Any) -> Goal:
    number = next(_numbers)
    values = {"key": f"goal-{number}", "name": f"Goal {number}"} | fields
    return Goal.objects.create(workspace=workspace, **values)


def make_experiment(message: Message, goal: Goal | None = None, **fields: Any) -> Experiment:
    """A draft experiment: the message's live variant against one other."""
    number = next(_numbers)
    values = {"key": f"experiment-{number}", "name": f"Experiment {number}"} | fields
    workspace = message.workspace
    experiment = Experiment.objects.create(workspace=workspace, message=message, **values)
    control = message.live_variant or make_live(message)
    rival = make_variant(
        message, state=Variant.State.APPROVED, parts=HERO | {"headline": "Books done by the third"}
    )
    for position, variant in enumerate((control, rival)):
        Arm.objects.create(
            workspace=workspace, experiment=experiment, variant=variant, position=position
        )
    ExperimentGoal.objects.create(
        workspace=workspace, experiment=experiment, goal=goal or make_goal(workspace)
    )
    return experiment


def make_webhook(workspace: Workspace, **fields: Any) -> Webhook:
    """To a public address, which no test calls."""
    values = {"url": "https://93.184.216.34/hook", "events": ["job.failed"], "secret": "whsec_x"}
    return Webhook.objects.create(workspace=workspace, **(values | fields))


def make_delivery(webhook: Webhook, **fields: Any) -> WebhookDelivery:
    """One that was given up."""
    values = {"state": WebhookDelivery.State.GIVEN_UP, "next_try_at": timezone.now()} | fields
    return WebhookDelivery.objects.create(
        workspace=webhook.workspace,
        webhook=webhook,
        event="job.failed",
        body="{}",
        attempts_allowed=8,
        **values,
    )
