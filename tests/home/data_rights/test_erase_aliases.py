"""Erasing a person who is several visitors: hashes and ids become random, no count changes."""

from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from experiments.delivery.events import Sender
from experiments.intake import take_in
from experiments.models import DailyCount, Event, VisitorAlias, VisitorStage
from experiments.recount import recount
from personas.models import JourneyStage
from tests.conftest import Cast
from tests.experiments.scenes import conversion, exposure, running
from tests.home.data_rights.test_erase import erase

ADDRESS = "Anna@Example.org"
HASH = sha256(b"anna@example.org").hexdigest()
FIELDS = ("phase", "arm", "goal", "day", "n", "x")


def test_an_address_takes_its_visitors_along(cast: Cast) -> None:
    experiment = running(cast)
    told = [
        exposure(experiment, visitor="anna-phone", arm=1, person=HASH),
        exposure(experiment, visitor="anna-desk", arm=1),
        {
            "id": str(uuid4()),
            "type": "signal",
            "visitor": "anna-desk",
            "name": "in",
            "person": HASH,
        },
        exposure(experiment, visitor="bo", arm=0, person=sha256(b"bo@example.org").hexdigest()),
        conversion(experiment, "", email=ADDRESS),
    ]
    take_in(
        workspace_id=cast.workspace.pk,
        events=told,
        received_at=timezone.now(),
        sender=Sender(is_trusted=True),
    )
    stage = JourneyStage.objects.create(workspace=cast.workspace, key="new", name="New", position=9)
    VisitorStage.objects.create(
        workspace=cast.workspace, visitor="anna-desk", stage=stage, since=timezone.now()
    )
    recount(experiment=experiment)
    before = list(DailyCount.objects.values_list(*FIELDS))
    assert sum(row[-1] for row in before) == 1
    job = erase(cast, ADDRESS)
    assert job.result["report"]["erased"]["visitors"] == 2
    assert job.result["report"]["erased"]["addresses"] == 1
    left = {
        *Event.objects.values_list("visitor", flat=True),
        *Event.objects.values_list("person", flat=True),
        *VisitorAlias.objects.values_list("visitor", flat=True),
        *VisitorAlias.objects.values_list("person", flat=True),
        *VisitorStage.objects.values_list("visitor", flat=True),
    }
    assert not left & {HASH, "anna-phone", "anna-desk"}
    assert "bo" in left
    recount(experiment=experiment)
    assert list(DailyCount.objects.values_list(*FIELDS)) == before
    # Sent again, the events are known, and bring nobody back.
    take_in(
        workspace_id=cast.workspace.pk,
        events=told,
        received_at=timezone.now(),
        sender=Sender(is_trusted=True),
    )
    assert not VisitorAlias.objects.filter(person=HASH).exists()
