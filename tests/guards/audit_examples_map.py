"""Examples of Listen and Map."""

from typing import Any

from personas.models import EvidenceLink, StagePain, Transition
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

SAID = {"source": "review", "customer_status": "unknown"}
PAIN = {
    "title": "Chasing receipts",
    "statement": "I spend my Sundays chasing receipts.",
    "level": "external",
    "severity": "5",
    "frequency": "4",
    "satisfaction": "2",
}


def suggestion(scene: Scene, **fields: Any) -> EvidenceLink:
    values = {"state": EvidenceLink.State.SUGGESTED, "confidence": 0.9} | fields
    return EvidenceLink.objects.create(
        workspace=scene.workspace,
        evidence=make.make_evidence(scene.workspace),
        pain=make.make_pain(scene.workspace),
        **values,
    )


def similar(scene: Scene) -> Ask:
    """A quote that is like what is known of a pain."""
    pain = make.make_pain(scene.workspace)
    make.make_evidence(scene.workspace, persona=pain.persona, text=pain.statement)
    return Ask()


def attach(scene: Scene) -> Ask:
    quote = make.make_evidence(scene.workspace)
    return Ask(data={"evidence": [quote.pk], "pain": make.make_pain(scene.workspace).pk})


def attach_to_new(scene: Scene) -> Ask:
    quote, persona = make.make_evidence(scene.workspace), make.make_persona(scene.workspace)
    return Ask(data={"evidence": [quote.pk], "title": "Lost Sundays", "persona": persona.pk})


def two_stages(scene: Scene) -> dict[str, Any]:
    first, second = (make.make_stage(scene.workspace) for _ in range(2))
    return {"from_stage": first.pk, "to_stage": second.pk, "event": "asks for a quote"}


def transition(scene: Scene) -> Transition:
    first, second = (make.make_stage(scene.workspace) for _ in range(2))
    return Transition.objects.create(
        workspace=scene.workspace, from_stage=first, to_stage=second, event="waits"
    )


def stage_pain(scene: Scene) -> StagePain:
    stage, pain = make.make_stage(scene.workspace), make.make_pain(scene.workspace)
    return make.make_stage_pain(stage, pain, intensity=2)


def stage_and_pain(scene: Scene) -> dict[str, Any]:
    stage, pain = make.make_stage(scene.workspace), make.make_pain(scene.workspace)
    return {"stage": stage.pk, "pain": pain.pk, "intensity": 4, "shows_as": "asks twice"}


def changed_transition(scene: Scene) -> Ask:
    row = transition(scene)
    ends = {"from_stage": row.from_stage_id, "to_stage": row.to_stage_id}
    return Ask(row, ends | {"event": "calls"})


def changed_stage_pain(scene: Scene) -> Ask:
    row = stage_pain(scene)
    return Ask(row, {"stage": row.stage_id, "pain": row.pain_id, "intensity": 5, "shows_as": ""})


def changed_pain(scene: Scene) -> Ask:
    row = make.make_pain(scene.workspace)
    return Ask(row, PAIN | {"persona": row.persona_id})


LISTEN = [
    Example("listen-attach", "quotes attached", "painpoint", attach),
    Example("listen-attach", "created", "painpoint", attach_to_new, label="to a new pain"),
    Example(
        "listen-add",
        "created",
        "evidence",
        lambda scene: Ask(data=SAID | {"text": "It took all Sunday."}),
    ),
    Example(
        "listen-evidence-edit",
        "changed",
        "evidence",
        lambda scene: Ask(make.make_evidence(scene.workspace), SAID | {"text": "New words."}),
    ),
    Example(
        "listen-evidence-delete",
        "removed",
        "evidence",
        lambda scene: Ask(make.make_evidence(scene.workspace)),
    ),
    Example(
        "listen-detach",
        "quote detached",
        "evidencelink",
        lambda scene: Ask(suggestion(scene, state=EvidenceLink.State.CONFIRMED)),
    ),
    Example("listen-suggest", "links suggested", "workspace", similar),
    Example(
        "listen-confirm-surest",
        "suggestions confirmed",
        "workspace",
        lambda scene: (suggestion(scene), Ask())[1],
    ),
    Example(
        "listen-decide",
        "suggestions confirmed",
        "workspace",
        lambda scene: (lambda link: Ask(link.evidence, {"confirm": link.pk}))(suggestion(scene)),
    ),
    Example(
        "listen-decide",
        "suggestions rejected",
        "evidence",
        lambda scene: Ask(suggestion(scene).evidence, {"none": "1"}),
        label="to reject",
    ),
]
MAP = [
    Example(
        "map-persona-add",
        "created",
        "persona",
        lambda scene: Ask(data={"name": "Ann", "role": "owner", "situation": "runs a studio"}),
        again=1,
    ),
    Example(
        "map-persona-edit",
        "changed",
        "persona",
        lambda scene: Ask(make.make_persona(scene.workspace), {"name": "Beth"}),
    ),
    Example(
        "map-persona-archive",
        "put away",
        "persona",
        lambda scene: Ask(make.make_persona(scene.workspace)),
    ),
    Example(
        "map-pain-add",
        "created",
        "painpoint",
        lambda scene: Ask(data=PAIN | {"persona": make.make_persona(scene.workspace).pk}),
    ),
    Example("map-pain-edit", "changed", "painpoint", changed_pain),
    Example(
        "map-pain-archive",
        "put away",
        "painpoint",
        lambda scene: Ask(make.make_pain(scene.workspace)),
    ),
    Example("map-journey-template", "journey loaded", "workspace", lambda scene: Ask()),
    Example(
        "map-stage-add",
        "created",
        "journeystage",
        lambda scene: Ask(data={"name": "Asking", "kind": "considering", "question": "How?"}),
        again=1,
    ),
    Example(
        "map-stage-edit",
        "changed",
        "journeystage",
        lambda scene: Ask(
            make.make_stage(scene.workspace),
            {"name": "Other", "kind": "deciding", "question": "", "position": 3},
        ),
    ),
    Example(
        "map-stage-delete",
        "removed",
        "journeystage",
        lambda scene: Ask(make.make_stage(scene.workspace)),
    ),
    Example(
        "map-transition-add", "created", "transition", lambda scene: Ask(data=two_stages(scene))
    ),
    Example("map-transition-edit", "changed", "transition", changed_transition),
    Example("map-transition-delete", "removed", "transition", lambda scene: Ask(transition(scene))),
    Example(
        "map-stage-pain-add", "created", "stagepain", lambda scene: Ask(data=stage_and_pain(scene))
    ),
    Example("map-stage-pain-edit", "changed", "stagepain", changed_stage_pain),
    Example("map-stage-pain-delete", "removed", "stagepain", lambda scene: Ask(stage_pain(scene))),
]
