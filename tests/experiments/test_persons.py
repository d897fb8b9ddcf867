"""The person behind visitors: a hashed address joins them, and a conversion counts once."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.delivery.events import Sender
from experiments.delivery.registry import registry
from experiments.intake import EventResult, take_in
from experiments.models import DailyCount, Event, Experiment, Goal, QuarantinedEvent, VisitorAlias
from experiments.recount import recount
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import conversion, exposure, running

ADDRESS = " Nora@Example.ORG "
HASH = sha256(b"nora@example.org").hexdigest()


def tell(
    cast: Cast, *events: dict[str, Any], trusted: bool = True, agent: str = ""
) -> list[EventResult]:
    return take_in(
        workspace_id=cast.workspace.pk,
        events=events,
        received_at=timezone.now(),
        sender=Sender(trusted, agent),
    )


def converted(experiment: Experiment) -> int:
    recount(experiment=experiment)
    return sum(DailyCount.objects.filter(goal__isnull=False).values_list("x", flat=True))


def test_it_works(cast: Cast) -> None:
    experiment = running(cast)
    tell(cast, exposure(experiment, person=HASH), conversion(experiment, "", email=ADDRESS))
    assert Event.objects.get(type="conversion").person == HASH
    assert VisitorAlias.objects.get().visitor == "v"
    assert converted(experiment) == 1


def test_it_counts_once_however_many_visitors_a_person_is(cast: Cast) -> None:
    experiment = running(cast)
    start = timezone.now() - timedelta(minutes=9)
    for number in range(3):
        at = (start + timedelta(minutes=number)).isoformat()
        tell(cast, exposure(experiment, number % 2, f"v{number}", person=HASH, at=at))
    tell(cast, *(conversion(experiment, "", person=HASH) for _ in range(2)))
    tell(cast, conversion(experiment, "v0"))
    assert converted(experiment) == 1
    # It belongs to the first of them, and to the arm that this one saw.
    assert DailyCount.objects.get(goal__isnull=False).arm.position == 0


def test_who_a_visitor_is_may_be_told_last(cast: Cast) -> None:
    experiment = running(cast)
    moment = timezone.now().isoformat()
    tell(cast, exposure(experiment), conversion(experiment, "", person=HASH, at=moment))
    assert converted(experiment) == 0
    Experiment.objects.update(recount_wanted_at=None)
    signal = {"id": str(uuid4()), "type": "signal", "visitor": "v", "name": "in", "person": HASH}
    tell(cast, signal)
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is not None
    assert converted(experiment) == 0, "before the exposure"
    tell(cast, conversion(experiment, "", person=HASH))
    assert converted(experiment) == 1


def test_no_address_is_kept_anywhere(cast: Cast) -> None:
    experiment = running(cast)
    bad = [
        conversion(experiment, "", email=ADDRESS, goal="no-such"),
        conversion(experiment, "", email=["nora@example.org"]),
        exposure(experiment, email="nora@example.org", id="7"),
    ]
    assert [result.status for result in tell(cast, *bad)] == ["rejected"] * 3
    kept = str(list(QuarantinedEvent.objects.values_list("body", "detail"))).lower()
    assert "nora@" not in kept
    assert HASH in kept


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"person": "nora"}, "bad_person"),
        ({"person": HASH[:-1] + "x"}, "bad_person"),
        ({"email": "nora@example.org"}, "email_not_allowed"),
        ({"visitor": "", "person": HASH}, "secret_key_needed"),
        ({"goal": "revenue", "value": 3}, "secret_key_needed"),
    ],
)
def test_what_a_page_may_not_tell(cast: Cast, more: dict[str, Any], code: str) -> None:
    experiment = running(cast)
    make.make_goal(cast.workspace, key="revenue", kind=Goal.Kind.VALUE, secret_only=True)
    registry.forget()
    (result,) = tell(cast, conversion(experiment, "v") | more, trusted=False)
    assert (result.status, result.code) == ("rejected", code)
    assert QuarantinedEvent.objects.get().code == code
    assert not VisitorAlias.objects.exists()


def test_the_same_from_a_server_is_taken(cast: Cast) -> None:
    experiment = running(cast)
    long_ago = (timezone.now() - timedelta(days=300)).isoformat()
    (result,) = tell(cast, conversion(experiment, "", email=ADDRESS, at=long_ago))
    assert result.status == "accepted"
    (result,) = tell(cast, conversion(experiment, at=long_ago), trusted=False)
    assert result.code == "too_old"
    mismatch = conversion(experiment, "", email=ADDRESS, person="0" * 64)
    assert tell(cast, mismatch)[0].code == "bad_person"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0", "machine_open"),
        ("Mimecast/2.1 link check", "machine_open"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "bot"),
        ("Mozilla/5.0 (Windows NT 10.0) via ggpht.com GoogleImageProxy", "human"),
        ("Mozilla/5.0 (Macintosh) Safari/605.1.15", "human"),
    ],
)
def test_machines_that_open_mail_are_told_apart(cast: Cast, agent: str, expected: str) -> None:
    experiment = running(cast)
    tell(cast, exposure(experiment, person=HASH), trusted=False, agent=agent)
    assert Event.objects.get().event_class == expected
    # A program that opens a message says nothing about who its reader is.
    assert VisitorAlias.objects.exists() == (expected == "human")
