"""Examples of saying where texts are in use."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.bring_in import bring_page, bring_sheet
from messaging.bring_in_apply import Wanted, bring_in
from messaging.models import BroughtIn, InUse, Variant
from messaging.using_elsewhere import end_use, mark_in_use
from tests import make
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.models import Job

MAIL = {"where": "mailchimp", "place": "Welcome"}


def text(scene: Scene) -> Variant:
    return make.make_variant(make.make_message(scene.workspace))


def approved(scene: Scene) -> Variant:
    message = make.make_message(scene.workspace)
    return make.make_variant(message, state=Variant.State.APPROVED)


def use(scene: Scene) -> InUse:
    row = text(scene)
    mark_in_use(access=scene.access, variants=[row.pk], how=InUse.How.HAND, where="x")
    return InUse.objects.get(variant=row)


def ended(scene: Scene) -> InUse:
    return end_use(access=scene.access, use=use(scene))


def export(scene: Scene) -> Job:
    row = approved(scene)
    return Job.objects.create(
        workspace=scene.workspace,
        kind="messaging.export_workbook",
        arguments={"which": "approved"},
        state=Job.State.DONE,
        result={"variants": [row.pk]},
        created_by=scene.access.user,
    )


def marked(scene: Scene) -> dict[str, Any]:
    return {"keys": [text(scene).key], **MAIL}


def brought(scene: Scene) -> BroughtIn:
    return bring_page(access=scene.access, html="<h1>Sundays are yours</h1><p>We ask.</p>")


def guess(scene: Scene) -> Ask:
    batch = brought(scene)
    pk = batch.texts.earliest("pk").pk
    # The box "bring it in" is not ticked.
    return Ask(batch, {f"pain-{pk}": "", f"stage-{pk}": "", f"placement-{pk}": ""})


def confirmed(batch: BroughtIn) -> Ask:
    pk = batch.texts.earliest("pk").pk
    return Ask(batch, {"texts": [{"id": pk, "left_out": True}]})


def deck(scene: Scene) -> Ask:
    file = SimpleUploadedFile("deck.csv", b"Subject,Body\nA,B")
    batch = bring_sheet(access=scene.access, file=file)
    return Ask(batch, {"channel": "email", "column-0": "part:subject"})


def applied(scene: Scene) -> BroughtIn:
    batch = brought(scene)
    bring_in(access=scene.access, batch=batch, wanted=Wanted(where="website"))
    batch.refresh_from_db()
    return batch


PAGES = [
    Example(
        "share-bring",
        "handed in",
        "broughtin",
        lambda scene: Ask(data={"kind": "page", "html": "<h1>Sundays are yours</h1>"}),
        again=1,
    ),
    Example("share-bring-look", "guesses changed", "broughtin", guess),
    Example("share-bring-columns", "queued", "job", deck),
    Example(
        "share-bring-apply",
        "brought in",
        "broughtin",
        lambda scene: Ask(brought(scene), {"where": "website"}),
    ),
    Example("share-bring-undo", "taken back", "broughtin", lambda scene: Ask(applied(scene))),
    Example("share-bring-discard", "discarded", "broughtin", lambda scene: Ask(brought(scene))),
    Example("write-use-add", "in use", "variant", lambda scene: Ask(text(scene), MAIL)),
    Example("share-use-end", "use ended", "variant", lambda scene: Ask(use(scene))),
    Example("share-use-resume", "use resumed", "variant", lambda scene: Ask(ended(scene))),
    Example("share-uses", "use ended", "variant", lambda scene: Ask(data={"use": use(scene).pk})),
    Example("share-uses-of-export", "in use", "variant", lambda scene: Ask(export(scene), MAIL)),
]
REST = [
    Example("api-use-list", "in use", "variant", lambda scene: Ask(data=marked(scene))),
    Example(
        "api-brought-in-list",
        "handed in",
        "broughtin",
        lambda scene: Ask(data={"html": "<h1>Sundays are yours</h1>"}),
        again=1,
    ),
    Example(
        "api-brought-in-columns",
        "queued",
        "job",
        lambda scene: Ask(deck(scene).row, {"channel": "email", "columns": {"0": "part:subject"}}),
    ),
    Example(
        "api-brought-in-confirm",
        "guesses changed",
        "broughtin",
        lambda scene: confirmed(brought(scene)),
    ),
    Example(
        "api-brought-in-apply",
        "brought in",
        "broughtin",
        lambda scene: Ask(brought(scene), {"where": "website"}),
    ),
    Example("api-brought-in-undo", "taken back", "broughtin", lambda scene: Ask(applied(scene))),
    Example("api-brought-in-discard", "discarded", "broughtin", lambda scene: Ask(brought(scene))),
    Example("api-use-end", "use ended", "variant", lambda scene: Ask(use(scene))),
    Example("api-use-resume", "use resumed", "variant", lambda scene: Ask(ended(scene))),
]
