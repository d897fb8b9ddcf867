"""The form of a survey: what it takes, and what no calendar has."""

from personas.ask_customers import start_survey
from personas.models import Survey
from tests import make
from tests.conftest import Cast
from tests.personas.survey_answers import begin, send
from tests.personas.web.test_surveys import form_of


def test_it_works(cast: Cast) -> None:
    """No day comes after the last one that can be written, so that cannot be a last day."""
    survey = begin(cast)
    client, address = cast.client(cast.editor), cast.url(f"listen/ask/{survey.pk}/edit/")
    answer = client.post(address, form_of(client, address) | {"last_day": "9999-12-31"})
    assert answer.status_code == 200 and "Which year do you mean?" in answer.text
    survey.refresh_from_db()
    assert survey.closes_at is None


def test_a_pain_that_was_put_away_keeps_its_question(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    pain = make.make_pain(cast.workspace, persona)
    survey, _ = start_survey(access=cast.access, persona=persona, kind=Survey.Kind.RATING)
    send(survey, **{f"q{survey.questions.get(pain=None).pk}": "It takes hours."})
    type(pain).objects.filter(pk=pain.pk).update(archived_at="2026-01-01T00:00Z")
    client, address = cast.client(cast.editor), cast.url(f"listen/ask/{survey.pk}/edit/")
    said = form_of(client, address) | {"q-0-text": "In other words"}
    assert client.post(address, said).status_code == 302
    assert survey.questions.get(pain=pain).text == "In other words"
