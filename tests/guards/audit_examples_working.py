"""Examples of working on a text together: remarks, whose turn it is, versions."""

from typing import Any

from messaging.comments import add_comment, resolve_comment
from messaging.models import Comment, Variant
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

OTHER = make.HERO | {"headline": "Close the books by the third"}


def variant(scene: Scene) -> Variant:
    message = make.make_message(scene.workspace)
    return write_variant(access=scene.access, message=message, wording=Wording(dict(make.HERO)))


def edited(scene: Scene) -> Variant:
    return edit_variant(access=scene.access, variant=variant(scene), parts=OTHER, revision=1)


def comment(scene: Scene) -> Comment:
    return add_comment(access=scene.access, text="Shorter?", about=variant(scene))


def resolved(scene: Scene) -> Comment:
    row = comment(scene)
    resolve_comment(access=scene.access, comment=row)
    return row


def turn(scene: Scene) -> dict[str, Any]:
    return {"assignee": scene.access.user.pk if scene.access.user else "", "due_on": "2031-05-06"}


PAGES = [
    Example(
        "write-comment",
        "commented",
        "comment",
        lambda scene: Ask(variant(scene), {"text": "Shorter?"}),
        again=1,
    ),
    Example("write-comment-resolve", "resolved", "comment", lambda scene: Ask(comment(scene))),
    Example("write-comment-remove", "removed", "comment", lambda scene: Ask(comment(scene))),
    Example("write-assign", "assigned", "variant", lambda scene: Ask(variant(scene), turn(scene))),
    Example(
        "write-version-restore",
        "version restored",
        "variant",
        lambda scene: Ask(edited(scene), {"revision": 2}, {"number": 1}),
    ),
]
REST = [
    Example(
        "api-comment-list",
        "commented",
        "comment",
        lambda scene: Ask(data={"variant": variant(scene).pk, "text": "Shorter?"}),
        again=1,
    ),
    Example(
        "api-comment-detail",
        "removed",
        "comment",
        lambda scene: Ask(comment(scene)),
        method="DELETE",
    ),
    Example("api-comment-resolve", "resolved", "comment", lambda scene: Ask(comment(scene))),
    Example("api-comment-reopen", "reopened", "comment", lambda scene: Ask(resolved(scene))),
    Example(
        "api-variant-assign",
        "assigned",
        "variant",
        lambda scene: Ask(variant(scene), {"assignee": None, "due_on": "2031-05-06"}),
    ),
    Example(
        "api-variant-restore-version",
        "version restored",
        "variant",
        lambda scene: Ask(edited(scene), {"number": 1, "revision": 2}),
    ),
]
