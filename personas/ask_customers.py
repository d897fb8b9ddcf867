"""Asking customers: a survey begun in one click, closed, copied, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from personas.models import PainPoint, Persona, Survey, SurveyAnswer, SurveyQuestion
from personas.rank_pains import rank_pains
from personas.survey_words import first_texts, nearest_language
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record, record, remove_row
from workspaces.public_tokens import new_public_token

MOST_RATED = 8
"""Nobody rates more with care on a phone: sixteen presses, about two minutes."""
MOST_QUESTIONS = 12
Closes = Any
"""A survey, or what else is asked under a link and closes like one (messaging's ask-tests)."""


class SurveyError(ValueError):
    """This cannot be done with the survey; the message says why, and what can."""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """One question as a person wants it, in order. ``pk`` is 0 for a new one."""

    text: str
    hint: str = ""
    is_required: bool = False
    pain: PainPoint | None = None
    pk: int = 0


def survey_address(survey: Survey) -> str:
    """The address customers are sent to."""
    return str(settings.SITE_URL + reverse("survey", args=[survey.token]))


def is_open(survey: Closes, now: datetime | None = None) -> bool:
    """Whether answers are taken. A workspace in the archive takes none."""
    now = now or timezone.now()
    ended = survey.closes_at is not None and survey.closes_at <= now
    return survey.closed_at is None and not ended and survey.workspace.archived_at is None


def open_surveys(now: datetime | None = None) -> Q:
    """The same as a condition on rows, but for the archive."""
    now = now or timezone.now()
    return Q(closed_at=None) & (Q(closes_at=None) | Q(closes_at__gt=now))


def has_answers(survey: Survey) -> bool:
    rows = SurveyAnswer.objects.for_workspace(survey.workspace).filter(survey=survey)
    return bool(rows.exists())


def start_survey(
    *, access: Access, persona: Persona, kind: str, language: str = ""
) -> tuple[Survey, bool]:
    """A survey with the usual questions, and whether it is new.

    One that is open and has no answers yet is given back in its place, so that pressing twice
    asks once. SurveyError if there is nothing to rate.
    """
    access.require(EDIT)
    language = nearest_language(language or access.workspace.language)
    with one_record(access=access, action="created"):
        persona = _locked(access, persona)
        waiting = (
            Survey.objects.for_workspace(access.workspace)
            .filter(open_surveys(), persona=persona, kind=kind, language=language)
            .exclude(
                pk__in=SurveyAnswer.objects.for_workspace(access.workspace).values("survey_id")
            )
            .first()
        )
        if waiting is not None:
            return waiting, False
        wanted = usual_questions(access=access, persona=persona, kind=kind, language=language)
        survey = usual_survey(persona, kind, language)
        create_survey(access=access, survey=survey, questions=wanted, language=language)
    return survey, True


def usual_survey(persona: Persona, kind: str, language: str) -> Survey:
    """A survey with the texts it begins with, not saved yet."""
    texts = first_texts(kind, nearest_language(language))
    return Survey(
        persona=persona, kind=kind, title=texts.title, intro=texts.intro, thanks=texts.thanks
    )


def usual_questions(
    *, access: Access, persona: Persona, kind: str, language: str
) -> list[QuestionText]:
    """What a survey asks at first. SurveyError if there is nothing to rate."""
    asked = first_texts(kind, nearest_language(language)).questions
    open_ones = [QuestionText(each.text, each.hint) for each in asked]
    return [*_rated(access, persona, kind), *open_ones]


def _locked(access: Access, persona: Persona) -> Persona:
    """The persona, so that two who press at once do so one after the other."""
    rows = Persona.objects.for_workspace(access.workspace).select_for_update()
    return rows.get(pk=persona.pk)


def _rated(access: Access, persona: Persona, kind: str) -> list[QuestionText]:
    if kind != Survey.Kind.RATING:
        return []
    pains = [row.pain for row in rank_pains(access=access, persona=persona)[:MOST_RATED]]
    if not pains:
        raise SurveyError(
            f"{persona.name} has no pains yet, so there is nothing to rate. Ask what they struggle "
            "with first."
        )
    return [QuestionText(pain_in_words(pain), pain=pain) for pain in pains]


def pain_in_words(pain: PainPoint) -> str:
    """How a pain is put to somebody who has it: as they would say it."""
    return str(pain.statement or pain.title)


def create_survey(
    *, access: Access, survey: Survey, questions: Sequence[QuestionText], language: str
) -> None:
    """Save a new survey with its questions, under an address nobody can guess. One record."""
    access.require(EDIT)
    check_questions(survey, questions)
    survey.workspace = access.workspace
    survey.language = nearest_language(language)
    survey.token = new_public_token()
    survey.created_by = access.user
    with one_record(access=access, action="created"):
        create_row(access=access, instance=survey)
        SurveyQuestion.objects.bulk_create(question_rows(survey, questions))


def question_rows(survey: Survey, questions: Sequence[QuestionText]) -> list[SurveyQuestion]:
    """Unsaved rows, in order."""
    return [
        SurveyQuestion(
            workspace=survey.workspace,
            survey=survey,
            position=position,
            text=each.text,
            hint=each.hint,
            is_required=each.is_required,
            pain=each.pain,
        )
        for position, each in enumerate(questions)
    ]


def check_questions(survey: Survey, questions: Sequence[QuestionText]) -> None:
    """SurveyError if a survey cannot ask these."""
    if not questions:
        raise SurveyError("A survey asks at least one question.")
    if len(questions) > MOST_QUESTIONS:
        raise SurveyError(f"A survey asks {MOST_QUESTIONS} questions at most; more tire people.")
    texts = [each.text for each in questions if each.pain is None]
    if len(set(texts)) < len(texts):
        raise SurveyError("Two questions are the same. Their answers could not be told apart.")
    rated = [each.pain for each in questions if each.pain is not None]
    if len(rated) > MOST_RATED:
        raise SurveyError(f"At most {MOST_RATED} pains can be rated in one survey.")
    if len({pain.pk for pain in rated}) < len(rated):
        raise SurveyError("A pain is rated once in a survey.")
    if any(pain.persona_id != survey.persona_id for pain in rated):
        raise SurveyError("A survey asks about the pains of its own persona.")
    if rated and survey.kind != Survey.Kind.RATING:
        raise SurveyError("Only a rating survey has pains rated.")


def close_survey(*, access: Access, survey: Closes) -> bool:
    """Take no more answers; False if none were taken anyway. What was answered stays."""
    return _switch(access, survey, "closed", open_surveys(), {"closed_at": timezone.now()})


def reopen_survey(*, access: Access, survey: Closes) -> bool:
    """Take answers again; a last day that is over is forgotten."""
    changes = {"closed_at": None, "closes_at": survey.closes_at}
    if survey.closes_at is not None and survey.closes_at <= timezone.now():
        changes["closes_at"] = None
    return _switch(access, survey, "reopened", ~open_surveys(), changes)


@transaction.atomic
def _switch(
    access: Access, survey: Closes, action: str, still: Q, changes: dict[str, datetime | None]
) -> bool:
    access.require(EDIT)
    before = {name: getattr(survey, name) for name in changes}
    rows = type(survey).objects.for_workspace(access.workspace).filter(still, pk=survey.pk)
    if not rows.update(**changes):
        return False
    for name, value in changes.items():
        setattr(survey, name, value)
    record(
        access=access,
        action=action,
        target=survey,
        before={name: str(value or "") for name, value in before.items()},
        after={name: str(value or "") for name, value in changes.items()},
    )
    return True


def copy_survey(*, access: Access, survey: Survey) -> Survey:
    """The same questions under another address, with no answers and open."""
    access.require(EDIT)
    copy = Survey(
        persona=survey.persona,
        kind=survey.kind,
        title=f"{survey.title[:113]} (copy)",
        intro=survey.intro,
        thanks=survey.thanks,
    )
    rows = SurveyQuestion.objects.for_workspace(access.workspace).filter(survey=survey)
    questions = [
        QuestionText(row.text, row.hint, row.is_required, row.pain)
        for row in rows.select_related("pain")
    ]
    create_survey(access=access, survey=copy, questions=questions, language=survey.language)
    return copy


def remove_survey(*, access: Access, survey: Survey) -> None:
    """Delete it. The words people wrote stay as quotes; ratings go."""
    access.require(EDIT)
    remove_row(access=access, instance=survey)
