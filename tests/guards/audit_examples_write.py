"""Examples of Write, Share, Test and Learn."""

from typing import Any

from experiments.lifecycle import pause_experiment, stop_experiment
from experiments.models import Experiment
from experiments.rollout import decide_experiment
from messaging.drafting import Order, fingerprint, generate_drafts
from messaging.models import Claim, Message, Offer, Proof, Relief, Variant, Voice
from messaging.placing import create_message, create_placement
from personas.models import PainPoint
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

State = Variant.State
RELIEF = "have every receipt asked for"
OTHER_WORDS = {"headline": "Other words", "subline": "Another line.", "button": "Go"}


def message(scene: Scene, **fields: Any) -> Message:
    return make.make_message(scene.workspace, **fields)


def variant(scene: Scene, **fields: Any) -> Variant:
    return make.make_variant(message(scene), **fields)


def step(name: str, state: str, action: str, target: str = "variant") -> Example:
    return Example(
        "write-variant-step",
        action,
        target,
        lambda scene: Ask(variant(scene, state=state), fill={"name": name}),
        label=name,
    )


def placement(scene: Scene) -> Any:
    return create_placement(access=scene.access, key="hero", name="Hero", channel="web_hero")


def more_of_placement(scene: Scene) -> Message:
    persona = make.make_persona(scene.workspace)
    return create_message(access=scene.access, placement=placement(scene), persona=persona)


def draft(scene: Scene) -> tuple[Message, PainPoint, str]:
    """A message, a pain to speak to, and the name of a draft that can be kept."""
    pain, place = make.make_pain(scene.workspace), message(scene)
    make.make_offer(scene.workspace, pain)
    order = Order(pain=pain, count=3)
    drafts = generate_drafts(access=scene.access, message=place, order=order).drafts
    return place, pain, fingerprint(drafts[0])


def kept(scene: Scene) -> Ask:
    place, pain, name = draft(scene)
    return Ask(place, {"pain": pain.pk, "count": 3, "draft": [name]})


def offer(scene: Scene) -> Offer:
    return make.make_offer(scene.workspace)


def relief(scene: Scene) -> Relief:
    pain = make.make_pain(scene.workspace)
    make.make_offer(scene.workspace, pain)
    return Relief.objects.get(pain=pain, workspace=scene.workspace)


def proof(scene: Scene) -> Proof:
    return Proof.objects.get(offer=offer(scene), workspace=scene.workspace)


def claim(scene: Scene) -> Claim:
    voice = Voice.objects.create(workspace=scene.workspace)
    return Claim.objects.create(workspace=scene.workspace, voice=voice, text="Best tea in town")


def parts(words: dict[str, str]) -> dict[str, str]:
    return {f"part_{key}": text for key, text in words.items()}


