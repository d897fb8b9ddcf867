"""Asking customers over REST: begin, change, close, read the answers and what came of them."""

from typing import Any

from personas.models import Survey, SurveyAnswer
from tests import make
from tests.conftest import Cast
from tests.personas.survey_answers import begin, rate, send

BASE = "/api/v1/surveys/"
ANSWERS = "/api/v1/survey-answers/"


def test_it_works(cast: Cast) -> None:
    api, persona = cast.api(), make.make_persona(cast.workspace)
    answer = api.post(BASE, {"persona": persona.pk, "kind": "churn", "language": "de-AT"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["language"], told["is_open"], told["answers"]) == ("de", True, 0)
    assert len(told["questions"]) == 4
    survey = Survey.objects.get()
    assert told["address"].endswith(f"/s/{survey.token}/")
    send(survey, may_quote="yes", **{"from": "newsletter"})
    assert api.get(f"{BASE}{survey.pk}/").json()["answers"] == 1
    (row,) = api.get(f"{ANSWERS}?survey={survey.pk}&came_from=newsletter").json()["results"]
    assert row["said"][0]["text"] == "I chase receipts all Sunday."
    assert (row["said"][0]["customer_status"], row["ratings"]) == ("ex_customer", [])
    found = api.get(f"{BASE}{survey.pk}/results/").json()
    assert found["came_from"] == [{"tag": "newsletter", "answers": 1}]
    assert [each["answers"] for each in found["questions"]] == [1, 0, 0, 0]
    assert api.delete(f"{BASE}{survey.pk}/").status_code == 204
    assert not SurveyAnswer.objects.exists()


def test_questions_are_given_changed_added_and_taken_away(cast: Cast) -> None:
    api, pain = cast.api(), make.make_pain(cast.workspace)
    asked = [{"text": "What is hard?"}, {"text": "It takes my Sundays.", "pain": pain.pk}]
    body = {"persona": pain.persona_id, "kind": "rating", "title": "Sundays", "questions": asked}
    told = api.post(BASE, body).json()
    assert [(each["text"], each["pain"]) for each in told["questions"]] == [
        ("What is hard?", None),
        ("It takes my Sundays.", pain.pk),
    ]
    kept = told["questions"][1]
    changed = [kept | {"text": "It eats my Sundays."}, {"text": "And then?", "is_required": True}]
    told = api.patch(f"{BASE}{told['id']}/", {"questions": changed}).json()
    assert told["title"] == "Sundays"
    assert [each["text"] for each in told["questions"]] == ["It eats my Sundays.", "And then?"]
    assert told["questions"][0]["id"] == kept["id"]


def test_what_was_answered_is_not_asked_differently(cast: Cast) -> None:
    survey, api = begin(cast), cast.api()
    send(survey)
    url = f"{BASE}{survey.pk}/"
    rows = api.get(url).json()["questions"]
    answer = api.patch(url, {"questions": rows[:1]})
    assert (answer.status_code, answer.json()["code"]) == (409, "answered")
    rows[0]["text"] = "What was hard?"
    assert api.patch(url, {"questions": rows}).status_code == 200
    assert api.get(f"{url}results/").json()["questions"][0]["answers"] == 1


def test_what_cannot_be_asked_is_said_beside_the_questions(cast: Cast) -> None:
    api, persona, pain = (
        cast.api(),
        make.make_persona(cast.workspace),
        make.make_pain(cast.workspace),
    )
    other = begin(cast).questions.all()[0]
    mine = begin(cast)
    nothing_to_rate = api.post(BASE, {"persona": persona.pk, "kind": "rating"})
    foreign_pain = [{"text": "x", "pain": pain.pk}]
    tried = [
        nothing_to_rate,
        api.post(BASE, {"persona": persona.pk, "kind": "rating", "questions": foreign_pain}),
        api.post(BASE, {"persona": persona.pk, "questions": []}),
        api.post(BASE, {"persona": persona.pk, "questions": [{"text": "x"}] * 2}),
        api.post(BASE, {"persona": persona.pk, "questions": [{"text": "x"}] * 13}),
        api.patch(f"{BASE}{mine.pk}/", {"questions": [{"hint": "no words"}]}),
        api.patch(f"{BASE}{mine.pk}/", {"questions": [{"id": other.pk, "text": "x"}]}),
    ]
    for answer in tried:
        assert answer.status_code == 400, answer.json()
        assert answer.json()["errors"][0]["pointer"].startswith("/questions"), answer.json()


def test_it_stays_with_whom_it_asks(cast: Cast) -> None:
    survey, other = begin(cast), make.make_persona(cast.workspace)
    url = f"{BASE}{survey.pk}/"
    assert cast.api().patch(url, {"persona": other.pk}).status_code == 400
    assert cast.api().patch(url, {"kind": "churn"}).status_code == 400


def test_closed_opened_copied_and_found(cast: Cast) -> None:
    survey, api = begin(cast), cast.api()
    url = f"{BASE}{survey.pk}/"
    assert api.post(f"{url}close/").json()["is_open"] is False
    assert api.get(f"{BASE}?is_open=true").json()["results"] == []
    assert [row["id"] for row in api.get(f"{BASE}?is_open=false").json()["results"]] == [survey.pk]
    assert api.post(f"{url}reopen/").json()["is_open"] is True
    copy = api.post(f"{url}copy/")
    assert (copy.status_code, len(copy.json()["questions"])) == (201, 3)
    assert copy.json()["address"] != api.get(url).json()["address"]
    found = api.get(f"{BASE}?persona={survey.persona_id}&kind=struggle").json()["results"]
    assert len(found) == 2


def test_ratings_come_with_how_sure_they_are(cast: Cast) -> None:
    survey, api = begin(cast, "rating", pains=1), cast.api()
    url = f"{BASE}{survey.pk}/results/"
    rate(survey, 4, 3)
    (row,) = [each for each in api.get(url).json()["questions"] if each["pain"]]
    assert (row["rated"], row["ratings"]["n"]) == ("guess", 1)
    rate(survey, 4, 3, people=4)
    (row,) = [each for each in api.get(url).json()["questions"] if each["pain"]]
    matters = row["ratings"]["importance"]
    assert (row["rated"], row["ratings"]["n"], matters["value"]) == ("measured", 5, 4)
    assert 1 <= matters["low"] < 4 < matters["high"] <= 5
    rated = api.get(f"{ANSWERS}?pain={row['pain']}").json()["results"]
    assert rated[0]["ratings"] == [{"pain": row["pain"], "importance": 4, "satisfaction": 3}]


def test_where_to_write_is_not_told(cast: Cast) -> None:
    survey = begin(cast)
    send(survey, may_contact="yes", email="ann@example.org")
    answer = cast.api().get(ANSWERS)
    assert "I chase receipts" in answer.text
    assert "ann@" not in answer.text


def test_lists_cost_the_same_however_long(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        survey = begin(cast, "rating", pains=2)
        rate(survey, 4, 3, people=2)
    api = cast.api()
    api.get(BASE)
    with django_assert_max_num_queries(4):
        assert len(api.get(BASE).json()["results"]) == 3
    with django_assert_max_num_queries(5):
        assert len(api.get(ANSWERS).json()["results"]) == 6
    with django_assert_max_num_queries(11):
        api.get(f"{BASE}{survey.pk}/results/")
