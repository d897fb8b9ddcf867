"""The pages of the journey, its moments and its rules."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.utils import timezone

from experiments.models import RecognisedTraffic
from messaging.models import Message
from personas.mapping.journey_templates import journey_templates
from personas.models import JourneyStage, MomentQuote, RecognitionRule, Transition
from tests import make
from tests.conftest import Cast

JOURNEY = "map/journey/"


def page(cast: Cast, path: str, **data: Any) -> str:
    answer = cast.client(cast.editor).get(cast.url(path), data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    assert "Nobody decides in a straight line" in page(cast, JOURNEY)
    key = "local_service"
    client.post(cast.url("map/journey/template/"), {"template": key})
    shown = page(cast, JOURNEY)
    for stage in journey_templates()[key].stages:
        assert stage.name in shown
    assert shown.count('class="arrow') == len(journey_templates()[key].transitions)
    assert "Undo starting from a template" in shown
    client.post(cast.url("map/journey/undo/"))
    assert "Nobody decides in a straight line" in page(cast, JOURNEY)


def test_a_stage_is_dragged_and_tidied_up(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace)
    client, url = cast.client(cast.editor), cast.url(f"map/journey/stages/{stage.pk}/place/")
    answer = client.post(url, {"x": "0.5", "y": "1.5"}, headers={"HX-Request": "true"})
    assert 'id="board"' in answer.content.decode()
    assert "Undo moving" in answer.content.decode()
    stage.refresh_from_db()
    assert (stage.x, stage.y) == (0.5, 1.0)
    for nonsense in ({"x": "nan", "y": "0"}, {"x": "a"}, {}):
        assert client.post(url, nonsense).status_code == 400
    client.post(cast.url("map/journey/tidy/"))
    stage.refresh_from_db()
    assert stage.x is None


def test_a_stage_is_placed_by_its_form(cast: Cast) -> None:
    stage = make.make_stage(cast.workspace, x=0.1234, y=0.5)
    url = cast.url(f"map/journey/stages/{stage.pk}/")
    client = cast.client(cast.editor)
    said = {"name": "Asking", "kind": "deciding", "channels": "search\nreviews", "position": "1"}
    client.post(url, said | {"across": "12", "down": "50"})
    stage.refresh_from_db()
    assert (stage.x, stage.channels) == (0.1234, ["search", "reviews"])
    client.post(url, said | {"across": "40", "down": "50"})
    stage.refresh_from_db()
    assert stage.x == 0.4
    assert "Give both" in client.post(url, said | {"across": "40"}).content.decode()


def test_the_drawing_is_joined_by_a_form(cast: Cast) -> None:
    first, second = (make.make_stage(cast.workspace) for _ in range(2))
    shown = page(cast, "map/journey/transitions/add/", **{"from": first.pk, "to": second.pk})
    for stage in (first, second):
        assert f'<option value="{stage.pk}" selected>' in shown


def test_the_journey_as_files(cast: Cast) -> None:
    moment = make.make_transition(
        cast.workspace, event="=1+1", question="How bad?", signals=["calls", "writes"]
    )
    client = cast.client(cast.viewer)
    drawn = client.get(cast.url("map/journey/download/svg/"))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "attachment" in drawn["Content-Disposition"]
    assert moment.from_stage.name in drawn.content.decode()
    sheet = client.get(cast.url("map/journey/download/csv/")).content.decode()
    assert list(csv.reader(io.StringIO(sheet)))[1][3:] == ["'=1+1", "How bad?", "calls; writes"]
    told = json.loads(client.get(cast.url("map/journey/download/json/")).content)
    assert told["transitions"][0]["signals"] == ["calls", "writes"]
    assert client.get(cast.url("map/journey/download/exe/")).status_code == 404


def test_a_moment_has_its_quotes(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace, event="the yearly invoice arrives")
    said = make.make_evidence(cast.workspace, text="Every year that invoice makes me think.")
    make.make_evidence(cast.workspace, text="Something else entirely.")
    path = f"map/journey/moments/{moment.pk}/"
    shown = page(cast, path)
    assert "makes me think" in shown
    assert "entirely" not in shown
    assert "entirely" in page(cast, path, words="something else")
    client = cast.client(cast.editor)
    client.post(cast.url(f"{path}attach/"), {"evidence": [said.pk, "nonsense"]})
    quote = MomentQuote.objects.get()
    assert "take away" in page(cast, path)
    client.post(cast.url(f"map/journey/quotes/{quote.pk}/detach/"))
    assert not MomentQuote.objects.exists()


def test_write_for_a_moment(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace, event="the price goes up")
    url, client = cast.url(f"write/moments/{moment.pk}/"), cast.client(cast.editor)
    assert "Name a place" in client.get(url).content.decode()
    placement = make.make_message(cast.workspace).placement
    answer = client.post(url, {"placement": placement.pk})
    message = Message.objects.get(transition=moment)
    assert answer["Location"] == cast.url(f"write/messages/{message.pk}/")
    assert client.post(url, {"placement": placement.pk})["Location"] == answer["Location"]
    make.make_live(message)
    shown = page(cast, f"map/journey/moments/{moment.pk}/")
    assert placement.name in shown
    assert make.HERO["headline"] in shown


def test_a_rule_is_kept_changed_and_tried(cast: Cast) -> None:
    persona, moment = make.make_persona(cast.workspace), make.make_transition(cast.workspace)
    client, add = cast.client(cast.editor), cast.url("map/recognition/add/")
    said = {"kind": "utm_source", "match": "equals", "value": "news", "persona": persona.pk}
    assert client.post(add, said)["Location"] == cast.url(f"map/personas/{persona.pk}/")
    again = client.post(add, said)
    assert again.status_code == 409
    assert "there already" in again.content.decode()
    assert 'value="news"' in again.content.decode()
    said = {"kind": "page", "match": "starts_with", "value": "/cancel", "transition": moment.pk}
    client.post(add, said)
    tried = page(cast, "map/recognition/", address="https://x.example/cancel/now?utm_source=News")
    assert f"{persona.name}, when {moment.event}" in tried
    assert "Nobody we know" in page(cast, "map/recognition/", address="https://x.example/")
    rule = RecognitionRule.objects.get(persona=persona)
    url = cast.url(f"map/recognition/{rule.pk}/")
    client.post(url, {"kind": "list", "match": "equals", "value": "vip"})
    assert persona.name in page(cast, "map/recognition/", list="staff, VIP")
    back = {"next": cast.url("map/recognition/")}
    assert client.post(f"{url}remove/", back)["Location"] == back["next"]
    assert list(RecognitionRule.objects.values_list("kind", flat=True)) == ["page"]


def test_two_rules_that_disagree_are_told(cast: Cast) -> None:
    for _ in range(2):
        RecognitionRule.objects.create(
            workspace=cast.workspace,
            persona=make.make_persona(cast.workspace),
            kind="list",
            value="vip",
        )
    assert "Two rules disagree" in page(cast, "map/recognition/")


def test_the_share_that_is_recognised(cast: Cast) -> None:
    persona, moment = make.make_persona(cast.workspace), make.make_transition(cast.workspace)
    assert "nothing to recognise yet" in page(cast, JOURNEY)
    for fields in (
        {"requests": 38},
        {"requests": 50, "persona": persona.key},
        {"requests": 12, "persona": persona.key, "transition": moment},
    ):
        RecognisedTraffic.objects.create(
            workspace=cast.workspace, day=timezone.localdate(), **fields
        )
    shown = re.sub(r"<[^>]+>", "", page(cast, JOURNEY))
    assert "62 % of 100 requests" in shown
    assert persona.name in shown
    at_moment = re.sub(r"<[^>]+>", "", page(cast, f"map/journey/moments/{moment.pk}/"))
    assert "12 % of 100 requests" in at_moment
    of_persona = re.sub(r"<[^>]+>", "", page(cast, f"map/personas/{persona.pk}/"))
    assert "62 % of 100 requests" in of_persona
    told = cast.api().get("/api/v1/recognised-traffic/", {"transition": moment.pk}).json()
    assert [row["requests"] for row in told["results"]] == [12]


def fill(cast: Cast, number: int) -> Transition:
    for _ in range(number):
        moment = make.make_transition(cast.workspace, event=f"event {number}")
        quote = make.make_evidence(cast.workspace)
        MomentQuote.objects.create(workspace=cast.workspace, transition=moment, evidence=quote)
        for fields in ({"transition": moment}, {"persona": make.make_persona(cast.workspace)}):
            RecognitionRule.objects.create(
                workspace=cast.workspace, kind="list", value=f"vip {moment.pk}", **fields
            )
        make.make_live(make.make_message(cast.workspace, transition=moment))
    return moment


@pytest.mark.parametrize(
    ("path", "most"),
    [("map/journey/", 14), ("map/journey/moments/{}/", 16), ("map/recognition/", 16)],
)
def test_a_page_asks_as_little_for_many_rows(
    cast: Cast, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    client = cast.client(cast.editor)
    client.get(cast.url("map/"))
    moment = fill(cast, 8)
    with django_assert_max_num_queries(most):
        assert client.get(cast.url(path.format(moment.pk))).status_code == 200
    assert JourneyStage.objects.count() == 16


def test_rules_over_rest(cast: Cast) -> None:
    persona, moment = make.make_persona(cast.workspace), make.make_transition(cast.workspace)
    api, url = cast.api(), "/api/v1/recognition-rules/"
    said = {"persona": persona.pk, "kind": "utm_source", "value": "news"}
    made = api.post(url, said, format="json")
    assert (made.status_code, made.json()["match"]) == (201, "equals")
    assert api.post(url, said, format="json").json()["code"] == "already_there"
    both = api.post(url, said | {"transition": moment.pk}, format="json")
    assert both.status_code == 400
    one = f"{url}{made.json()['id']}/"
    assert api.patch(one, {"value": "letter"}, format="json").json()["value"] == "letter"
    assert len(api.get(url, {"persona": persona.pk}).json()["results"]) == 1
    assert api.delete(one).status_code == 204
