"""Keeping the observed journey up to date: bit by bit or all at once, the same."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from experiments.models import ObservedJourney, SignalRule, VisitorStage
from experiments.observed_journey import (
    ask_for_observation,
    keep_up,
    observe_all,
    rebuild,
    want_observation,
)
from experiments.visitor_stages import stage_of_visitor
from tests.conftest import Cast
from tests.experiments.journeys import stages_with_rules, walk
from workspaces.models import AuditRecord

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def stages_stored() -> list[tuple[str, int, datetime]]:
    return list(
        VisitorStage.objects.order_by("visitor").values_list("visitor", "stage_id", "since")
    )


def test_a_rebuild_gives_identical_rows(cast: Cast) -> None:
    """Told bit by bit in any order, or all at once: the same stages and the same sums."""
    names = list(stages_with_rules(cast.workspace))
    chance = random.Random(7)
    events = [
        (f"v{chance.randrange(12)}", chance.choice(names), chance.randrange(60 * 24) / 24)
        for _ in range(150)
    ]
    observe_all(now=NOW)
    for part in range(0, len(events), 30):
        for visitor, name, days in events[part : part + 30]:
            walk(cast.workspace, visitor, [(name, days)], NOW)
        keep_up(workspace_id=cast.workspace.pk, now=NOW + timedelta(minutes=part))
    by_bits = stages_stored()
    first = rebuild(workspace_id=cast.workspace.pk, now=NOW).body
    again = rebuild(workspace_id=cast.workspace.pk, now=NOW).body

    assert by_bits == stages_stored()
    assert len(by_bits) == 12
    assert first == again


def test_at_one_moment_the_order_of_arrival_does_not_matter(cast: Cast) -> None:
    stages = stages_with_rules(cast.workspace)
    observe_all(now=NOW)
    for name in ("using", "aware"):
        walk(cast.workspace, "a", [(name, 1)], NOW)
        keep_up(workspace_id=cast.workspace.pk, now=NOW)

    assert stages_stored()[0][1] == stages["using"].pk


def test_nothing_new_draws_nothing(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 1)], NOW)

    assert observe_all(now=NOW) == 1
    assert observe_all(now=NOW + timedelta(hours=1)) == 0
    walk(cast.workspace, "b", [("aware", 1)], NOW)
    assert observe_all(now=NOW + timedelta(minutes=5)) == 0, "visitors move at once, sums later"
    assert stage_of_visitor(cast.workspace.pk, "b") == "aware"
    assert observe_all(now=NOW + timedelta(minutes=11)) == 1
    assert observe_all(now=NOW + timedelta(days=1, minutes=12)) == 1, "people leave in silence"


def test_a_wish_is_done_once(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    observe_all(now=NOW)
    want_observation(workspace_id=cast.workspace.pk)

    assert observe_all(now=NOW) == 1
    assert observe_all(now=NOW) == 0


def test_rules_taken_away_take_their_stages_away(cast: Cast) -> None:
    stages_with_rules(cast.workspace)
    walk(cast.workspace, "a", [("aware", 1)], NOW)
    observe_all(now=NOW)
    SignalRule.objects.all().delete()
    want_observation(workspace_id=cast.workspace.pk)

    observe_all(now=NOW)

    assert not VisitorStage.objects.exists()
    assert ObservedJourney.objects.get().body["stretches"]["90"]["visitors"] == 0


def test_asking_is_recorded_once(cast: Cast) -> None:
    last = AuditRecord.objects.count()

    ask_for_observation(access=cast.access)

    assert AuditRecord.objects.count() == last + 1
    assert ObservedJourney.objects.get().wanted_at is not None


def test_looking_up_a_visitor_is_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    stages = stages_with_rules(cast.workspace)
    VisitorStage.objects.create(
        workspace=cast.workspace, visitor="a", stage=stages["aware"], since=timezone.now()
    )
    with django_assert_num_queries(1):
        assert stage_of_visitor(cast.workspace.pk, "a") == "aware"
    assert stage_of_visitor(cast.workspace.pk, "nobody") is None
    assert stage_of_visitor(cast.other.workspace.pk, "a") is None


@pytest.mark.parametrize("role", ["viewer", "agency"])
def test_only_editors_ask(cast: Cast, role: str) -> None:
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        ask_for_observation(access=cast.access_of(getattr(cast, role)))


def test_a_worker_that_reads_is_left_alone_for_a_while(cast: Cast) -> None:
    """Another one does not read the same at once; where the first died, it is read again later."""
    stages_with_rules(cast.workspace)
    observe_all(now=NOW)
    row = ObservedJourney.objects.get()
    row.body["drawing_since"] = NOW.isoformat()
    row.save()
    want_observation(workspace_id=cast.workspace.pk)

    assert observe_all(now=NOW + timedelta(minutes=1)) == 0
    assert observe_all(now=NOW + timedelta(minutes=11)) == 1
    assert "drawing_since" not in ObservedJourney.objects.get().body
