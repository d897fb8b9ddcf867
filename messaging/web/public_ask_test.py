"""The page on which customers choose between texts: open, framed by anybody, like a survey's.

What makes it safe without a session is said in personas/web/public_survey.py, whose parts it uses.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from messaging.answer_ask_test import accept_choices, find_ask_test
from messaging.ask_tests import pairs_of
from messaging.ask_words import ask_words
from messaging.models import AskTest
from messaging.web.public_choice import ChoiceForm
from personas.answer_survey import ClosedSurveyError
from personas.ask_customers import is_open
from personas.survey_words import nearest_language
from personas.web.public_form import TRAP
from personas.web.public_survey import (
    GONE,
    NOT_TAKEN,
    TOO_MANY,
    public_page_of,
    show,
    wait_to_answer,
)
from workspaces.limits import whole_seconds

ask_page = public_page_of(find_ask_test)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@ask_page
def ask_test(request: HttpRequest, row: AskTest) -> HttpResponse:
    pairs = pairs_of(row)
    if request.method == "POST":
        return _answer(request, row, ChoiceForm(row, pairs, data=request.POST))
    if not is_open(row) or not pairs:
        return show("closed", row, GONE)
    return show_choice(row, ChoiceForm(row, pairs, came_from=request.GET.get("from", "")))


def show_choice(row: AskTest, form: ChoiceForm, status: int = 200, **more: Any) -> HttpResponse:
    """The page with its pairs, as customers see it."""
    return show("ask_page", row, status, form=form, ask=form.ask, trap=TRAP, **more)


def _answer(request: HttpRequest, row: AskTest, form: ChoiceForm) -> HttpResponse:
    if not is_open(row):
        return show("closed", row, GONE, typed=form.typed_texts())
    wait = wait_to_answer(request, row)
    if wait:
        answer = show_choice(row, form, TOO_MANY, fault=form.words["fault_too_many"])
        answer.headers["Retry-After"] = str(whole_seconds(wait))
        return answer
    whole = "fault_trap" if form.trapped else form.ticket.fault
    if whole or form.faults:
        return show_choice(row, form, NOT_TAKEN, fault=form.words[whole] if whole else "")
    try:
        accept_choices(
            test=row,
            respondent_hash=form.ticket.respondent_hash,
            choices=form.choices(),
            came_from=form.came_from,
        )
    except ClosedSurveyError:
        return show("closed", row, GONE, typed=form.typed_texts())
    return HttpResponseRedirect(reverse("ask-test-thanks", args=[row.token]))


@require_safe
@ask_page
def thanks(request: HttpRequest, row: AskTest) -> HttpResponse:
    """After an answer. It says the same to whoever opens it, and counts nothing."""
    return show("ask_thanks", row, ask=ask_words(nearest_language(row.language)))
