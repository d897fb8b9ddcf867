"""Asking customers, from the first press to what came of it."""

from typing import Any

import pytest

from personas.models import PainRating, Survey, SurveyAnswer
from personas.rank_pains import rank_pains
from tests import make
from tests.conftest import Cast
from tests.personas.survey_answers import begin, rate, send


def test_it_works(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    client = cast.client(cast.editor)
    page = client.post(
        cast.url("listen/ask/start/"), {"persona": persona.pk, "kind": "struggle"}, follow=True
    )
    survey = Survey.objects.get()
    assert f"/s/{survey.token}/" in page.text
    send(survey)
    page = client.get(cast.url(f"listen/ask/{survey.pk}/"))
    assert "I chase receipts all Sunday." in page.text
    assert "1 answer" in page.text
    assert survey.title in client.get(cast.url("listen/ask/")).text
    lines = b"".join(client.get(cast.url(f"listen/ask/{survey.pk}/answers.csv"))).decode()
    assert "I chase receipts all Sunday." in lines


def test_pressed_twice_it_asks_once(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    for _ in range(2):
        said = {"persona": persona.pk, "kind": "churn"}
        cast.client(cast.editor).post(cast.url("listen/ask/start/"), said)
    assert Survey.objects.count() == 1


def test_the_page_of_a_persona_asks_in_one_press(cast: Cast) -> None:
    here, elsewhere = begin(cast), begin(cast, "churn")
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"map/personas/{here.persona_id}/")).text
    assert page.count('name="kind" value="') == 3
    assert f'name="persona" value="{here.persona_id}"' in page
    assert f"?persona={here.persona_id}" in page
    assert (
        "Ask them"
        not in cast.client(cast.viewer).get(cast.url(f"map/personas/{here.persona_id}/")).text
    )
    shown = client.get(cast.url(f"listen/ask/?persona={here.persona_id}")).text
    assert (here.title in shown, elsewhere.title in shown) == (True, False)
    assert f'value="{here.persona_id}" selected' in shown
    for nobody in ("x", "987654"):
        assert client.get(cast.url(f"listen/ask/?persona={nobody}")).status_code == 404


def test_pages_cost_the_same_however_long(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.editor)
    for _ in range(3):
        survey = begin(cast, "rating", pains=2)
        rate(survey, 4, 3, people=2)
    client.get(cast.url("listen/ask/"))
    with django_assert_max_num_queries(10):
        client.get(cast.url("listen/ask/"))
    with django_assert_max_num_queries(14):
        client.get(cast.url(f"listen/ask/{survey.pk}/"))


def form_of(client: Any, address: str) -> dict[str, Any]:
    """What a browser would send back of the form, untouched."""
    context = client.get(address).context
    form, questions = context["form"], context["questions"]
    said = {field.html_name: field.value() or "" for field in form}
    said |= {field.html_name: field.value() for field in questions.management_form}
    for row in questions:
        said |= {
            field.html_name: field.value() for field in row if field.value() not in (None, False)
        }
    return said


def test_questions_are_changed_added_and_taken_away(cast: Cast) -> None:
    survey = begin(cast)
    client, address = cast.client(cast.editor), cast.url(f"listen/ask/{survey.pk}/edit/")
    said = form_of(client, address)
    said |= {"q-0-text": "What is hard?", "q-1-DELETE": "on", "q-3-text": "And then?"}
    assert client.post(address, said | {"last_day": "2099-01-31"}).status_code == 302
    texts = [row.text for row in survey.questions.all()]
    assert texts == ["What is hard?", "What would be better if it were solved?", "And then?"]
    survey.refresh_from_db()
    assert survey.closes_at is not None
    assert 'value="2099-01-31"' in client.get(address).text


def test_once_answered_only_the_wording_changes(cast: Cast) -> None:
    survey = begin(cast)
    send(survey)
    client, address = cast.client(cast.editor), cast.url(f"listen/ask/{survey.pk}/edit/")
    said = form_of(client, address)
    assert client.post(address, said | {"q-0-text": "What is hard?"}).status_code == 302
    page = client.get(cast.url(f"listen/ask/{survey.pk}/"))
    assert "What is hard?" in page.text
    assert "I chase receipts" in page.text
    refused = client.post(address, said | {"q-1-DELETE": "on"})
    assert "People have answered already" in refused.text
    assert survey.questions.count() == 3


def test_five_ratings_take_the_place_of_our_guess(cast: Cast) -> None:
    survey = begin(cast, "rating", pains=1)
    question = survey.questions.all()[0]
    client = cast.client(cast.viewer)
    pain_page = cast.url(f"map/pains/{question.pain_id}/")
    assert "our guess" in client.get(pain_page).text
    rate(survey, 4, 3, people=5)
    assert PainRating.objects.count() == 5
    found = rank_pains(access=cast.access)[0].opportunity
    assert (found.measured, found.importance, found.satisfaction, found.raw) == (True, 7.5, 5, 10)
    assert "measured" in client.get(pain_page).text
    assert "n=5" in client.get(cast.url(f"listen/ask/{survey.pk}/")).text


def test_a_preview_counts_nothing(cast: Cast) -> None:
    survey = begin(cast)
    page = cast.client(cast.viewer).get(cast.url(f"listen/ask/{survey.pk}/preview/"))
    assert "This is a preview" in page.text
    assert "disabled" in page.text
    assert not SurveyAnswer.objects.exists()


def test_closed_opened_copied_deleted(cast: Cast) -> None:
    survey = begin(cast)
    send(survey)
    client = cast.client(cast.editor)
    client.post(cast.url(f"listen/ask/{survey.pk}/close/"))
    assert client.get(f"/s/{survey.token}/").status_code == 410
    client.post(cast.url(f"listen/ask/{survey.pk}/reopen/"))
    assert client.get(f"/s/{survey.token}/").status_code == 200
    client.post(cast.url(f"listen/ask/{survey.pk}/copy/"))
    assert {row.questions.count() for row in Survey.objects.all()} == {3}
    client.post(cast.url(f"listen/ask/{survey.pk}/delete/"))
    assert client.get(f"/s/{survey.token}/").status_code == 404
    assert "I chase receipts" in client.get(cast.url("listen/")).text


@pytest.mark.parametrize(("name", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG\r\n")])
def test_the_code_is_a_picture(cast: Cast, name: str, begins: bytes) -> None:
    survey = begin(cast)
    answer = cast.client(cast.viewer).get(cast.url(f"listen/ask/{survey.pk}/code.{name}"))
    assert answer.content.startswith(begins)


def test_another_workspaces_survey_is_not_there(cast: Cast) -> None:
    survey = begin(cast)
    client = cast.client(cast.outsider)
    assert client.get(f"/w/elsewhere/listen/ask/{survey.pk}/").status_code == 404
    assert client.post(f"/w/elsewhere/listen/ask/{survey.pk}/close/").status_code == 404
