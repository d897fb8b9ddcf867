"""Changing what a survey says and asks, as long as that is fair to those who answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from personas.ask_customers import (
    QuestionText,
    SurveyError,
    check_questions,
    has_answers,
    question_rows,
)
from personas.models import Evidence, Survey, SurveyQuestion
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, one_record, record


class AnsweredError(SurveyError):
    """What people have answered cannot be asked differently any more."""


def change_survey(
    *,
    access: Access,
    survey: Survey,
    changes: Mapping[str, Any],
    questions: Sequence[QuestionText] | None = None,
) -> bool:
    """Set texts, dates and questions; True if anything differed. One record.

    Once there are answers, only the wording of a question can change: what was answered must stay
    what was asked. SurveyError otherwise.
    """
    access.require(EDIT)
    with one_record(access=access, action="changed", target=survey):
        # Held as by whoever answers: nobody answers while we look whether somebody did.
        held = Survey.objects.for_workspace(access.workspace).select_for_update(of=("self",))
        held.get(pk=survey.pk)
        changed = change_row(access=access, instance=survey, changes=changes)
        if questions is not None:
            changed = _set_questions(access, survey, questions) or changed
    return changed


def _set_questions(access: Access, survey: Survey, wanted: Sequence[QuestionText]) -> bool:
    check_questions(survey, wanted)
    rows = SurveyQuestion.objects.for_workspace(access.workspace).filter(survey=survey)
    kept = {row.pk: row for row in rows}
    before = [_told(row) for row in kept.values()]
    if any(each.pk and each.pk not in kept for each in wanted):
        raise SurveyError("One of these questions is gone. Look at the survey again.")
    if len({each.pk for each in wanted if each.pk}) < sum(1 for each in wanted if each.pk):
        raise SurveyError("A question stands in a survey once.")
    if any(each.pk and kept[each.pk].pain_id != _pain_of(each) for each in wanted):
        raise SurveyError("A question stays one of its pain. Take it away and ask a new one.")
    if has_answers(survey):
        same = [each.pk for each in wanted] == list(kept)
        if not same or any(_is_another(kept, each) for each in wanted):
            raise AnsweredError(
                "People have answered already, so questions cannot be added, moved or taken away. "
                "Copy the survey to ask something else."
            )
    rows.exclude(pk__in=[each.pk for each in wanted]).delete()
    SurveyQuestion.objects.bulk_create(
        [
            row
            for row, each in zip(question_rows(survey, wanted), wanted, strict=True)
            if not each.pk
        ]
    )
    _update(survey, kept, wanted)
    after = [_told(row) for row in rows.all()]
    if before == after:
        return False
    record(
        access=access,
        action="changed",
        target=survey,
        before={"questions": before},
        after={"questions": after},
    )
    return True


def _update(
    survey: Survey, kept: Mapping[int, SurveyQuestion], wanted: Sequence[QuestionText]
) -> None:
    rows = []
    for position, each in enumerate(wanted):
        if each.pk:
            row = kept[each.pk]
            if row.text != each.text and row.pain_id is None:
                _reword(survey, row.text, each.text)
            row.position, row.text, row.hint = position, each.text, each.hint
            row.is_required = each.is_required
            rows.append(row)
    there = SurveyQuestion.objects.for_workspace(survey.workspace)
    there.bulk_update(rows, ["position", "text", "hint", "is_required"])


def _reword(survey: Survey, before: str, after: str) -> None:
    """Quotes say what they answer; they follow, so that a survey finds its answers."""
    quotes = Evidence.objects.for_workspace(survey.workspace)
    quotes.filter(answer__survey=survey, question=before).update(question=after)


def _is_another(kept: Mapping[int, SurveyQuestion], wanted: QuestionText) -> bool:
    row = kept[wanted.pk]
    taken = any(each.text == wanted.text and each.pk != row.pk for each in kept.values())
    return row.is_required != wanted.is_required or taken


def _pain_of(wanted: QuestionText) -> int | None:
    return wanted.pain.pk if wanted.pain is not None else None


def _told(row: SurveyQuestion) -> str:
    """A question as the log tells it."""
    more = f" ({row.hint})" if row.hint else ""
    return f"{row.text}{more}{', to be answered' if row.is_required else ''}"
