"""What came of a survey: how many answered, what they said to each question, how they rated."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from personas.mapping.ratings import HIGHEST, LOWEST, Mean, Measured
from personas.models import Evidence, PainRating, Survey, SurveyAnswer, SurveyQuestion
from personas.rank_pains import measured_by_pain
from workspaces.access import Access
from workspaces.cells import safe_cell

SHOWN = 5
"""Answers to a question on the page, the newest; all of them are among the quotes."""
READ = 300
HEADS = (
    *("answer", "date", "came_from", "customer_status", "question", "text"),
    *("matters_1_to_5", "solved_1_to_5", "may_quote", "says_nothing"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A mean with its interval on a line of 0 to 100."""

    mean: Mean

    @property
    def at(self) -> float:
        return _percent(self.mean.value)

    @property
    def low(self) -> float:
        return _percent(self.mean.low)

    @property
    def width(self) -> float:
        return round(_percent(self.mean.high) - _percent(self.mean.low), 2)


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """``answers`` counts those to an open question, ``junk`` those of them that say nothing."""

    question: SurveyQuestion
    answers: int
    junk: int
    newest: tuple[Evidence, ...]
    measured: Measured | None

    @property
    def spots(self) -> tuple[Spot, ...]:
        if self.measured is None:
            return ()
        return (Spot(self.measured.importance), Spot(self.measured.satisfaction))


@dataclass(frozen=True, slots=True)
class Results:
    answers: int
    by_day: dict[date, int]
    came_from: list[tuple[str, int]]
    questions: list[QuestionResult]


def _percent(value: float) -> float:
    return round(100 * (value - LOWEST) / (HIGHEST - LOWEST), 2)


def survey_results(*, access: Access, survey: Survey) -> Results:
    """Five queries, however many answers there are."""
    answers = SurveyAnswer.objects.for_workspace(access.workspace).filter(survey=survey)
    days = (
        answers.order_by()
        .values(day=TruncDate("created_at", tzinfo=ZoneInfo(access.workspace.time_zone)))
        .annotate(n=Count("pk"))
    )
    came_from = answers.order_by().values("came_from").annotate(n=Count("pk"))
    by_day = {row["day"]: row["n"] for row in days.order_by("day")}
    return Results(
        answers=sum(by_day.values()),
        by_day=by_day,
        came_from=[(row["came_from"], row["n"]) for row in came_from.order_by("-n", "came_from")],
        questions=_questions(access, survey),
    )


def _questions(access: Access, survey: Survey) -> list[QuestionResult]:
    rows = SurveyQuestion.objects.for_workspace(access.workspace).filter(survey=survey)
    quotes = Evidence.objects.for_workspace(access.workspace).filter(answer__survey=survey)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in quotes.order_by().values("question", "junk").annotate(n=Count("pk")):
        counts[row["question"]][0] += row["n"]
        counts[row["question"]][1] += row["n"] if row["junk"] else 0
    newest: dict[str, list[Evidence]] = defaultdict(list)
    for quote in quotes.filter(junk="")[:READ]:
        if len(newest[quote.question]) < SHOWN:
            newest[quote.question].append(quote)
    ratings = PainRating.objects.for_workspace(access.workspace).filter(answer__survey=survey)
    rated = measured_by_pain(ratings)
    return [
        QuestionResult(
            question=row,
            answers=counts[row.text][0] if row.pain_id is None else 0,
            junk=counts[row.text][1] if row.pain_id is None else 0,
            newest=tuple(newest[row.text]) if row.pain_id is None else (),
            measured=rated.get(row.pain_id or 0),
        )
        for row in rows.select_related("pain")
    ]


def answer_lines(*, access: Access, survey: Survey) -> Iterator[list[str]]:
    """A head, then a line for each thing that was said or rated, oldest first; cells are safe."""
    yield list(HEADS)
    zone = ZoneInfo(access.workspace.time_zone)
    quotes = (
        Evidence.objects.for_workspace(access.workspace)
        .filter(answer__survey=survey)
        .select_related("answer")
        .order_by("answer_id", "pk")
    )
    for quote in quotes.iterator(500):
        answer = quote.answer
        assert answer is not None
        yield _cells(
            *(answer.pk, answer.created_at.astimezone(zone).date(), answer.came_from),
            *(quote.customer_status, quote.question, quote.text, "", ""),
            *("yes" if quote.may_quote else "no", quote.junk),
        )
    ratings = (
        PainRating.objects.for_workspace(access.workspace)
        .filter(answer__survey=survey)
        .select_related("answer", "pain")
        .order_by("answer_id", "pk")
    )
    for rating in ratings.iterator(500):
        yield _cells(
            *(rating.answer_id, rating.answer.created_at.astimezone(zone).date()),
            *(rating.answer.came_from, "", rating.pain.title, ""),
            *(rating.importance, rating.satisfaction, "", ""),
        )


def _cells(*values: object) -> list[str]:
    return [safe_cell(str(value)) for value in values]
