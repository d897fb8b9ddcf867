"""Examples of the REST surface: Write, Share and Test; and all of them."""

from tests import make
from tests.guards import audit_examples_write as write
from tests.guards.audit_examples_rest import (
    LISTEN_AND_MAP,
    bad_event,
    campaign,
    counts,
    decide,
    experiment_body,
    kept,
    on_row,
    pain,
    persona,
    rows_of,
    variant_step,
)
from tests.guards.audit_table import Ask, Example, Scene

WRITE = [
    *rows_of(
        "campaign",
        "campaign",
        campaign,
        new=lambda scene: {"name": "Spring", "personas": [persona(scene).pk]},
        change={"name": "Summer"},
    ),
    Example(
        "api-campaign-detail",
        "changed",
        "campaign",
        lambda scene: Ask(campaign(scene), {"name": "Summer", "personas": [persona(scene).pk]}),
        method="PATCH",
        label="with its personas",
    ),
    *rows_of(
        "placement",
        "placement",
        write.placement,
        new=lambda scene: {"name": "Hero", "key": "hero", "channel": "web_hero"},
        change={"name": "Top"},
    ),
    *rows_of(
        "message",
        "message",
        write.more_of_placement,
        new=lambda scene: {
            "placement": write.placement(scene).pk,
            "persona": persona(scene).pk,
        },
    ),
    Example("api-message-keep", "kept", "variant", kept, again=1),
    Example(
        "api-variant-list",
        "written",
        "variant",
        lambda scene: Ask(data={"message": write.message(scene).pk, "parts": make.HERO}),
        again=1,
    ),
    Example(
        "api-variant-detail",
        "edited",
        "variant",
        lambda scene: Ask(write.variant(scene), {"parts": write.OTHER_WORDS, "revision": 1}),
        method="PATCH",
    ),
    variant_step("submit", write.State.DRAFT, "submitted"),
    variant_step("approve", write.State.SUBMITTED, "approved"),
    variant_step("reject", write.State.SUBMITTED, "rejected", data={"reason": "Too long."}),
    variant_step("retire", write.State.DRAFT, "retired"),
    variant_step("restore", write.State.RETIRED, "restored"),
    variant_step("publish", write.State.APPROVED, "published", "message"),
    *rows_of(
        "offer",
        "offer",
        write.offer,
        new=lambda scene: {"name": "Ledger", "what_it_is": "a service"},
        change={"what_it_is": "a tool"},
    ),
    *rows_of(
        "relief",
        "relief",
        write.relief,
        new=lambda scene: {
            "offer": write.offer(scene).pk,
            "pain": pain(scene).pk,
            "text": write.RELIEF,
        },
        change={"text": "close the books by the third"},
    ),
    *rows_of(
        "proof",
        "proof",
        write.proof,
        new=lambda scene: {"offer": write.offer(scene).pk, "text": "312 studios"},
        change={"text": "313 studios"},
        again=1,
    ),
    *rows_of(
        "claim",
        "claim",
        write.claim,
        new=lambda scene: {"text": "The best", "proof_text": "We asked"},
        change={"text": "The finest"},
        again=1,
    ),
    Example(
        "api-voice", "created", "voice", lambda scene: Ask(data={"tone": "warm"}), method="PATCH"
    ),
    Example(
        "api-exports",
        "queued",
        "job",
        lambda scene: (make.make_live(write.message(scene)), Ask(data={"which": "approved"}))[1],
        again=1,
    ),
]
TEST = [
    *rows_of(
        "goal",
        "goal",
        lambda scene: make.make_goal(scene.workspace),
        new=lambda scene: {"name": "Trial", "key": "trial"},
        change={"name": "Other"},
    ),
    *rows_of(
        "experiment",
        "experiment",
        write.draft_experiment,
        new=experiment_body,
        change={"name": "Other"},
    ),
    on_row("api-experiment-start", "started", "experiment", write.draft_experiment),
    on_row("api-experiment-pause", "paused", "experiment", Scene.started),
    on_row("api-experiment-resume", "resumed", "experiment", write.paused),
    on_row("api-experiment-stop", "stopped", "experiment", Scene.started),
    on_row(
        "api-experiment-weights",
        "reweighted",
        "experiment",
        Scene.started,
        data={"weights": [3, 1]},
    ),
    Example("api-experiment-decide", "decided", "experiment", decide),
    on_row("api-experiment-rollback", "rolled back", "experiment", write.decided),
    on_row("api-experiment-archive", "archived", "experiment", write.stopped),
    Example("api-experiment-counts", "counts uploaded", "experiment", counts),
    on_row("api-quarantine-replay-one", "replayed", "quarantinedevent", bad_event),
    Example(
        "api-quarantine-replay-many",
        "replayed",
        "quarantinedevent",
        lambda scene: (bad_event(scene), Ask())[1],
    ),
]
REST = [*LISTEN_AND_MAP, *WRITE, *TEST]
