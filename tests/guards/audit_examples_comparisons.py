"""Examples of what quotes say of us and of the alternatives."""

from personas.models import Comparison
from tests import make
from tests.guards.audit_examples_rest import rows_of
from tests.guards.audit_table import Ask, Example, Scene


def comparison(scene: Scene) -> Comparison:
    return Comparison.objects.create(
        workspace=scene.workspace,
        evidence=make.make_evidence(scene.workspace),
        persona=make.make_persona(scene.workspace),
        criterion="Price",
        leaning="bad",
    )


def said(scene: Scene) -> dict[str, object]:
    quote = make.make_evidence(scene.workspace)
    return {"evidence": quote.pk, "criterion": "Price", "alternative": "", "leaning": "bad"}


PAGES = [
    Example(
        "map-comparison-add",
        "created",
        "comparison",
        lambda scene: Ask(make.make_persona(scene.workspace), said(scene)),
    ),
    Example("map-comparison-remove", "removed", "comparison", lambda scene: Ask(comparison(scene))),
]
REST = rows_of(
    "comparison",
    "comparison",
    comparison,
    new=lambda scene: said(scene) | {"persona": make.make_persona(scene.workspace).pk},
)
