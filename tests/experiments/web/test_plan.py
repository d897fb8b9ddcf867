"""The page on which a test is planned, and what it says of the place."""

from typing import Any

import pytest

from experiments.models import Experiment, Goal
from messaging.models import Message, Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.test_planning import called, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(cast: Cast) -> Message:
    found = make.make_message(cast.workspace)
    make.make_live(found)
    make.make_variant(found, state="approved")
    return found


def url(cast: Cast, message: Message) -> str:
    return cast.url(f"test/new/{message.pk}/")


def typed(message: Message, **more: Any) -> dict[str, Any]:
    live = message.live_variant_id
    rivals = Variant.objects.filter(message=message, state="approved").exclude(pk=live)
    names = {"name": "Which pain?", "rivals": [row.pk for row in rivals]}
    return names | {"new_goal": "Starts a trial", "ending": "size", "size": "4000"} | more


def test_it_works(cast: Cast, message: Message) -> None:
    client = cast.client(cast.editor)
    assert client.get(cast.url(f"test/new/?message={message.pk}")).status_code == 302
    client.post(url(cast, message), typed(message))
    experiment = Experiment.objects.for_workspace(cast.workspace).get()
    assert experiment.plan["size"] == 4000
    goal = Goal.objects.for_workspace(cast.workspace).get()
    assert (goal.key, goal.name) == ("starts-a-trial", "Starts a trial")


def test_what_is_missing_is_said_beside_the_fields(cast: Cast, message: Message) -> None:
    data = {"name": "Which pain?", "hypothesis": "they care", "ending": "days"}
    answer = cast.client(cast.editor).post(url(cast, message), data)
    assert set(answer.context["form"].errors) == {"rivals", "goal", "days"}
    assert 'value="they care"' in answer.content.decode()


def test_a_goal_has_one_part_in_a_test(cast: Cast, message: Message) -> None:
    goal, other = make.make_goal(cast.workspace), make.make_goal(cast.workspace)
    data = typed(message, goal=goal.pk, secondary=[goal.pk, other.pk], guardrails=[other.pk])
    answer = cast.client(cast.editor).post(url(cast, message), data)
    assert set(answer.context["form"].errors) == {"secondary", "guardrails"}
    data = typed(message, goal=goal.pk, guardrails=[other.pk])
    cast.client(cast.editor).post(url(cast, message), data)
    links = Experiment.objects.get().experiment_goals.values_list("goal", "role")
    assert set(links) == {(goal.pk, "primary"), (other.pk, "guardrail")}


def test_nothing_known_and_nothing_chosen_is_an_open_end(cast: Cast, message: Message) -> None:
    page = cast.client(cast.editor).get(url(cast, message))
    assert page.context["form"]["ending"].value() == "open"


def test_an_open_end_is_kept(cast: Cast, message: Message) -> None:
    cast.client(cast.editor).post(url(cast, message), typed(message, ending="open"))
    experiment = Experiment.objects.get()
    assert (experiment.rule, experiment.plan.get("size")) == ("anytime", None)


def test_the_size_is_worked_out_and_what_was_typed_stays(cast: Cast, message: Message) -> None:
    data = {"work_out": "1", "rate": "5", "lift": "20", "name": "Mine"}
    page = cast.client(cast.editor).post(url(cast, message), data)
    planned = page.context["place"].outlook.planned
    assert 16_310 < planned.visitors < 18_000, "8,155 in each of two arms, read once"
    text = page.content.decode()
    assert 'value="Mine"' in text
    assert f'name="size" value="{planned.visitors}"' in text
    assert "Days" in text and not Experiment.objects.exists()


def test_it_stands_on_what_was_counted_here(
    cast: Cast, message: Message, django_assert_max_num_queries: Any
) -> None:
    goal = make.make_goal(cast.workspace, name="Buys")
    counted(message, goal, visitors=2_000, reached=100)
    client = cast.client(cast.editor)
    with django_assert_max_num_queries(30):
        page = client.get(url(cast, message))
    place = page.context["place"]
    assert (place.rate, place.daily, place.known.here) == (0.05, 4_000, True)
    assert place.outlook.findable < 0.1
    assert page.context["form"]["ending"].value() == "size"
    assert "counted in tests here" in page.content.decode()


