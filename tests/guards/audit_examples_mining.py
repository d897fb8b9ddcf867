"""Examples of finding pains among quotes, on pages and over REST."""

from typing import Any

from personas.decide_candidates import reject_candidate
from personas.models import Candidate, Evidence, SlotSource
from tests import make
from tests.guards.audit_table import Ask, Example, Scene
from tests.personas.mining_rows import HALLS, RECEIPTS, make_candidate, make_mining


def candidate(scene: Scene) -> Candidate:
    """Two quotes that nobody else in the scene has said."""
    return make_candidate(scene.workspace, [f"{RECEIPTS} and again", f"{HALLS} and again"])


def rejected(scene: Scene) -> Candidate:
    row = candidate(scene)
    reject_candidate(access=scene.access, candidate=row)
    return row


def accepted(scene: Scene) -> Ask:
    return Ask(candidate(scene), {"persona": make.make_persona(scene.workspace).pk})


def merged(scene: Scene) -> Ask:
    into = make_candidate(scene.workspace, [f"{HALLS} once more"], make_mining(scene.workspace))
    return Ask(candidate(scene), {"into": into.pk})


def part(row: Candidate) -> dict[str, Any]:
    first = row.quotes.first()
    assert first is not None
    return {"evidence": [first.evidence_id]}


def split(scene: Scene) -> Ask:
    row = candidate(scene)
    return Ask(row, part(row) | {"chosen": "yes"})


def put_aside(scene: Scene) -> Evidence:
    return make.make_evidence(scene.workspace, text="n/a", junk="says nothing")


def source(scene: Scene) -> SlotSource:
    pain = make.make_pain(scene.workspace)
    quote = make.make_evidence(scene.workspace, pain)
    return SlotSource.objects.create(
        workspace=scene.workspace, pain=pain, slot="struggle", evidence=quote, words="receipts"
    )


def proposals(scene: Scene) -> Ask:
    pain = make.make_pain(scene.workspace, struggle="")
    quote = make.make_evidence(scene.workspace, pain, text=RECEIPTS)
    said = {
        "take_struggle": "0",
        "text_struggle_0": "chase people for receipts",
        "words_struggle_0": "chase people for receipts",
        "quote_struggle_0": quote.pk,
    }
    return Ask(pain, said)


def marked(scene: Scene) -> dict[str, Any]:
    quote = make.make_evidence(scene.workspace, text=RECEIPTS)
    return {"words": "chase people for receipts", "slot": "struggle", "quote": quote.pk}


def new_source(scene: Scene) -> Ask:
    said = marked(scene)
    pain = make.make_pain(scene.workspace, struggle="")
    return Ask(data={**said, "evidence": said.pop("quote"), "pain": pain.pk})


PAGES = [
    Example("listen-mining-start", "queued", "job", lambda scene: Ask(), in_new_workspace=True),
    Example(
        "listen-mining-undo",
        "candidate reopened",
        "candidate",
        lambda scene: (rejected(scene), Ask())[1],
        in_new_workspace=True,
    ),
    Example(
        "listen-mining-junk",
        "quotes put back",
        "workspace",
        lambda scene: Ask(data={"evidence": [put_aside(scene).pk]}),
    ),
    Example("listen-candidate-accept", "candidate accepted", "candidate", accepted),
    Example("listen-candidate-merge", "candidate merged", "candidate", merged),
    Example("listen-candidate-split", "candidate split", "candidate", split, label="by hand"),
    Example("listen-candidate-split", "queued", "job", lambda scene: Ask(candidate(scene))),
    Example(
        "listen-candidate-reject",
        "candidate rejected",
        "candidate",
        lambda scene: Ask(candidate(scene)),
    ),
    Example(
        "listen-candidate-retitle",
        "candidate renamed",
        "candidate",
        lambda scene: Ask(candidate(scene), {"title": "Lost Sundays"}),
    ),
    Example(
        "listen-candidate-reopen",
        "candidate reopened",
        "candidate",
        lambda scene: Ask(rejected(scene)),
    ),
    Example("map-pain-slots", "slot filled", "painpoint", proposals),
    Example(
        "map-pain-mark",
        "slot filled",
        "painpoint",
        lambda scene: Ask(make.make_pain(scene.workspace, struggle=""), marked(scene)),
    ),
    Example(
        "map-slot-source-remove",
        "slot source removed",
        "slotsource",
        lambda scene: Ask(source(scene)),
    ),
]
REST = [
    Example("api-mining-list", "queued", "job", lambda scene: Ask()),
    Example("api-candidate-accept", "candidate accepted", "candidate", accepted),
    Example("api-candidate-merge", "candidate merged", "candidate", merged),
    Example(
        "api-candidate-split",
        "candidate split",
        "candidate",
        lambda scene: (lambda row: Ask(row, part(row)))(candidate(scene)),
    ),
    Example(
        "api-candidate-reject",
        "candidate rejected",
        "candidate",
        lambda scene: Ask(candidate(scene)),
    ),
    Example(
        "api-candidate-reopen",
        "candidate reopened",
        "candidate",
        lambda scene: Ask(rejected(scene)),
    ),
    Example("api-slot-source-list", "slot filled", "painpoint", new_source),
    Example(
        "api-slot-source-detail",
        "slot source removed",
        "slotsource",
        lambda scene: Ask(source(scene)),
        method="DELETE",
    ),
]
