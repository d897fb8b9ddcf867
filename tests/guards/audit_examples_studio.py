"""Examples of the studio and of many texts at once."""

from messaging.models import Variant
from messaging.writing.frameworks import frameworks
from tests import make
from tests.guards.audit_examples_write import draft, message, variant
from tests.guards.audit_table import Ask, Example, Scene

State = Variant.State


def drafts_ticked(scene: Scene) -> Ask:
    place, pain, name = draft(scene)
    return Ask(place, {"pain": pain.pk, "count": 3, "pick": [name], "do": "keep"})


def kept_ticked(scene: Scene) -> Ask:
    pain, place = make.make_pain(scene.workspace), message(scene)
    row = make.make_variant(place, pain=pain)
    return Ask(place, {"pain": pain.pk, "pick": [f"v{row.pk}"], "do": "submit"})


def in_own_words(scene: Scene) -> Ask:
    place, pain, name = draft(scene)
    words = {f"part_{key}": text for key, text in make.HERO.items()}
    return Ask(place, {"pain": pain.pk, "count": 3, "edit": name, **words})


def a_pair(scene: Scene) -> Ask:
    """A kept text, whose pair is the same in another order of thought."""
    pain, place = make.make_pain(scene.workspace), message(scene)
    make.make_offer(scene.workspace, pain)
    row = make.make_variant(place, pain=pain, framework="jobs-story")
    other = next(key for key in frameworks() if key != "jobs-story")
    return Ask(place, {"pain": pain.pk, "of": f"v{row.pk}", "change": f"framework-{other}"})


def missing(scene: Scene, field: str, text: str) -> Ask:
    pain = make.make_pain(scene.workspace, cost="")
    make.make_offer(scene.workspace, make.make_pain(scene.workspace))
    return Ask(message(scene), {"pain": pain.pk, "field": field, "text": text})


def many(step: str, state: str, action: str, **more: str) -> Example:
    return Example(
        "write-bulk",
        action,
        "variant",
        lambda scene: Ask(data={"variant": [variant(scene, state=state).pk], "do": step, **more}),
        label=step,
    )


STUDIO = [
    Example("write-picked", "kept", "variant", drafts_ticked, label="drafts", again=1),
    Example("write-picked", "submitted", "variant", kept_ticked, label="kept texts"),
    Example("write-keep", "kept", "variant", in_own_words, label="in own words", again=1),
    Example("write-pair-keep", "kept", "variant", a_pair, again=1),
    Example(
        "write-fill",
        "slot filled",
        "painpoint",
        lambda scene: missing(scene, "pain.cost", "two evenings a month"),
    ),
    Example(
        "write-fill",
        "created",
        "relief",
        lambda scene: missing(scene, "offer.reliefs", "have every receipt asked for"),
        label="relief",
    ),
    Example(
        "write-fill",
        "created",
        "proof",
        lambda scene: missing(scene, "offer.proof", "receipts in after 4 days instead of 17"),
        label="proof",
        again=1,
    ),
    Example(
        "write-fill",
        "changed",
        "persona",
        lambda scene: missing(scene, "persona.objections", "My clients will never use it."),
        label="objection",
    ),
    Example(
        "write-dialect",
        "created",
        "mergetags",
        lambda scene: Ask(message(scene), {"dialect": "mailchimp"}),
    ),
    many("submit", State.DRAFT, "submitted"),
    many("approve", State.SUBMITTED, "approved"),
    many("reject", State.SUBMITTED, "rejected", reason="It speaks of us."),
    many("retire", State.DRAFT, "retired"),
    many("restore", State.RETIRED, "restored"),
    many("assign", State.DRAFT, "assigned", due_on="2031-05-04"),
]