WRITE = [
    Example(
        "write-placement-new",
        "created",
        "placement",
        lambda scene: Ask(data={"name": "Hero", "key": "hero", "channel": "web_hero"}),
    ),
    Example(
        "write-placement",
        "created",
        "message",
        lambda scene: Ask(
            placement(scene), {"persona": make.make_persona(scene.workspace).pk, "language": "en"}
        ),
    ),
    Example(
        "write-placement-edit",
        "changed",
        "placement",
        lambda scene: Ask(placement(scene), {"name": "Top", "key": "hero", "channel": "web_hero"}),
    ),
    Example("write-placement-remove", "removed", "placement", lambda scene: Ask(placement(scene))),
    Example("write-keep", "kept", "variant", kept, again=1),
    Example(
        "write-by-hand",
        "written",
        "variant",
        lambda scene: Ask(message(scene), parts(make.HERO)),
        again=1,
    ),
    Example(
        "write-message-remove", "removed", "message", lambda scene: Ask(more_of_placement(scene))
    ),
    Example(
        "write-variant-edit",
        "edited",
        "variant",
        lambda scene: Ask(variant(scene), parts(OTHER_WORDS) | {"revision": "1"}),
    ),
    Example(
        "write-variant-reject",
        "rejected",
        "variant",
        lambda scene: Ask(variant(scene, state=State.SUBMITTED), {"reason": "Too long."}),
    ),
    step("submit", State.DRAFT, "submitted"),
    step("approve", State.SUBMITTED, "approved"),
    step("retire", State.DRAFT, "retired"),
    step("restore", State.RETIRED, "restored"),
    step("publish", State.APPROVED, "published", "message"),
    Example(
        "write-approvals",
        "approved",
        "variant",
        lambda scene: Ask(data={"variant": [variant(scene, state=State.SUBMITTED).pk]}),
    ),
    Example("write-voice", "created", "voice", lambda scene: Ask(data={"tone": "warm"})),
    Example(
        "write-voice",
        "changed",
        "voice",
        lambda scene: (claim(scene), Ask(data={"tone": "warm"}))[1],
        label="that is there",
    ),
    Example(
        "write-claim-new",
        "created",
        "claim",
        lambda scene: Ask(data={"text": "The best", "proof_text": "We asked"}),
        again=1,
    ),
    Example("write-claim-remove", "removed", "claim", lambda scene: Ask(claim(scene))),
    Example(
        "write-offers",
        "created",
        "offer",
        lambda scene: Ask(data={"name": "Ledger", "what_it_is": "a service"}),
    ),
    Example(
        "write-offer",
        "changed",
        "offer",
        lambda scene: Ask(offer(scene), {"form": "offer", "name": "Book", "what_it_is": "a tool"}),
    ),
    Example(
        "write-offer",
        "created",
        "relief",
        lambda scene: Ask(
            offer(scene),
            {"form": "relief", "pain": make.make_pain(scene.workspace).pk, "text": RELIEF},
        ),
        label="relief",
    ),
    Example(
        "write-offer",
        "created",
        "proof",
        lambda scene: Ask(offer(scene), {"form": "proof", "text": "312 studios use it"}),
        label="proof",
        again=1,
    ),
    Example("write-relief-remove", "removed", "relief", lambda scene: Ask(relief(scene))),
    Example("write-proof-remove", "removed", "proof", lambda scene: Ask(proof(scene))),
    Example(
        "share",
        "queued",
        "job",
        lambda scene: (
            make.make_live(message(scene)),
            Ask(data={"file_format": "workbook", "which": "approved"}),
        )[1],
        again=1,
    ),
]


def planned(scene: Scene, **more: Any) -> Ask:
    place = message(scene)
    make.make_live(place)
    rival = make.make_variant(place, state=State.APPROVED)
    return Ask(place, {"name": "Which pain?", "rivals": [rival.pk], **more})


def draft_experiment(scene: Scene) -> Experiment:
    return make.make_experiment(message(scene))


def paused(scene: Scene) -> Experiment:
    return pause_experiment(access=scene.access, experiment=scene.started())


def stopped(scene: Scene) -> Experiment:
    return stop_experiment(access=scene.access, experiment=scene.started())


def rival(experiment: Experiment) -> Variant:
    return experiment.arms.get(position=1).variant


def decided(scene: Scene) -> Experiment:
    experiment = scene.started()
    return decide_experiment(
        access=scene.access, experiment=experiment, winner=rival(experiment), reason="Better."
    )


def to_decide(scene: Scene) -> Ask:
    experiment = scene.started()
    return Ask(experiment, {"winner": rival(experiment).pk, "reason": "It reads better."})


TEST = [
    Example("test-plan", "created", "experiment", lambda s: planned(s, new_goal="Starts"), again=1),
    Example(
        "test-goals",
        "created",
        "goal",
        lambda scene: Ask(
            data={
                "name": "Trial",
                "key": "trial",
                "kind": "conversion",
                "direction": "up",
                "window_days": 14,
            }
        ),
    ),
    Example("test-start", "started", "experiment", lambda scene: Ask(draft_experiment(scene))),
    Example("test-pause", "paused", "experiment", lambda scene: Ask(scene.started())),
    Example("test-resume", "resumed", "experiment", lambda scene: Ask(paused(scene))),
    Example("test-stop", "stopped", "experiment", lambda scene: Ask(scene.started())),
    Example(
        "test-split",
        "reweighted",
        "experiment",
        lambda scene: Ask(scene.started(), {"weight_0": 70, "weight_1": 30, "coverage": 100}),
    ),
    Example("test-decide", "decided", "experiment", to_decide),
    Example(
        "test-rollback",
        "rolled back",
        "experiment",
        lambda scene: Ask(decided(scene), {"reason": "A mistake."}),
    ),
    Example(
        "test-note",
        "noted",
        "experiment",
        lambda scene: Ask(scene.started(), {"note": "Sundays move them."}),
    ),
    Example("test-remove", "removed", "experiment", lambda scene: Ask(draft_experiment(scene))),
    Example(
        "test-remove",
        "archived",
        "experiment",
        lambda scene: Ask(stopped(scene)),
        label="what is over",
    ),
]
