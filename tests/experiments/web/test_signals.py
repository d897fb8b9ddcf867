"""Saying which signal means which stage."""

import uuid
from typing import Any

from django.utils import timezone

from experiments.models import Event, ObservedJourney, SignalRule
from experiments.observed_journey import observe_all
from tests import make
from tests.conftest import Cast
from tests.experiments.journeys import walk

URL = "learn/signals/"


def post(cast: Cast, rest: str = URL, who: str = "editor", **data: Any) -> Any:
    return cast.client(getattr(cast, who)).post(cast.url(rest), data, follow=True)


def test_it_works(cast: Cast) -> None:
    """What was seen is offered with the stage its name suggests, and mapped in one press."""
    make.make_stage(cast.workspace, "aware", name="Unaware")
    stage = make.make_stage(cast.workspace, "deciding", name="Comparing prices")
    walk(cast.workspace, "a", [("viewed_prices", 1), ("viewed_prices", 2)], timezone.now())
    walk(cast.workspace, "b", [("viewed_prices", 1)], timezone.now())

    shown = cast.client(cast.editor).get(cast.url(URL)).content.decode()

    assert "2 visitors, 3 times" in shown
    assert f'<option value="{stage.pk}" selected>' in shown
    post(cast, kind="signal", name="viewed_prices", stage=stage.pk)
    rule = SignalRule.objects.get()
    assert (rule.kind, rule.name, rule.stage) == ("signal", "viewed_prices", stage)
    assert "means nothing yet" not in cast.client(cast.editor).get(cast.url(URL)).content.decode()


def test_a_new_rule_has_the_journey_read_anew(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    ObservedJourney.objects.create(workspace=cast.workspace, taken_at=timezone.now(), body={"x": 1})
    walk(cast.workspace, "a", [("x", 1)], timezone.now())

    post(cast, kind="signal", name="x", stage=stage.pk)

    assert observe_all() == 1
    assert ObservedJourney.objects.get().body["stretches"]["7"]["visitors"] == 1


def test_one_signal_means_one_stage(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace, name="Deciding")
    post(cast, kind="signal", name="x", stage=stage.pk)

    shown = post(cast, kind="signal", name=" x ", stage=stage.pk).content.decode()

    assert "“x” means “Deciding” already." in shown
    assert SignalRule.objects.count() == 1


def test_a_goal_must_be_there(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)

    shown = post(cast, kind="conversion", name="order", stage=stage.pk).content.decode()

    assert "There is no goal with the key “order”." in shown
    make.make_goal(cast.workspace, key="order")
    post(cast, kind="conversion", name="order", stage=stage.pk)
    assert SignalRule.objects.get().kind == "conversion"


def test_a_goal_reached_is_offered_too(cast: Cast) -> None:
    make.make_stage(cast.workspace)
    goal = make.make_goal(cast.workspace, name="Orders")
    now = timezone.now()
    Event.objects.create(
        workspace=cast.workspace, event_id=uuid.uuid4(), type="conversion", visitor="a", goal=goal,
        at=now, received_at=now,
    )  # fmt: skip

    shown = cast.client(cast.editor).get(cast.url(URL)).content.decode()

    assert "<strong>Orders</strong>" in shown


def test_changing_and_removing(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    rule = SignalRule.objects.create(workspace=cast.workspace, name="x", stage=stage)

    post(cast, f"{URL}{rule.pk}/", kind="signal", name="y", stage=stage.pk)
    rule.refresh_from_db()
    assert rule.name == "y"
    post(cast, f"{URL}{rule.pk}/remove/")
    assert not SignalRule.objects.exists()


def test_another_workspaces_stage_is_no_choice(cast: Cast) -> None:
    theirs = make.make_stage(cast.other.workspace)
    make.make_stage(cast.workspace)

    post(cast, kind="signal", name="x", stage=theirs.pk)

    assert not SignalRule.objects.exists()


def test_the_empty_page_shows_an_engineer_what_to_send(cast: Cast) -> None:
    make.make_stage(cast.workspace)

    shown = cast.client(cast.viewer).get(cast.url(URL)).content.decode()

    assert "/api/v1/events" in shown
    assert "opened-pricing" in shown
