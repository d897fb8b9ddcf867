"""Surveys that are begun and answered as customers do, for tests."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.test import Client
from django.utils import timezone

from personas.ask_customers import start_survey
from personas.models import Survey
from personas.survey_ticket import SALT
from tests import make
from tests.conftest import Cast


def begin(cast: Cast, kind: str = "struggle", language: str = "en", pains: int = 0) -> Survey:
    persona = make.make_persona(cast.workspace)
    for _ in range(pains):
        make.make_pain(cast.workspace, persona)
    survey, _ = start_survey(access=cast.access, persona=persona, kind=kind, language=language)
    return survey


def path_of(survey: Survey) -> str:
    return f"/s/{survey.token}/"


def ticket(survey: Survey, *, age: float = 60, number: str = "a") -> str:
    """A ticket as a page of ours would hold it that has been open for ``age`` seconds."""
    made = timezone.now() - timedelta(seconds=age)

    class Signer(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int(made.timestamp()))

    said = {"survey": survey.pk, "number": number}
    return str(Signer(salt=SALT).sign_object(said))


def first_question(survey: Survey) -> str:
    return f"q{survey.questions.all()[0].pk}"


def send(survey: Survey, *, client: Client | None = None, **fields: Any) -> Any:
    data = {"ticket": ticket(survey), first_question(survey): "I chase receipts all Sunday."}
    return (client or Client()).post(path_of(survey), data | fields)


def rate(survey: Survey, matters: int, solved: int, people: int = 1) -> None:
    """So many people more rate the first pain of a rating survey."""
    name, there = first_question(survey), survey.answers.count()
    for number in range(there, there + people):
        said = {f"{name}-matters": matters, f"{name}-solved": solved}
        Client().post(path_of(survey), said | {"ticket": ticket(survey, number=f"rate {number}")})
