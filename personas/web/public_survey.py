"""The page customers answer on: no account, no cookie, no script, and may be framed by anybody.

``csrf_exempt`` is right here and on the page where texts are chosen from (messaging/web/
public_ask_test.py). Forgery means that another page makes a
browser use the rights it has with us; this view looks at no session and no cookie, so there are
none to use: whoever has the link may answer, from wherever they are. What the token in a form of
ours would do besides (a program must have read the page first, a form counts once) its signed
ticket does (personas/survey_ticket.py). docs/adr/0012 says more.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from personas.answer_survey import (
    ClosedSurveyError,
    accept_answer,
    find_survey,
    questions_of,
)
from personas.ask_customers import is_open
from personas.models import Survey
from personas.survey_words import nearest_language, page_words
from personas.web.public_form import TRAP, PublicForm
from workspaces.addresses import address_of, network_of
from workspaces.limits import wait_for_call, whole_seconds
from workspaces.models import TenantModel

TOO_MANY, GONE, NOT_FOUND, NOT_TAKEN = 429, 410, 404, 422
Asked = TypeVar("Asked")
FRAMED_BY_ANYBODY = {"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE]}


def public_page_of(
    find: Callable[[str], Asked],
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of what ``find`` finds for the token in the address. It may stand in a frame on
    anybody's page, runs no script, is found by no search engine."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def page(request: HttpRequest, token: str) -> HttpResponse:
            try:
                answer = view(request, find(token))
            except Http404:
                answer = missing(request)
            answer.headers["X-Robots-Tag"] = "noindex, nofollow"
            answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            return answer

        framed = csp_replace(FRAMED_BY_ANYBODY)(page)  # type: ignore[arg-type]
        return xframe_options_exempt(framed)  # type: ignore[return-value]

    return decorate


public_page = public_page_of(find_survey)


def show(name: str, survey: Any, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the language of what is asked (a survey, or texts to choose from). Made without
    the request: it must not look who asks."""
    language = nearest_language(survey.language)
    words = page_words(language)
    context |= {
        "survey": survey,
        "words": words,
        "language": language,
        "brand_asks": words["brand_asks"].format(brand=survey.workspace.name),
    }
    return HttpResponse(render_to_string(f"survey/{name}.html", context), status=status)


def missing(request: HttpRequest) -> HttpResponse:
    """For every address that leads to no survey, whether or not it ever did; in the language the
    browser asks for first, since no survey says which."""
    language = nearest_language(request.headers.get("Accept-Language", "")[:20].partition(",")[0])
    context = {"words": page_words(language), "language": language}
    return HttpResponse(render_to_string("survey/missing.html", context), status=NOT_FOUND)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def survey(request: HttpRequest, row: Survey) -> HttpResponse:
    questions = questions_of(row)
    if request.method != "POST":
        if not is_open(row):
            return show("closed", row, GONE)
        form = PublicForm(row, questions, came_from=request.GET.get("from", ""))
        return show("page", row, form=form, trap=TRAP)
    return _answer(request, row, PublicForm(row, questions, data=request.POST))


def _answer(request: HttpRequest, row: Survey, form: PublicForm) -> HttpResponse:
    if not is_open(row):
        return show("closed", row, GONE, typed=form.typed_texts())
    wait = wait_to_answer(request, row)
    if wait:
        answer = _again(row, form, "fault_too_many", TOO_MANY)
        answer.headers["Retry-After"] = str(whole_seconds(wait))
        return answer
    whole = "fault_trap" if form.trapped else form.ticket.fault
    if whole or form.faults:
        return _again(row, form, whole, NOT_TAKEN)
    try:
        accept_answer(survey=row, said=form.said(), questions=form.questions)
    except ClosedSurveyError:
        return show("closed", row, GONE, typed=form.typed_texts())
    return HttpResponseRedirect(reverse("survey-thanks", args=[row.token]))


def _again(row: Survey, form: PublicForm, fault: str, status: int) -> HttpResponse:
    """The same form with all that was typed, and what is in the way."""
    fault_text = form.words[fault] if fault else ""
    return show("page", row, status, form=form, trap=TRAP, fault=fault_text)


def wait_to_answer(request: HttpRequest, row: TenantModel) -> float:
    """Seconds until somebody at this address, or anybody at all, may answer again; 0 for now."""
    network = network_of(address_of(request))
    return max(
        wait_for_call(f"survey address:{network}", settings.SURVEY_LIMIT_PER_ADDRESS),
        wait_for_call(f"{row._meta.model_name}:{row.pk}", settings.SURVEY_LIMIT),
    )


@require_safe
@public_page
def thanks(request: HttpRequest, row: Survey) -> HttpResponse:
    """After an answer. It says the same to whoever opens it, and counts nothing."""
    return show("thanks", row)
