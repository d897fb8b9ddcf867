"""Asking customers: surveys of a workspace, what they ask and what came of them."""

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.answer_survey import questions_of
from personas.ask_customers import (
    SurveyError,
    close_survey,
    copy_survey,
    has_answers,
    is_open,
    remove_survey,
    reopen_survey,
    start_survey,
    survey_address,
)
from personas.change_survey import change_survey
from personas.mapping.answer_days import draw_days
from personas.mapping.ratings import ENOUGH_RATINGS
from personas.models import Persona, Survey
from personas.qr_pictures import qr_png, qr_svg
from personas.survey_results import answer_lines, survey_results
from personas.survey_words import nearest_language, page_words, share_words
from personas.web.inbox import waiting_suggestions
from personas.web.public_form import TRAP, PublicForm
from personas.web.send_link import csv_file, embed_code, picture
from personas.web.survey_forms import StartForm, SurveyForm, questions_form
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

SHARED_AS = {"email": "In an e-mail", "message": "In a chat or a text", "post": "In public"}
TAGS = {"email": "newsletter", "message": "message", "post": "social"}


def _row(access: Access, pk: int) -> Survey:
    return access_object(Survey.objects.select_related("persona", "workspace"), access, pk=pk)


@require_safe
@workspace_page()
def surveys(request: HttpRequest, access: Access) -> HttpResponse:
    rows = (
        Survey.objects.for_workspace(access.workspace)
        .select_related("persona", "workspace")
        .annotate(count=Count("answers"), newest=Max("answers__created_at"))
    )
    whom = asked_for(request, access)
    if whom is not None:
        rows = rows.filter(persona=whom)
    context = {
        "surveys": [(row, is_open(row)) for row in rows],
        "start_form": StartForm(access=access, initial={"persona": whom}),
        "whom": whom,
        "kinds": KINDS,
        "waiting": waiting_suggestions(access),
        "tab": "ask",
    }
    return render(request, "listen/surveys.html", context)


def asked_for(request: HttpRequest, access: Access) -> Persona | None:
    """Whom the address asks for; 404 for anybody who is not on this map."""
    wanted = request.GET.get("persona", "")
    return access_object(Persona.objects.all(), access, pk=wanted) if wanted else None


KINDS = (
    ("struggle", "What they struggle with", "Three questions, in their own words."),
    ("churn", "Why they left", "Four questions for people who were customers."),
    ("rating", "What matters most", "Each pain of the persona, rated: how much, how well solved."),
)


@require_POST
@workspace_page()
def start(request: HttpRequest, access: Access) -> HttpResponse:
    """A survey with the usual questions, in one press."""
    form = StartForm(request.POST, access=access)
    if not form.is_valid():
        messages.warning(request, "Say whom you want to ask.")
        return redirect("listen-surveys", access.workspace.slug)
    said = form.cleaned_data
    try:
        survey, is_new = start_survey(access=access, persona=said["persona"], kind=said["kind"])
    except SurveyError as error:
        messages.warning(request, str(error))
        return redirect("map-persona", access.workspace.slug, said["persona"].pk)
    if is_new:
        messages.success(request, "Ready: send the link to those you want to hear.")
    else:
        messages.info(request, "This one is waiting for its first answer already.")
    return redirect("listen-survey", access.workspace.slug, survey.pk)


@require_safe
@workspace_page()
def survey(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _row(access, pk)
    results = survey_results(access=access, survey=row)
    address = survey_address(row)
    context = {
        "survey": row,
        "is_open": is_open(row),
        "results": results,
        "days": draw_days(results.by_day),
        "address": address,
        "embed": embed_code(row.title, address),
        "shares": _shares(access, row, address),
        "enough": ENOUGH_RATINGS,
        "tab": "ask",
    }
    return render(request, "listen/survey.html", context)


def _shares(access: Access, row: Survey, address: str) -> list[tuple[str, str, str]]:
    """Key, heading and text for each way to send the link, tagged so that one sees what worked."""
    words = share_words(nearest_language(row.language))
    return [
        (
            key,
            heading,
            words[key]
            .replace("{link}", f"{address}?from={TAGS[key]}")
            .replace("{brand}", access.workspace.name)
            .strip(),
        )
        for key, heading in SHARED_AS.items()
    ]


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _row(access, pk)
    answered = has_answers(row)
    data = request.POST if request.method == "POST" else None
    title = row.title
    form = SurveyForm(data, access=access, instance=row)
    questions = questions_form(access=access, survey=row, answered=answered, data=data)
    if data is not None and form.is_valid() and questions.is_valid():
        try:
            change_survey(
                access=access, survey=row, changes=form.changes(), questions=questions.wanted()
            )
        except SurveyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The survey is saved.")
            return redirect("listen-survey", access.workspace.slug, pk)
    context = {
        "form": form,
        "questions": questions,
        "answered": answered,
        "survey_pk": pk,
        "is_rating": row.kind == Survey.Kind.RATING,
        "survey_title": title,
        "tab": "ask",
    }
    return render(request, "listen/survey_form.html", context)


@require_safe
@workspace_page()
def preview(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The page as customers see it. Nothing can be sent from it, so nothing counts."""
    row = _row(access, pk)
    language = nearest_language(row.language)
    words = page_words(language)
    context = {
        "survey": row,
        "form": PublicForm(row, questions_of(row)),
        "words": words,
        "language": language,
        "brand_asks": words["brand_asks"].format(brand=access.workspace.name),
        "trap": TRAP,
        "preview": True,
    }
    return render(request, "survey/page.html", context)


@require_POST
@workspace_page()
def close(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if close_survey(access=access, survey=_row(access, pk)):
        messages.success(request, "Closed. No more answers are taken; you can open it again.")
    return redirect("listen-survey", access.workspace.slug, pk)


@require_POST
@workspace_page()
def reopen(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if reopen_survey(access=access, survey=_row(access, pk)):
        messages.success(request, "Open again, under the same link.")
    return redirect("listen-survey", access.workspace.slug, pk)


@require_POST
@workspace_page()
def copy(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        made = copy_survey(access=access, survey=_row(access, pk))
    except SurveyError as error:
        messages.warning(request, str(error))
        return redirect("listen-survey", access.workspace.slug, pk)
    messages.success(request, "Copied, under a link of its own. Change what you like.")
    return redirect("listen-survey-edit", access.workspace.slug, made.pk)


@require_POST
@workspace_page()
def delete(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _row(access, pk)
    remove_survey(access=access, survey=row)
    messages.success(request, f"“{row.title}” is deleted. What people wrote is among the quotes.")
    return redirect("listen-surveys", access.workspace.slug)


@require_safe
@workspace_page()
def code_svg(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    drawn = qr_svg(f"{survey_address(_row(access, pk))}?from=paper")
    return picture(request, drawn, "image/svg+xml", "survey.svg")


@require_safe
@workspace_page()
def code_png(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    drawn = qr_png(f"{survey_address(_row(access, pk))}?from=paper")
    return picture(request, drawn, "image/png", "survey.png")


@require_safe
@workspace_page()
def download(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    """Every answer and rating as CSV; no cell is a formula."""
    return csv_file("survey.csv", answer_lines(access=access, survey=_row(access, pk)))
