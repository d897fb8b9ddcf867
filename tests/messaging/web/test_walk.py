"""The walk over HTTP."""

from django.urls import reverse

from tests import make
from tests.conftest import Cast


def test_it_works(cast: Cast) -> None:
    way, pain = make.make_transition(cast.workspace), make.make_pain(cast.workspace)
    make.make_stage_pain(way.to_stage, pain)
    client = cast.client(cast.viewer)
    slug = cast.workspace.slug
    start = client.get(reverse("map-walk", args=[slug]))
    assert way.from_stage.name in start.content.decode()
    page = reverse("map-walk-seat", args=[slug, way.to_stage_id])
    body = client.get(page, {"by": way.pk, "way": way.from_stage_id}).content.decode()
    assert way.event in body
    assert "nothing here speaks to it" in body
    assert "The way so far" in body


def test_a_way_that_does_not_lead_here_is_none(cast: Cast) -> None:
    way = make.make_transition(cast.workspace)
    make.make_pain(cast.workspace)
    page = reverse("map-walk-seat", args=[cast.workspace.slug, way.from_stage_id])
    client = cast.client(cast.viewer)
    assert client.get(page, {"by": way.pk}).status_code == 404
    assert client.get(page, {"way": "1,x,999999999999999999999"}).status_code == 200
    assert client.get(page, {"text": "x"}).status_code == 404


def test_a_draft_is_tried_in_a_seat(cast: Cast) -> None:
    stage, pain = make.make_stage(cast.workspace), make.make_pain(cast.workspace)
    draft = make.make_variant(make.make_message(cast.workspace), pain=pain)
    page = reverse("map-walk-seat", args=[cast.workspace.slug, stage.pk])
    client = cast.client(cast.viewer)
    assert f'value="{draft.pk}"' in client.get(page).content.decode()
    assert "tried here" in client.get(page, {"text": draft.pk}).content.decode()


def test_nobody_yet(cast: Cast) -> None:
    body = cast.client(cast.viewer).get(reverse("map-walk", args=[cast.workspace.slug]))
    assert "Add a persona" in body.content.decode()
