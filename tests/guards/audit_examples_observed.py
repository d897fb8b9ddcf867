"""Examples of the observed journey: what signals mean, reading it again, and what goes on."""

from typing import Any

from experiments.models import Continuation, LeadsTo, SignalRule
from messaging.models import Variant
from personas.models import PainPoint
from tests import make
from tests.guards.audit_examples_rest import rows_of
from tests.guards.audit_table import Ask, Example, Scene


def rule(scene: Scene) -> SignalRule:
    return SignalRule.objects.create(
        workspace=scene.workspace, name="opened-pricing", stage=make.make_stage(scene.workspace)
    )


def new_rule(scene: Scene) -> dict[str, Any]:
    stage = make.make_stage(scene.workspace)
    return {"kind": "signal", "name": "opened-pricing", "stage": stage.pk}


def changed_rule(scene: Scene) -> Ask:
    row = rule(scene)
    return Ask(row, {"kind": "signal", "name": "asked-price", "stage": row.stage_id})


def places(scene: Scene) -> dict[str, Any]:
    source, landing = (make.make_message(scene.workspace).placement for _ in range(2))
    return {"source": source.pk, "landing": landing.pk}


def lead(scene: Scene) -> LeadsTo:
    ids = {f"{name}_id": pk for name, pk in places(scene).items()}
    return LeadsTo.objects.create(workspace=scene.workspace, **ids)


def landing_text(scene: Scene, pain: PainPoint | None = None) -> Variant:
    pain = pain or make.make_pain(scene.workspace)
    message = make.make_message(scene.workspace)
    return make.make_variant(message, pain=pain, state=Variant.State.APPROVED)


def new_continuation(scene: Scene) -> dict[str, Any]:
    text = landing_text(scene)
    return {"message": text.message_id, "pain": text.pain_id, "variant": text.pk}


def continuation(scene: Scene) -> Continuation:
    text = landing_text(scene)
    return Continuation.objects.create(
        workspace=scene.workspace, message=text.message, pain=text.pain, variant=text
    )


def other_text(scene: Scene) -> Ask:
    row = continuation(scene)
    other = make.make_variant(row.message, pain=row.pain, state=Variant.State.APPROVED)
    return Ask(row, {"variant": other.pk})


PAGES = [
    Example("learn-journey-observe", "observation asked for", "workspace", lambda scene: Ask()),
    Example("learn-signals", "created", "signalrule", lambda scene: Ask(data=new_rule(scene))),
    Example("learn-signal-edit", "changed", "signalrule", changed_rule),
    Example("learn-signal-remove", "removed", "signalrule", lambda scene: Ask(rule(scene))),
    Example("test-match", "created", "leadsto", lambda scene: Ask(data=places(scene))),
    Example("test-match-lead-remove", "removed", "leadsto", lambda scene: Ask(lead(scene))),
    Example(
        "test-match-continue",
        "created",
        "continuation",
        lambda scene: Ask(data=new_continuation(scene)),
    ),
    Example(
        "test-match-continue-remove",
        "removed",
        "continuation",
        lambda scene: Ask(continuation(scene)),
    ),
]
REST = [
    Example("api-observed-journey", "observation asked for", "workspace", lambda scene: Ask()),
    *rows_of("signal-rule", "signalrule", rule, new=new_rule, change={"name": "asked-price"}),
    *rows_of("leads-to", "leadsto", lead, new=places),
    *rows_of("continuation", "continuation", continuation, new=new_continuation),
    Example("api-continuation-detail", "changed", "continuation", other_text, method="PATCH"),
]
