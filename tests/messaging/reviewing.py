"""What tests of client reviews share: one of some texts, and a client's browser."""

import re
from collections.abc import Sequence
from typing import Any

from django.test import Client

from messaging.models import Review, ReviewItem, ReviewNote, Variant
from messaging.review_answering import Answer, answer_item
from messaging.review_lines import Reworded
from messaging.review_making import Laying, create_review
from tests import make
from tests.conftest import Cast

HEADLINES = ("Sundays are not for receipts", "Stop chasing people", "Books by the third")
WORDS = "a cup of tea"


def texts(cast: Cast, count: int = 2, **fields: Any) -> list[Variant]:
    message = make.make_message(cast.workspace)
    return [
        make.make_variant(message, parts=make.HERO | {"headline": HEADLINES[place]}, **fields)
        for place in range(count)
    ]


def begin(cast: Cast, count: int = 2, *, of: Sequence[Variant] = (), **laying: Any) -> Review:
    """A review of ``of``, or of ``count`` texts that wait for approval."""
    state = laying.pop("state", Variant.State.SUBMITTED)
    variants = of or texts(cast, count, state=state)
    made = create_review(
        access=cast.access, laying=Laying(**{"name": "Round 1", **laying}), variants=variants
    )
    return made.review


def path_of(review: Review, rest: str = "") -> str:
    return f"/review/{review.token}/{rest}"


def ticket_on(page: Any) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def enter(review: Review, name: str = "Ada", **fields: str) -> Client:
    """The browser of somebody who has said who they are."""
    client = Client(enforce_csrf_checks=True)
    ticket = ticket_on(client.get(path_of(review)))
    answer = client.post(path_of(review), {"ticket": ticket, "name": name, **fields})
    assert answer.status_code == 302, answer.text
    return client


def answer(client: Client, review: Review, number: int | str = 1, **fields: Any) -> Any:
    """Send the form of one text as it stands on the page, with ``fields`` changed."""
    page = client.get(path_of(review, f"{number}/"))
    ticket = fields.pop("ticket", None) or ticket_on(page)
    return client.post(path_of(review, f"{number}/"), {"ticket": ticket, **fields})


def say(review: Review, number: int = 1, name: str = "Ada", **said: Any) -> bool:
    item = ReviewItem.objects.filter(review=review).order_by("position")[number - 1]
    return answer_item(review=review, item=item, name=name, answer=Answer(**said))


def reword(review: Review, text: str, place: str = "headline", name: str = "Ada") -> ReviewNote:
    item = ReviewItem.objects.filter(review=review).earliest("position")
    wording = Reworded(place, None, item.parts[place], text)
    say(review, name=name, wordings=[wording])
    return ReviewNote.objects.latest("pk")
