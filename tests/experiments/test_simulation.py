"""Invented visitors drive a real server over HTTP."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from experiments.delivery.registry import registry
from experiments.models import Event, ExperimentGoal
from experiments.simulation import Simulation, SimulationError, Wish, simulate
from experiments.tasks import recount_wanted
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import running
from workspaces.keys import create_key
from workspaces.models import ApiKey, DeliveryVersion


@pytest.mark.django_db(transaction=True)
def test_it_works(cast: Cast, live_server: Any) -> None:
    experiment = running(cast)
    _, token = create_key(access=cast.access, name="sim", kind=ApiKey.Kind.SECRET)
    place = experiment.message.placement.key
    goal = experiment.experiment_goals.get().goal.key
    out = StringIO()
    options = {
        "url": live_server.url,
        "key": token,
        "placement": place,
        "goal": goal,
        "visitors": 120,
        "base": 0.0,
        "lift": 0.0,
        "threads": 2,
        "wait": 0,
    }
    call_command("simulate_visitors", stdout=out, **options)
    assert "120 visitors" in out.getvalue()
    assert "120 accepted" in out.getvalue()
    assert Event.objects.filter(type="exposure", simulated=True).count() == 120
    assert not Event.objects.filter(type="conversion").exists()
    rival = experiment.arms.get(position=1).key
    again = StringIO()
    call_command("simulate_visitors", stdout=again, **options | {"rates": f"control=0,{rival}=1"})
    assert "120 duplicate" in again.getvalue()
    converted = Event.objects.filter(type="conversion").count()
    assert converted == Event.objects.filter(type="exposure", arm__position=1).count() > 30
    recount_wanted()
    look = experiment.looks.get()
    assert look.totals["simulated"] is True
    assert look.totals["phases"][0]["goals"][goal][1][0] == converted

    _, publishable = create_key(access=cast.access, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    plan = Simulation(live_server.url, publishable, [place], [Wish(goal, 0.1, 0.2)], 1)
    with pytest.raises(SimulationError, match="--control"):
        simulate(plan)
    with pytest.raises(CommandError, match="no address"):
        call_command("simulate_visitors", **options | {"url": "nowhere"})
    with pytest.raises(CommandError, match="no placement"):
        call_command("simulate_visitors", **options | {"placement": "nowhere"})


def test_rates_by_arm() -> None:
    plan = Wish("", base=0.05, lift=0.2, rates={"b": 0.5, "control": 0.1})
    assert plan.rate_of("b", is_control=False) == 0.5
    assert plan.rate_of("a", is_control=True) == 0.1
    assert plan.rate_of("c", is_control=False) == pytest.approx(0.06)


@pytest.mark.parametrize("rates", ["a", "a=much", "a=2"])
def test_rates_that_are_none(rates: str) -> None:
    with pytest.raises(CommandError, match="--rates"):
        call_command("simulate_visitors", key="k", placement="p", goal="g", rates=rates)


@pytest.mark.django_db(transaction=True)
def test_visitors_of_past_days_with_signals_programs_and_crossings(
    cast: Cast, live_server: Any
) -> None:
    experiment = running(cast)
    worth = make.make_goal(cast.workspace, key="revenue", kind="value")
    ExperimentGoal.objects.create(
        workspace=cast.workspace, experiment=experiment, goal=worth, role="secondary"
    )
    DeliveryVersion.objects.bump(cast.workspace.pk)
    registry.refresh()
    _, token = create_key(access=cast.access, name="sim", kind=ApiKey.Kind.SECRET)
    out = StringIO()
    goal = experiment.experiment_goals.get(role="primary").goal.key
    call_command(
        "simulate_visitors",
        *("--key", token, "--placement", experiment.message.placement.key),
        *("--goal", goal, "--goal", "revenue=0.5x40"),
        stdout=out,
        url=live_server.url,
        visitors=120,
        days=10,
        bots=0.2,
        crossed=0.2,
        signals="viewed-pricing=0.5",
        threads=2,
        wait=0,
    )
    told = out.getvalue()
    assert "rejected" in told
    assert "rejected for" not in told
    events = Event.objects.for_workspace(cast.workspace)
    assert not events.filter(simulated=False).exists()
    assert events.filter(type="signal", name="viewed-pricing").count() > 20
    assert 5 < events.filter(type="exposure", event_class="bot").count() < 60
    values = list(events.filter(goal=worth).values_list("value", flat=True))
    assert 20 < sum(values) / len(values) < 80
    days = {event.at.date() for event in events}
    assert 9 <= len(days) <= 11
    recount_wanted()
    look = experiment.looks.get()
    assert look.totals["phases"][0]["crossed"] > 5
    assert sum(look.totals["phases"][0]["n"]) < 110, "programs and the crossed are left out"


@pytest.mark.parametrize(
    ("option", "value"),
    [("days", 90), ("bots", 2.0), ("signals", "pricing"), ("goal", "a=2"), ("goal", "a=0.1xb")],
)
def test_options_that_make_no_sense_are_told(option: str, value: object) -> None:
    usual: dict[str, Any] = {"key": "k", "placement": "p", "goal": "g"}
    with pytest.raises(CommandError, match=f"--{option}"):
        call_command("simulate_visitors", **usual | {option: value})
