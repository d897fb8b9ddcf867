"""Examples of the journey: placing, undoing, moments of decision and how they are recognised."""

from typing import Any

from personas.keep_map import create_keyed
from personas.models import JourneyStage, MomentQuote, RecognitionRule
from tests import make
from tests.guards.audit_examples_map import transition
from tests.guards.audit_examples_rest import rows_of
from tests.guards.audit_table import Ask, Example, Scene

RULE = {"kind": "utm_source", "match": "equals", "value": "news"}


def made_stage(scene: Scene) -> Ask:
    """A stage that whoever asks has made themselves, so they can take it back."""
    create_keyed(access=scene.access, instance=JourneyStage(name="Waiting", kind="deciding"))
    return Ask()


def last_but_one(scene: Scene) -> Ask:
    first = make.make_stage(scene.workspace)
    make.make_stage(scene.workspace)
    return Ask(first, {"later": "1"})


def placed(scene: Scene) -> Ask:
    make.make_stage(scene.workspace, x=0.5, y=0.5)
    return Ask()


def attach(scene: Scene) -> Ask:
    quote = make.make_evidence(scene.workspace)
    return Ask(transition(scene), {"evidence": quote.pk})


def quote(scene: Scene) -> MomentQuote:
    return MomentQuote.objects.create(
        workspace=scene.workspace,
        transition=transition(scene),
        evidence=make.make_evidence(scene.workspace),
    )


def rule(scene: Scene, **fields: Any) -> RecognitionRule:
    values = RULE | {"persona": make.make_persona(scene.workspace)} | fields
    return RecognitionRule.objects.create(workspace=scene.workspace, **values)


def for_moment(scene: Scene) -> Ask:
    placement = make.make_message(scene.workspace).placement
    return Ask(transition(scene), {"placement": placement.pk})


JOURNEY = [
    Example(
        "map-stage-place",
        "changed",
        "journeystage",
        lambda scene: Ask(make.make_stage(scene.workspace), {"x": "0.5", "y": "0.25"}),
    ),
    Example("map-stage-order", "stages put in order", "workspace", last_but_one),
    Example("map-journey-tidy", "journey tidied", "workspace", placed),
    Example("map-journey-undo", "undone", "journeystage", made_stage),
    Example("map-moment-attach", "quotes attached", "transition", attach),
    Example(
        "map-moment-detach",
        "quote detached",
        "momentquote",
        lambda scene: Ask(quote(scene)),
    ),
    Example(
        "map-recognition-add",
        "created",
        "recognitionrule",
        lambda scene: Ask(data=RULE | {"persona": make.make_persona(scene.workspace).pk}),
    ),
    Example(
        "map-recognition-edit",
        "changed",
        "recognitionrule",
        lambda scene: Ask(rule(scene), RULE | {"value": "letter"}),
    ),
    Example(
        "map-recognition-remove",
        "removed",
        "recognitionrule",
        lambda scene: Ask(rule(scene)),
    ),
    Example("write-moment", "created", "message", for_moment),
]
REST = [
    *rows_of(
        "recognition-rule",
        "recognitionrule",
        rule,
        new=lambda scene: RULE | {"persona": make.make_persona(scene.workspace).pk},
        change={"value": "letter"},
    ),
    Example(
        "api-moment-quote-list",
        "quotes attached",
        "transition",
        lambda scene: Ask(
            data={
                "transition": transition(scene).pk,
                "evidence": make.make_evidence(scene.workspace).pk,
            }
        ),
    ),
    Example(
        "api-moment-quote-detail",
        "quote detached",
        "momentquote",
        lambda scene: Ask(quote(scene)),
        method="DELETE",
    ),
]
