"""Examples of the lens: remarks muted, a sheet read, a text written anew."""

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.drafting import fingerprint
from messaging.models import MutedFinding
from messaging.muting import mute
from messaging.rewriting import Rewriting, rewrite
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

SHEET = b"name,headline\na,The till is short again\nb,A leading platform for tills\n"
PASTED = "We are a leading platform. Ask for every receipt."


def muted(scene: Scene) -> MutedFinding:
    return mute(access=scene.access, rule="jargon", words="payroll run", reason="We say so.")


def rewritten(scene: Scene) -> Ask:
    pain, place = make.make_pain(scene.workspace), make.make_message(scene.workspace)
    make.make_offer(scene.workspace, pain)
    drafts = rewrite(access=scene.access, message=place, asked=Rewriting(PASTED, pain)).drafts
    data = {"text": PASTED, "pain": pain.pk, "message": place.pk, "keep": "1"}
    return Ask(data={**data, "pick": [fingerprint(drafts[0])]})


PAGES = [
    Example(
        "write-muted",
        "muted",
        "mutedfinding",
        lambda scene: Ask(data={"rule": "jargon", "words": "Onboarding", "reason": "We say so."}),
    ),
    Example("write-muted-remove", "unmuted", "mutedfinding", lambda scene: Ask(muted(scene))),
    Example(
        "write-lens-sheet",
        "queued",
        "job",
        lambda scene: Ask(data={"file": SimpleUploadedFile("ads.csv", SHEET)}),
        again=1,
    ),
    Example("write-rewrite", "kept", "variant", rewritten, again=1),
]
REST = [
    Example(
        "api-muted-remark-list",
        "muted",
        "mutedfinding",
        lambda scene: Ask(data={"rule": "hype", "words": "magic"}),
    ),
    Example(
        "api-muted-remark-detail",
        "unmuted",
        "mutedfinding",
        lambda scene: Ask(muted(scene)),
        method="DELETE",
    ),
]
