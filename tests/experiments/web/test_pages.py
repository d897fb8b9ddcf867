"""The pages of Test: list, plan, one test and its steps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from experiments.models import Experiment, Goal
from messaging.models import Message
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from workspaces.models import AuditRecord


def started(cast: Cast) -> Experiment:
    message = make.make_message(cast.workspace)
    experiment = make.make_experiment(message)
    cast.client(cast.owner).post(cast.url(f"test/{experiment.pk}/start/"))
    experiment.refresh_from_db()
    return experiment


def test_it_works(cast: Cast) -> None:
    experiment = started(cast)
    assert experiment.state == Experiment.State.RUNNING
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    client = cast.client(cast.viewer)
    page = client.get(cast.url(f"test/{experiment.pk}/"))
    assert page.status_code == 200
    results = page.context["results"]
    assert results.verdict == "winner"
    text = page.content.decode()
    assert results.sentence in text.replace("&#x27;", "'").replace("&quot;", '"')
    assert '<polygon class="band"' in text
    assert "Show it to everybody" not in text, "a viewer decides nothing"
    assert client.get(cast.url("test/")).status_code == 200


def test_the_winner_is_rolled_out_and_can_be_taken_back(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    control, rival = (arm.variant for arm in experiment.arms.select_related("variant"))
    client = cast.client(cast.approver)
    client.post(cast.url(f"test/{experiment.pk}/decide/"), {"winner": rival.pk})
    assert Message.objects.get(pk=experiment.message_id).live_variant == rival
    client.post(cast.url(f"test/{experiment.pk}/rollback/"), {"reason": "a typo"})
    assert Message.objects.get(pk=experiment.message_id).live_variant == control
    log = AuditRecord.objects.for_workspace(cast.workspace).filter(target_type="experiment")
    assert log.filter(action="decided").count() == 1


def test_deciding_against_the_verdict_needs_a_reason_and_keeps_the_choice(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    control = experiment.arms.first()
    assert control is not None
    client = cast.client(cast.owner)
    url = cast.url(f"test/{experiment.pk}/decide/")
    answer = client.post(url, {"winner": control.variant_id})
    assert answer.status_code == 409
    assert answer.context["decide_form"].errors["reason"]
    assert answer.context["decide_form"]["winner"].value() == str(control.variant_id)
    client.post(url, {"winner": control.variant_id, "reason": "legal asked"})
    experiment.refresh_from_db()
    assert experiment.decision_reason == "legal asked"


def test_a_message_without_a_rival_cannot_be_tested(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    make.make_live(message)
    client = cast.client(cast.editor)
    assert client.get(cast.url(f"test/new/{message.pk}/")).status_code == 404
    assert "two approved texts" in client.get(cast.url("test/new/")).content.decode()


@pytest.mark.parametrize("step", ["start", "pause", "resume", "stop", "decide", "note", "remove"])
def test_a_viewer_and_a_stranger_change_nothing(cast: Cast, step: str) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    url = cast.url(f"test/{experiment.pk}/{step}/")
    assert cast.client(cast.viewer).post(url).status_code == 403
    assert cast.client(cast.outsider).post(url).status_code == 404
    theirs = f"/w/elsewhere/test/{experiment.pk}/{step}/"
    assert cast.client(cast.outsider).post(theirs).status_code == 404
    experiment.refresh_from_db()
    assert experiment.state == Experiment.State.DRAFT


def test_a_step_out_of_turn_is_refused_in_words(cast: Cast) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    client = cast.client(cast.owner)
    page = client.post(cast.url(f"test/{experiment.pk}/pause/"), follow=True)
    assert "has not been started" in page.content.decode()


def test_the_list_takes_the_same_queries_however_many_tests(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        make.make_experiment(make.make_message(cast.workspace))
    client = cast.client(cast.viewer)
    with django_assert_max_num_queries(9):
        client.get(cast.url("test/"))


def test_goals_are_listed_and_added(cast: Cast) -> None:
    client = cast.client(cast.editor)
    data = {
        "name": "Orders",
        "key": "orders",
        "kind": "conversion",
        "direction": "up",
        "window_days": "7",
    }
    client.post(cast.url("test/goals/"), data)
    assert Goal.objects.for_workspace(cast.workspace).get().window_days == 7
    again = client.post(cast.url("test/goals/"), data)
    assert again.context["form"].errors["key"]
    bad = client.post(cast.url("test/goals/"), data | {"key": "NOT OK"})
    assert "small letters" in bad.content.decode()


def test_a_plan_that_was_never_started_can_go(cast: Cast) -> None:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    cast.client(cast.editor).post(cast.url(f"test/{experiment.pk}/remove/"))
    assert not Experiment.objects.exists()


def test_the_archive_keeps_the_note(cast: Cast) -> None:
    experiment = started(cast)
    client = cast.client(cast.owner)
    client.post(cast.url(f"test/{experiment.pk}/note/"), {"note": "Evenings matter."})
    client.post(cast.url(f"test/{experiment.pk}/stop/"))
    client.post(cast.url(f"test/{experiment.pk}/remove/"))
    experiment.refresh_from_db()
    assert experiment.archived_at is not None
    assert experiment.learning_note == "Evenings matter."


def test_a_test_is_read_in_the_same_queries_however_many_looks_and_texts(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    experiment = started(cast)
    for minute in range(4):
        now = timezone.now() + timedelta(minutes=minute)
        let_visitors_answer(experiment, visitors=40, converted=[2, 3], now=now)
    client = cast.client(cast.approver)
    client.get(cast.url(f"test/{experiment.pk}/"))
    with django_assert_max_num_queries(28):
        client.get(cast.url(f"test/{experiment.pk}/"))


def test_a_second_press_is_told_and_changes_nothing(cast: Cast) -> None:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=2000, converted=[100, 220])
    rival = experiment.arms.order_by("position")[1].variant
    client = cast.client(cast.approver)
    url = cast.url(f"test/{experiment.pk}/decide/")
    assert client.post(url, {"winner": rival.pk}).status_code == 302
    again = client.post(url, {"winner": rival.pk}, follow=True)
    assert "Only a running or a stopped experiment" in again.content.decode()
    log = AuditRecord.objects.for_workspace(cast.workspace).filter(action="decided")
    assert log.count() == 1
