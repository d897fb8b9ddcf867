"""One letter before the deadline, where something waits."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from messaging.models import Review
from messaging.review_making import (
    change_review,
    close_review,
)
from messaging.review_reminding import remind_due
from tests.conftest import Cast
from tests.messaging.reviewing import begin, say


def due(cast: Cast, hours: float = 20, **laying: Any) -> Review:
    by = timezone.now() + timedelta(hours=hours)
    said: dict[str, Any] = {
        "remind": ["client@example.org", "boss@example.org"],
        "answer_by": by,
    } | laying
    return begin(cast, **said)


def test_it_works(cast: Cast) -> None:
    review = due(cast)
    assert remind_due() == 2
    assert remind_due() == 0
    assert [each.to for each in mail.outbox] == [["client@example.org"], ["boss@example.org"]]
    letter = mail.outbox[0]
    assert "2 of 2 texts still wait for your yes or no" in letter.body
    assert f"/review/{review.token}/" in letter.body
    assert "Sundays are not for receipts" not in letter.body
    assert letter.subject.startswith(cast.workspace.name), "clients know the brand, not this site"
    assert letter.body.startswith("Hello,")
    assert f"“{review.name}”" in letter.body


@pytest.mark.parametrize("why", ["early", "over", "closed", "answered", "nobody", "archived"])
def test_nobody_is_reminded_in_vain(cast: Cast, why: str) -> None:
    review = due(
        cast,
        {"early": 30, "over": -1}.get(why, 20),
        **({"remind": []} if why == "nobody" else {}),
    )
    if why == "closed":
        close_review(access=cast.access, review=review)
    if why == "answered":
        for number in (1, 2):
            say(review, number, verdict="approved")
    if why == "archived":
        cast.workspace.archived_at = timezone.now()
        cast.workspace.save()
    assert remind_due() == 0
    assert mail.outbox == []


def test_another_deadline_is_reminded_of_again(cast: Cast) -> None:
    review = due(cast)
    assert remind_due() == 2
    review.refresh_from_db()
    by = timezone.now() + timedelta(hours=22)
    change_review(access=cast.access, review=review, changes={"answer_by": by})
    assert remind_due() == 2


def test_a_mail_server_that_takes_nothing_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(cast, name="A\nname: of two lines")

    def refused(*args: Any, **kwargs: Any) -> int:
        raise OSError("no mail today")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refused)
        assert remind_due() == 0
    assert remind_due() == 2
    assert "\n" not in mail.outbox[0].subject
