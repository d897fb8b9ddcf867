"""The overview, the landscape, the journey and the pains on it."""

from typing import Any

import pytest

from personas.models import JourneyStage, StagePain, Transition
from tests import make
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_stage(cast.workspace, name="Looking")
    text = cast.client(cast.viewer).get(cast.url("map/")).text
    for found in (pain.title, pain.persona.name, "Looking", "<svg"):
        assert found in text, found


def test_an_empty_map_begins_with_one_person(cast: Cast) -> None:
    assert "Begin with one person" in cast.client(cast.viewer).get(cast.url("map/")).text


def test_the_landscape_shows_every_pain_with_its_terms(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    text = cast.client(cast.viewer).get(cast.url("map/opportunities/")).text
    assert text.count(pain.title) == 2  # the dot's name and the table
    assert "× 0.25" in text
    empty = cast.client(cast.outsider).get("/w/elsewhere/map/opportunities/")
    assert "Nothing to compare yet" in empty.text


def test_a_journey_starts_from_eight_stages_in_one_click(cast: Cast) -> None:
    client = cast.client(cast.editor)
    assert "straight line" in client.get(cast.url("map/journey/")).text
    page = client.post(cast.url("map/journey/template/"), follow=True)
    assert JourneyStage.objects.values("kind").distinct().count() == 8
    assert "a doubt nobody answers" in page.text
    assert "The journey may well end" in page.text


def test_stages_and_transitions_are_added_changed_and_deleted(cast: Cast) -> None:
    client = cast.client(cast.editor)
    for name in ("Looking", "Gone"):
        client.post(cast.url("map/journey/stages/add/"), {"name": name, "kind": "left"})
    looking, gone = JourneyStage.objects.order_by("position")
    assert (looking.key, gone.position) == ("looking", 1)
    move = {"from_stage": looking.pk, "to_stage": gone.pk, "event": "the price goes up"}
    client.post(cast.url("map/journey/transitions/add/"), move)
    row = Transition.objects.get()
    client.post(
        cast.url(f"map/journey/transitions/{row.pk}/"), move | {"event": "nobody called back"}
    )
    assert "nobody called back" in client.get(cast.url("map/journey/")).text
    client.post(
        cast.url(f"map/journey/stages/{gone.pk}/"),
        {"name": "Away", "kind": "left", "position": 1, "question": "Am I better off?"},
    )
    gone.refresh_from_db()
    assert gone.name == "Away"
    client.post(cast.url(f"map/journey/transitions/{row.pk}/delete/"))
    assert not Transition.objects.exists()
    client.post(cast.url(f"map/journey/stages/{gone.pk}/delete/"))
    assert list(JourneyStage.objects.all()) == [looking]


def test_a_transition_that_makes_no_sense_is_said(cast: Cast) -> None:
    stage, other = make.make_stage(cast.workspace), make.make_stage(cast.workspace)
    client = cast.client(cast.editor)
    url = cast.url("map/journey/transitions/add/")
    same = {"from_stage": stage.pk, "to_stage": stage.pk, "event": "x"}
    assert "leads to another stage" in client.post(url, same).text
    move = same | {"to_stage": other.pk}
    client.post(url, move)
    assert "there already" in client.post(url, move).text


def test_a_stage_with_copy_says_why_it_stays(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    make.make_message(cast.workspace, stage=stage)
    url = cast.url(f"map/journey/stages/{stage.pk}/delete/")
    assert "There is copy for" in cast.client(cast.editor).post(url, follow=True).text


def test_a_pain_is_put_at_a_stage_changed_and_taken_off(cast: Cast) -> None:
    pain, stage = make.make_pain(cast.workspace), make.make_stage(cast.workspace)
    client = cast.client(cast.editor)
    data = {"stage": stage.pk, "pain": pain.pk, "intensity": 4, "shows_as": "asks twice"}
    client.post(cast.url("map/stage-pains/add/"), data)
    row = StagePain.objects.get()
    assert "asks twice" in client.get(cast.url("map/stage-pains/")).text
    assert "at that stage already" in client.post(cast.url("map/stage-pains/add/"), data).text
    client.post(cast.url(f"map/stage-pains/{row.pk}/"), data | {"intensity": 2})
    row.refresh_from_db()
    assert row.intensity == 2
    client.post(cast.url(f"map/stage-pains/{row.pk}/delete/"))
    assert not StagePain.objects.exists()


PAGES = (
    "map/",
    "map/opportunities/",
    "map/journey/",
    "map/stage-pains/",
)
CHANGES = (
    "map/journey/template/",
    "map/journey/stages/add/",
    "map/journey/transitions/add/",
    "map/stage-pains/add/",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_viewer_may_look(cast: Cast, page: str) -> None:
    assert cast.client(cast.viewer).get(cast.url(page)).status_code == 200
    assert cast.client(cast.outsider).get(cast.url(page)).status_code == 404


@pytest.mark.parametrize("page", CHANGES)
def test_a_viewer_may_not_change(cast: Cast, page: str) -> None:
    assert cast.client(cast.viewer).post(cast.url(page)).status_code == 403


def test_rows_of_another_workspace_are_not_found(cast: Cast) -> None:
    other = cast.other.workspace
    stage = make.make_stage(other)
    placed = make.make_stage_pain(stage, make.make_pain(other))
    move = Transition.objects.create(
        workspace=other, from_stage=stage, to_stage=make.make_stage(other), event="x"
    )
    client = cast.client(cast.editor)
    for rest in (
        f"map/journey/stages/{stage.pk}/",
        f"map/journey/transitions/{move.pk}/",
        f"map/stage-pains/{placed.pk}/",
    ):
        assert client.get(cast.url(rest)).status_code == 404
        assert client.post(cast.url(f"{rest}delete/")).status_code == 404


def test_the_queries_do_not_grow_with_the_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    stages = [make.make_stage(cast.workspace) for _ in range(6)]
    for stage in stages:
        make.make_stage_pain(stage, make.make_pain(cast.workspace))
        if stage != stages[0]:
            Transition.objects.create(
                workspace=cast.workspace, from_stage=stages[0], to_stage=stage, event="x"
            )
    client = cast.client(cast.viewer)
    for page in PAGES:
        with django_assert_max_num_queries(11):
            client.get(cast.url(page))
