"""Examples of client reviews."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.models import Review, ReviewItem, ReviewNote, Variant
from messaging.review_answering import Answer, answer_item
from messaging.review_lines import Reworded
from messaging.review_making import Laying, close_review, create_review
from tests import make
from tests.guards.audit_examples_rest import on_row, rows_of
from tests.guards.audit_table import Ask, Example, Scene


def variant(scene: Scene) -> Variant:
    state = Variant.State.SUBMITTED
    return make.make_variant(make.make_message(scene.workspace), state=state)


def review(scene: Scene) -> Review:
    made = create_review(access=scene.access, laying=Laying("Round 1"), variants=[variant(scene)])
    return made.review


def closed(scene: Scene) -> Review:
    row = review(scene)
    close_review(access=scene.access, review=row)
    return row


def answered(scene: Scene, **said: Any) -> Review:
    row = review(scene)
    item = ReviewItem.objects.get(review=row)
    answer_item(review=row, item=item, name="Ada", answer=Answer(**said))
    return row


def approved(scene: Scene) -> Review:
    return answered(scene, verdict="approved")


def wording(scene: Scene) -> ReviewNote:
    reworded = Reworded("headline", None, make.HERO["headline"], "Sundays are for you")
    row = answered(scene, wordings=[reworded])
    return ReviewNote.objects.get(item__review=row)


def reworded_item(scene: Scene) -> ReviewItem:
    return wording(scene).item


def new(scene: Scene) -> dict[str, Any]:
    return {"name": "Round 1", "variants": [variant(scene).pk]}


def change(scene: Scene) -> Ask:
    day = timezone.localdate() + timedelta(days=40)
    return Ask(review(scene), {"name": "Round 2", "last_day": f"{day:%Y-%m-%d}"})


PAGES = [
    Example("share-review-new", "created", "review", lambda scene: Ask(data=new(scene)), again=1),
    Example("share-review-edit", "changed", "review", change),
    on_row("share-review-close", "closed", "review", review),
    on_row("share-review-reopen", "reopened", "review", closed),
    on_row("share-review-remove", "removed", "review", review),
    on_row("share-review-approve", "approved", "variant", approved),
    on_row("share-review-take", "taken", "reviewnote", wording),
    on_row("share-review-take-all", "taken", "reviewnote", reworded_item),
    on_row("share-review-decline", "declined", "reviewnote", wording),
]
REST = [
    *rows_of("review", "review", review, new=new, change={"name": "Round 2"}, again=1),
    on_row("api-review-close", "closed", "review", review),
    on_row("api-review-reopen", "reopened", "review", closed),
    on_row("api-review-approve", "approved", "variant", approved),
    on_row("api-review-note-take", "taken", "reviewnote", wording),
    on_row("api-review-note-decline", "declined", "reviewnote", wording),
]
