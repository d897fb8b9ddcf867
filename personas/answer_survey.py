"""A customer answers: their words become evidence, their ratings are counted, once."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.http import Http404

from personas.ask_customers import is_open
from personas.listening.mining.junk import junk_reason
from personas.listening.normalise import person_hash, text_hash
from personas.listening.personal_data import mask
from personas.models import (
    CustomerStatus,
    Evidence,
    EvidenceSource,
    PainRating,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
)
from personas.over_time import today_in
from personas.person_keys import person_key
from workspaces.access import Access, public_access
from workspaces.changes import record
from workspaces.public_tokens import is_public_token

LONGEST_ANSWER = 4_000
LONGEST_SOURCE_TAG = 60
KINDS_OF_SOURCE = {
    Survey.Kind.CHURN: EvidenceSource.EXIT_INTERVIEW,
    Survey.Kind.STRUGGLE: EvidenceSource.SURVEY,
    Survey.Kind.RATING: EvidenceSource.SURVEY,
}
KEPT_CONTROLS = "\n\t"


class ClosedSurveyError(ValueError):
    """No answers are taken any more."""


@dataclass(frozen=True, slots=True)
class Rating:
    importance: int
    satisfaction: int


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered. ``texts`` and ``ratings`` are by the id of the question.

    ``email`` is only given where they may be written to.
    """

    respondent_hash: str
    texts: Mapping[int, str] = field(default_factory=dict)
    ratings: Mapping[int, Rating] = field(default_factory=dict)
    customer_status: str = CustomerStatus.UNKNOWN
    may_quote: bool = False
    email: str = ""
    came_from: str = ""


def find_survey(token: str) -> Survey:
    """The survey a public link leads to, closed or not; Http404 for any other text."""
    survey = None
    if is_public_token(token):
        survey = Survey.objects.select_related("workspace").filter(token=token).first()
    if survey is None:
        raise Http404("There is no such survey.")
    return survey


def questions_of(survey: Survey) -> list[SurveyQuestion]:
    """In the order they are asked; pains that were put away meanwhile are not asked about."""
    rows = SurveyQuestion.objects.for_workspace(survey.workspace).filter(survey=survey)
    return list(rows.filter(pain__archived_at=None).select_related("pain"))


def tidy(text: str) -> str:
    """What somebody typed, without what no keyboard makes: control characters and half ones."""
    joined = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        sign
        for sign in joined
        if sign in KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return "".join(kept).strip()


def accept_answer(
    *, survey: Survey, said: Said, questions: Sequence[SurveyQuestion]
) -> SurveyAnswer | None:
    """Keep an answer, with one audit record; None if this form was sent before.

    ClosedSurveyError if the survey closed meanwhile. Nobody is asked for a permission: the address
    that cannot be guessed is it, and all that comes of it is evidence of this one survey.
    """
    access = public_access(survey.workspace)
    try:
        with transaction.atomic():
            # Held, so that closing and answering happen one after the other.
            rows = Survey.objects.for_workspace(survey.workspace).select_for_update(of=("self",))
            held = rows.select_related("workspace").filter(pk=survey.pk).first()
            if held is None or not is_open(held):
                raise ClosedSurveyError("No answers are taken any more.")
            answer = SurveyAnswer.objects.create(
                workspace=survey.workspace,
                survey=survey,
                respondent_hash=said.respondent_hash,
                came_from=said.came_from[:LONGEST_SOURCE_TAG],
            )
            quotes = _keep_quotes(access, survey, answer, said, questions)
            ratings = _keep_ratings(access, survey, answer, said, questions)
            record(
                access=access,
                action="answered",
                target=survey,
                after={"answer": answer.pk, "quotes": quotes, "ratings": ratings},
            )
            return answer
    except IntegrityError:
        known = SurveyAnswer.objects.for_workspace(survey.workspace).filter(
            survey=survey, respondent_hash=said.respondent_hash
        )
        if known.exists():
            return None
        raise


def _keep_quotes(
    access: Access,
    survey: Survey,
    answer: SurveyAnswer,
    said: Said,
    questions: Sequence[SurveyQuestion],
) -> int:
    """The words, masked and marked. What several people say alike is kept as often as it is said,
    for each of them has said it; what one person says counts as one person's."""
    person = _person_of(access, said)
    rows = []
    for question in questions:
        text, masked = mask(said.texts.get(question.pk, ""), survey.language)
        if not text:
            continue
        source = KINDS_OF_SOURCE[Survey.Kind(survey.kind)]
        rows.append(
            Evidence(
                workspace=access.workspace,
                persona_id=survey.persona_id,
                answer=answer,
                text=text,
                masked=", ".join(masked)[:80],
                source=source,
                customer_status=_status(survey, said),
                asked=True,
                said_on=today_in(access.workspace),
                person_hash=person,
                language=survey.language,
                may_quote=said.may_quote,
                may_contact=bool(said.email),
                contact=said.email,
                question=question.text,
                external_id=f"answer:{answer.pk}:{question.pk}",
                text_hash=text_hash(text, source, person, question.text),
                junk=junk_reason(text)[:60],
            )
        )
    Evidence.objects.bulk_create(rows)
    return len(rows)


def _person_of(access: Access, said: Said) -> str:
    """Who answered: their address, hashed as everywhere, else the number of their form."""
    return person_hash(said.email or f"answer {said.respondent_hash}", person_key(access.workspace))


def _status(survey: Survey, said: Said) -> str:
    if survey.kind == Survey.Kind.CHURN:
        return str(CustomerStatus.EX_CUSTOMER)
    return said.customer_status


def _keep_ratings(
    access: Access,
    survey: Survey,
    answer: SurveyAnswer,
    said: Said,
    questions: Sequence[SurveyQuestion],
) -> int:
    """A person whose address we know and who answers again is counted once, as they say now."""
    if not said.ratings:
        return 0
    if said.email:
        earlier = Evidence.objects.for_workspace(access.workspace).filter(
            answer__survey=survey, person_hash=_person_of(access, said)
        )
        PainRating.objects.for_workspace(access.workspace).filter(
            answer__in=earlier.exclude(answer=answer).values("answer")
        ).delete()
    rows = [
        PainRating(
            workspace=access.workspace,
            answer=answer,
            pain_id=question.pain_id,
            importance=said.ratings[question.pk].importance,
            satisfaction=said.ratings[question.pk].satisfaction,
        )
        for question in questions
        if question.pain_id is not None and question.pk in said.ratings
    ]
    PainRating.objects.bulk_create(rows)
    return len(rows)
