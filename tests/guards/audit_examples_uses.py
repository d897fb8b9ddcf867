"""Examples of saying where texts are in use."""

from typing import Any

from messaging.models import InUse, Variant
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
    mark_in_use(access=scene.access, variants=[row.pk], how=InUse.How.HAND, **MAIL)
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


PAGES = [
    Example("write-use-add", "in use", "variant", lambda scene: Ask(text(scene), MAIL)),
    Example("share-use-end", "use ended", "variant", lambda scene: Ask(use(scene))),
    Example("share-use-resume", "use resumed", "variant", lambda scene: Ask(ended(scene))),
    Example("share-uses", "use ended", "variant", lambda scene: Ask(data={"use": use(scene).pk})),
    Example("share-uses-of-export", "in use", "variant", lambda scene: Ask(export(scene), MAIL)),
]
REST = [
    Example("api-use-list", "in use", "variant", lambda scene: Ask(data=marked(scene))),
    Example("api-use-end", "use ended", "variant", lambda scene: Ask(use(scene))),
    Example("api-use-resume", "use resumed", "variant", lambda scene: Ask(ended(scene))),
]
