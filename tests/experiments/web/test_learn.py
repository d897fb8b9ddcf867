"""What finished tests say together, on the pages of Learn."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.delivery.evaluator import is_held_out
from experiments.models import DeliverySettings, Event, Experiment, Look
from experiments.resonance_reading import take_reading
from experiments.rollout import decide_experiment
from experiments.value_holdout import holdout_lift
from messaging.models import Variant
from tests import make
from tests.conftest import Cast
from tests.experiments.test_resonance import COUNTS, finished, pains
from tests.experiments.visitors import let_visitors_answer
from tests.experiments.web.test_pages import started


def decided(cast: Cast, **goal: Any) -> Experiment:
    """A test of two pains that the second one won, decided and added up."""
    experiment = started(cast)
    persona = make.make_persona(cast.workspace, name="Studio owners")
    for arm, title in zip(experiment.arms.all(), ("Headcounts", "Midnight quotes"), strict=True):
        arm.variant.pain = make.make_pain(cast.workspace, persona, title=title)
        arm.variant.save(update_fields=["pain"])
    Experiment.objects.filter(pk=experiment.pk).update(factor="pain")
    for name, value in goal.items():
        link = experiment.experiment_goals.get()
        setattr(link.goal, name, value)
        link.goal.save()
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    decide_experiment(access=cast.access, experiment=experiment)
    take_reading(workspace_id=cast.workspace.pk)
    experiment.refresh_from_db()
    return experiment


def page(cast: Cast, path: str) -> Any:
    """As somebody sees it who may only look."""
    return cast.client(cast.viewer).get(cast.url(path))


def test_it_works(cast: Cast) -> None:
    decided(cast, worth=25)
    shown = page(cast, "learn/")
    assert (shown.context["table"].experiments, shown.context["table"].used) == (1, 1)
    text = shown.content.decode()
    assert "“Midnight quotes” moves Studio owners most" in text
    assert 'class="dot"' in text
    assert "conversions" in text
    download = page(cast, "learn/download/").content.decode()
    assert "pain,Studio owners,,Midnight quotes,1,1,2000,220," in download


def test_nothing_learnt_yet_leads_to_the_tests(cast: Cast) -> None:
    assert "Nothing learnt yet" in page(cast, "learn/").content.decode()
    assert "No test is finished yet" in page(cast, "learn/library/").content.decode()
    assert "Nothing to add up yet" in page(cast, "learn/value/").content.decode()
    assert "No rival to suggest yet" in page(cast, "learn/next/").content.decode()


def test_another_workspaces_tests_teach_us_nothing(cast: Cast) -> None:
    decided(cast)
    client = cast.client(cast.outsider)
    assert client.get("/w/elsewhere/learn/").context["table"].experiments == 0
    assert client.get("/w/elsewhere/learn/library/").context["count"] == 0
    assert client.get("/w/elsewhere/learn/value/").context["value"].rows == ()


def test_simulated_visitors_are_marked_and_left_out_tests_are_explained(cast: Cast) -> None:
    money, sundays = pains(cast)
    finished(cast, COUNTS, [{"pain": money}, {"pain": sundays}], simulated=True)
    finished(cast, COUNTS, [{}, {}], simulated=True)
    take_reading(workspace_id=cast.workspace.pk)
    text = page(cast, "learn/").content.decode()
    assert "Simulated visitors" in text
    assert "1 test that changed the wording alone" in text


def test_a_winner_that_loses_customers_stands_on_top(cast: Cast) -> None:
    money, sundays = pains(cast)
    warning = {"code": "harmed", "goal": "refunds", "text": "Refunds rise with “Lost Sundays”."}
    arms = [{"pain": money}, {"pain": sundays}]
    experiment = finished(cast, COUNTS, arms, warnings=[warning])
    text = page(cast, "learn/").content.decode()
    assert "Refunds rise with “Lost Sundays”." in text
    assert cast.url(f"test/{experiment.pk}/") in text


def test_newer_results_are_announced_until_they_are_added_up(cast: Cast) -> None:
    finished(cast, COUNTS, [{"framework": "bab"}, {"framework": "pas"}])
    assert "Newer results are being added up" in page(cast, "learn/").content.decode()
    take_reading(workspace_id=cast.workspace.pk)
    assert "Newer results are being added up" not in page(cast, "learn/").content.decode()


def test_the_library_is_searched_by_words_in_the_texts_and_by_how_it_ended(cast: Cast) -> None:
    experiment = decided(cast)
    variant: Any = experiment.arms.get(position=1).variant
    variant.parts = {"headline": "Träume statt Angebote"}
    variant.save()

    def found(query: str) -> int:
        count: int = page(cast, f"learn/library/?{query}").context["count"]
        return count

    assert found("q=träume") == 1
    assert found("q=midnight+angebote") == 1
    assert found("q=nowhere") == 0
    assert found("verdict=winner") == 1
    assert found("verdict=loser") == 0
    assert found(f"pain={variant.pain_id}&persona={variant.pain.persona_id}") == 1
    assert found("pain=999999") == 0
    assert found(f"since={timezone.localdate():%Y-%m-%d}") == 1
    assert found("until=2001-01-01") == 0
    assert found("sort=lift&stage=&framework=") == 1
    assert found("since=never&pain=&verdict=nonsense") == 1


def test_a_finished_test_shows_its_sentence_its_lift_and_what_was_noted(cast: Cast) -> None:
    experiment = decided(cast)
    Experiment.objects.filter(pk=experiment.pk).update(
        learning_note="Name the evening.", archived_at=timezone.now()
    )
    [test] = page(cast, "learn/library/").context["tests"]
    assert test.verdict == "winner"
    assert test.arm == "Midnight quotes"
    assert test.lift.low < test.lift.point < test.lift.high
    text = page(cast, "learn/library/").content.decode()
    assert "Name the evening." in text
    assert test.sentence.split("“")[0] in text
    download = page(cast, "learn/library/download/").content.decode()
    assert "Name the evening." in download
    assert "Midnight quotes" in download


def test_the_largest_lift_comes_first_where_asked_for(cast: Cast) -> None:
    arms = [{"framework": "bab"}, {"framework": "pas"}]

    def with_lift(point: float) -> Experiment:
        told = {"arms": [{"corrected_lift": {"low": 0.0, "point": point, "high": 1.0}}]}
        experiment = finished(cast, COUNTS, arms)
        look = Look.objects.get(experiment=experiment)
        look.analysis["goals"] = {look.analysis["goal"]: told}
        look.save()
        return experiment

    small, large = with_lift(0.1), with_lift(0.3)
    tests = page(cast, "learn/library/?sort=lift").context["tests"]
    assert [test.experiment.pk for test in tests] == [large.pk, small.pk]


def test_the_value_page_counts_conversions_and_money(cast: Cast) -> None:
    decided(cast, worth=25)
    shown = page(cast, "learn/value/")
    value = shown.context["value"]
    [row] = value.rows
    arm = row.account.rivals[0]
    assert row.account.base == pytest.approx(0.05)
    assert row.worth.during.point == pytest.approx(2000 * 0.05 * arm.lift.point)
    assert value.money.point == pytest.approx(25 * value.conversions.point)
    assert (value.won, value.lost, value.undecided) == (1, 0, 0)
    download = page(cast, "learn/value/download/").content.decode().splitlines()
    assert len(download) == 4
    assert download[-1].startswith("all tests: money")


def test_without_a_worth_only_conversions_are_counted(cast: Cast) -> None:
    decided(cast)
    shown = page(cast, "learn/value/")
    assert shown.context["value"].money is None
    assert "Say what one is worth" in shown.content.decode()


def test_broken_tests_and_tries_of_the_counting_are_no_gain(cast: Cast) -> None:
    experiment = decided(cast)
    Experiment.objects.filter(pk=experiment.pk).update(is_aa=True)
    value = page(cast, "learn/value/").context["value"]
    assert value.rows == ()
    assert value.left_out == ((1, "showed the same text twice"),)


def test_pages_take_as_many_queries_for_many_tests(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = cast.client(cast.viewer)
    for _ in range(2):
        decided(cast)
    for path, most in (("", 52), ("library/", 28), ("next/", 40), ("value/", 26)):
        with django_assert_max_num_queries(most):
            assert client.get(cast.url(f"learn/{path}")).status_code == 200


def suggested(cast: Cast) -> Any:
    """A live text, an approved rival with the pain that won elsewhere, and the suggestion."""
    money, sundays = pains(cast)
    finished(cast, [(4000, 200), (4000, 300)], [{"pain": money}, {"pain": sundays}])
    take_reading(workspace_id=cast.workspace.pk)
    message = make.make_message(cast.workspace)
    live = make.make_live(message, pain=money)
    rival = make.make_variant(message, pain=sundays, state=Variant.State.APPROVED)
    return live, rival, page(cast, "learn/next/")


def test_the_pain_that_won_elsewhere_is_suggested_with_the_reason(cast: Cast) -> None:
    live, rival, shown = suggested(cast)
    suggestion = next(
        each for each in shown.context["suggestions"] if each.message.pk == live.message_id
    )
    assert suggestion.becomes == rival.pain.title
    assert suggestion.rival == rival
    assert suggestion.better.chance > 0.7
    assert suggestion.better.low < suggestion.better.point < suggestion.better.high
    assert "chance to beat “Late money”" in suggestion.reason
    assert suggestion.reason.split(":")[0].split("“")[0] in shown.content.decode()


def test_one_press_drafts_the_test_and_starts_nothing(cast: Cast) -> None:
    live, rival, _ = suggested(cast)
    order = {"message": live.message_id, "change": f"pain-{rival.pain_id}"}
    client = cast.client(cast.editor)
    answer: Any = client.post(cast.url("learn/next/open/"), order)
    drafted = Experiment.objects.get(message=live.message)
    assert answer.url == cast.url(f"test/{drafted.pk}/")
    assert drafted.state == Experiment.State.DRAFT
    assert [arm.variant for arm in drafted.arms.all()] == [live, rival]
    again: Any = client.post(cast.url("learn/next/open/"), order)
    assert again.url == answer.url
    assert cast.client(cast.viewer).post(cast.url("learn/next/open/"), order).status_code == 403


def test_without_a_rival_a_draft_text_is_written_or_the_studio_opened(cast: Cast) -> None:
    live, rival, _ = suggested(cast)
    rival.delete()
    order = {"message": live.message_id, "change": f"pain-{live.pain_id + 1}"}
    answer: Any = cast.client(cast.editor).post(cast.url("learn/next/open/"), order)
    assert answer.status_code == 302
    assert "/write/" in answer.url
    assert not Experiment.objects.filter(message=live.message).exists()
    live.message.refresh_from_db()
    assert live.message.live_variant == live


def test_a_suggestion_that_is_gone_is_said_to_be(cast: Cast) -> None:
    answer = cast.client(cast.editor).post(
        cast.url("learn/next/open/"), {"message": "1", "change": "pain-1"}, follow=True
    )
    assert "That has changed meanwhile" in answer.content.decode()


def test_the_library_over_rest(cast: Cast) -> None:
    experiment = decided(cast)
    body = cast.api().get("/api/v1/library/?verdict=winner&q=midnight").json()
    assert (body["count"], body["page"], body["pages"]) == (1, 1, 1)
    [test] = body["results"]
    assert (test["key"], test["verdict"], test["arm"]) == (
        experiment.key,
        "winner",
        "Midnight quotes",
    )
    assert test["corrected_lift"]["low"] < test["corrected_lift"]["point"]
    assert (test["archived"], test["simulated"]) == (False, False)
    assert cast.api().get("/api/v1/library/?verdict=loser").json()["count"] == 0
    assert cast.api(other=True).get("/api/v1/library/").json()["count"] == 0


def test_those_in_no_test_stand_beside_the_sum(cast: Cast) -> None:
    DeliverySettings.objects.create(workspace=cast.workspace, holdout=0.5)
    goal = make.make_goal(cast.workspace)
    visitors = [f"visitor-{number}" for number in range(80)]
    Event.objects.bulk_create(
        Event(
            workspace=cast.workspace,
            event_id=uuid4(),
            type="conversion",
            goal=goal,
            visitor=visitor,
            at=timezone.now(),
            received_at=timezone.now(),
        )
        for visitor in visitors
    )
    decided(cast)
    value = page(cast, "learn/value/").context["value"]
    held = sum(is_held_out(visitor, 0.5) for visitor in visitors)
    assert value.holdout["held_out"] >= held
    assert value.holdout_lift.low < value.holdout_lift.point < value.holdout_lift.high
    assert "Beside visitors in no test" in page(cast, "learn/value/").content.decode()


def test_too_few_held_out_tell_nothing() -> None:
    assert holdout_lift(9, 500, 0.1) is None
    even = holdout_lift(50, 450, 0.1)
    assert even is not None
    assert even.point == pytest.approx(0)
    assert even.low < 0 < even.high
