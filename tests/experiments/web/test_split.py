"""Another split, pause and what the page says of them."""

from experiments.lifecycle import start_experiment
from experiments.models import Experiment
from tests import make
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer


def running(cast: Cast) -> Experiment:
    experiment = make.make_experiment(make.make_message(cast.workspace))
    return start_experiment(access=cast.access, experiment=experiment)


def test_new_shares_open_a_phase_that_the_page_shows(cast: Cast) -> None:
    experiment = running(cast)
    client = cast.client(cast.approver)
    url = cast.url(f"test/{experiment.pk}/")
    assert "Split visitors differently" in client.get(url).content.decode()
    data = {"weight_0": "20", "weight_1": "80", "coverage": "50"}
    page = client.post(f"{url}split/", data, follow=True).content.decode()
    first, second = experiment.phases.all()
    assert first.ended_at is not None
    assert (second.weights, second.coverage) == ([0.2, 0.8], 0.5)
    assert "Phase 2" in page
    assert "50 % of visitors, split 20 % / 80 %" in page


def test_a_split_that_cannot_be_is_said_and_kept(cast: Cast) -> None:
    experiment = running(cast)
    url = cast.url(f"test/{experiment.pk}/split/")
    data = {"weight_0": "0", "weight_1": "100", "coverage": "70"}
    answer = cast.client(cast.approver).post(url, data)
    assert answer.status_code == 409
    assert "need some visitors" in str(answer.context["split_form"].non_field_errors())
    assert 'value="70"' in answer.content.decode()
    answer = cast.client(cast.approver).post(url, data | {"coverage": "much"})
    assert answer.context["split_form"].errors["coverage"]
    assert experiment.phases.count() == 1


def test_a_plan_has_no_split_yet_and_a_viewer_changes_none(cast: Cast) -> None:
    draft = make.make_experiment(make.make_message(cast.workspace))
    data = {"weight_0": "20", "weight_1": "80", "coverage": "50"}
    assert (
        cast.client(cast.owner).post(cast.url(f"test/{draft.pk}/split/"), data).status_code == 404
    )
    url = cast.url(f"test/{running(cast).pk}/")
    assert cast.client(cast.viewer).post(f"{url}split/", data).status_code == 403
    assert cast.client(cast.outsider).post(f"{url}split/", data).status_code == 404
    page = cast.client(cast.viewer).get(url).content.decode().split("<main", 1)[1]
    assert 'method="post"' not in page, "a viewer sees no button that changes something"


def test_pause_and_going_on_change_the_buttons(cast: Cast) -> None:
    experiment = running(cast)
    client = cast.client(cast.approver)
    url = cast.url(f"test/{experiment.pk}/")
    paused = client.post(f"{url}pause/", follow=True).content.decode()
    assert "Go on" in paused
    assert "Paused" in paused
    again = client.post(f"{url}pause/", follow=True).content.decode()
    assert "the experiment is paused" in again, "the second press is told, and changes nothing"
    assert f"{url}pause/" in client.post(f"{url}resume/", follow=True).content.decode()
    experiment.refresh_from_db()
    assert experiment.state == Experiment.State.RUNNING


def test_the_page_names_texts_by_their_words(cast: Cast) -> None:
    experiment = running(cast)
    let_visitors_answer(experiment, visitors=50, converted=[5, 6])
    page = cast.client(cast.viewer).get(cast.url(f"test/{experiment.pk}/"))
    assert [row.name for row in page.context["arms"]] == [
        "Sundays are not for receipts",
        "Books done by the third",
    ]
    assert [name for _, name in page.context["day_rows"]] == [
        row.name for row in page.context["arms"]
    ]