def test_little_traffic_shows_three_ways_out(cast: Cast, message: Message) -> None:
    opens = make.make_goal(cast.workspace, name="Opens the prices")
    buys = make.make_goal(cast.workspace, name="Buys")
    elsewhere = make.make_message(cast.workspace)
    make.make_live(elsewhere)
    counted(elsewhere, opens, visitors=9_000, reached=2_700)
    called(message, 33)
    data = {"work_out": "1", "rate": "2", "goal": str(buys.pk)}
    page = cast.client(cast.editor).post(url(cast, message), data)
    text = " ".join(page.content.decode().split())
    assert "Three ways out" in text
    assert "“Opens the prices” is reached by 30.0 %" in text
    assert f"“{elsewhere.placement.name}”" in text
    assert f"/write/messages/{message.pk}/" in text


def test_more_than_everybody_is_said(cast: Cast, message: Message) -> None:
    data = {"work_out": "1", "rate": "80", "lift": "50"}
    page = cast.client(cast.editor).post(url(cast, message), data)
    assert "more than everybody" in page.content.decode()


@pytest.mark.parametrize("value", ["nan", "-3", "1e400", "many", "²"])
def test_numbers_that_are_none_break_nothing(cast: Cast, message: Message, value: str) -> None:
    data = {"work_out": "1", "rate": value, "daily": value, "lift": value, "goal": value}
    page = cast.client(cast.editor).post(url(cast, message), data)
    assert page.status_code == 200
    assert page.context["place"].outlook is None
    answer = cast.client(cast.editor).post(url(cast, message), typed(message, rate=value))
    assert "rate" in answer.context["form"].errors
    assert not Experiment.objects.exists()


def test_a_viewer_plans_nothing(cast: Cast, message: Message) -> None:
    assert cast.client(cast.viewer).get(url(cast, message)).status_code == 403


def test_days_are_kept_with_what_the_plan_was_made_from(cast: Cast, message: Message) -> None:
    data = typed(message, ending="days", days="28", rate="4", daily="500", lift="25")
    cast.client(cast.editor).post(url(cast, message), data)
    plan = Experiment.objects.get().plan
    assert plan == {"days": 28, "rate": 0.04, "daily": 500.0, "lift": 0.25}


def test_it_says_what_the_chosen_texts_can_teach(cast: Cast, message: Message) -> None:
    client = cast.client(cast.editor)
    assert client.get(url(cast, message)).context["place"].factor_note == ""
    live = Variant.objects.get(pk=message.live_variant_id)
    rival = Variant.objects.filter(message=message).exclude(pk=live.pk)
    one, other = make.make_pain(cast.workspace), make.make_pain(cast.workspace)
    Variant.objects.filter(message=message).update(pain=one, framework="problem_agitate_solve")
    for changed, note in (
        ({"parts": live.parts | {"headline": "Another"}}, "Only the words differ"),
        ({"pain": other}, "Only the pain differs"),
        ({"framework": "before_after_bridge"}, "More than one thing differs"),
    ):
        rival.update(**changed)
        data = {"work_out": "1", "rivals": [rival.get().pk, "²", "9" * 30]}
        page = client.post(url(cast, message), data)
        assert page.context["place"].factor_note.startswith(note)
        assert note in page.content.decode()


def test_the_copy_of_an_aa_test_is_no_rival(cast: Cast, message: Message) -> None:
    copied = make.make_experiment(message, is_aa=True).arms.get(position=1).variant
    form = cast.client(cast.editor).get(url(cast, message)).context["form"]
    offered = list(form.fields["rivals"].queryset)
    assert len(offered) == 1
    assert copied not in offered
    Variant.objects.filter(pk=offered[0].pk).update(state="retired")
    assert cast.client(cast.editor).get(url(cast, message)).status_code == 404
