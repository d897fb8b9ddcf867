"""Ask-tests of a workspace: made, sent, closed, and what people preferred."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.ask_results import AskResults, ask_results, choice_lines, result_lines
from messaging.ask_tests import (
    FEWEST,
    AskTestError,
    ask_test_address,
    askable_variants,
    close_ask_test,
    create_ask_test,
    pairs_of,
    remove_ask_test,
    reopen_ask_test,
)
from messaging.models import AskTest
from messaging.preferences import ENOUGH_ANSWERS
from messaging.web.ask_forms import AskTestForm
from messaging.web.public_ask_test import show_choice
from messaging.web.public_choice import ChoiceForm
from personas.ask_customers import is_open
from personas.qr_pictures import qr_png, qr_svg
from personas.web.send_link import csv_file, embed_code, picture
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page


def _row(access: Access, pk: int) -> AskTest:
    return access_object(AskTest.objects.select_related("persona", "workspace"), access, pk=pk)


@require_safe
@workspace_page()
def ask_tests(request: HttpRequest, access: Access) -> HttpResponse:
    rows = (
        AskTest.objects.for_workspace(access.workspace)
        .select_related("persona", "workspace")
        .annotate(people=Count("pairs__answers__respondent_hash", distinct=True))
    )
    context = {
        "rows": [(row, is_open(row)) for row in rows],
        "can_ask": askable_variants(access)[:FEWEST].count() == FEWEST,
        "tab": "ask",
    }
    return render(request, "test/ask_list.html", context)


@workspace_page(permission=EDIT)
def ask_test_new(request: HttpRequest, access: Access) -> HttpResponse:
    """Which texts, of whom. ``pick`` in the query ticks texts beforehand."""
    if request.method != "POST":
        picked = [int(pk) for pk in request.GET.getlist("pick") if pk.isdecimal()]
        form = AskTestForm(access=access, initial={"variants": picked[:6]})
        return render(request, "test/ask_new.html", {"form": form, "tab": "ask"})
    form = AskTestForm(request.POST, access=access)
    if form.is_valid():
        said = form.cleaned_data
        try:
            test = create_ask_test(
                access=access,
                persona=said["persona"],
                variants=list(said["variants"]),
                asking=form.asking(),
            )
        except AskTestError as error:
            form.add_error("variants", error.message)
        else:
            messages.success(request, "It is open. Send the link to those who have the problem.")
            return redirect("test-ask-test", access.workspace.slug, test.pk)
    return render(request, "test/ask_new.html", {"form": form, "tab": "ask"}, status=422)


@require_safe
@workspace_page()
def ask_test(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _row(access, pk)
    address = ask_test_address(row)
    results = ask_results(access=access, test=row)
    context = {
        "test": row,
        "is_open": is_open(row),
        "results": results,
        "address": address,
        "embed": embed_code(row.title, address),
        "enough": ENOUGH_ANSWERS,
        "needed": _people_needed(results),
        "tab": "ask",
    }
    return render(request, "test/ask_test.html", context)


def _people_needed(results: AskResults) -> int:
    """How many people it takes at least until each pair has a sentence."""
    return -(-ENOUGH_ANSWERS * len(results.pairs) // min(3, len(results.pairs) or 1))


@require_safe
@workspace_page()
def preview(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The page as customers see it. Nothing can be sent from it, so nothing counts."""
    row = _row(access, pk)
    return show_choice(row, ChoiceForm(row, pairs_of(row), number="preview"), preview=True)


@require_POST
@workspace_page()
def close(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if close_ask_test(access=access, test=_row(access, pk)):
        messages.success(request, "Closed. No more answers are taken; you can open it again.")
    return redirect("test-ask-test", access.workspace.slug, pk)


@require_POST
@workspace_page()
def reopen(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    if reopen_ask_test(access=access, test=_row(access, pk)):
        messages.success(request, "Open again, under the same link.")
    return redirect("test-ask-test", access.workspace.slug, pk)


@require_POST
@workspace_page()
def delete(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _row(access, pk)
    remove_ask_test(access=access, test=row)
    messages.success(request, f"“{row.title}” is deleted. The reasons are among the quotes.")
    return redirect("test-ask", access.workspace.slug)


@require_safe
@workspace_page()
def code_svg(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    drawn = qr_svg(f"{ask_test_address(_row(access, pk))}?from=paper")
    return picture(request, drawn, "image/svg+xml", "ask-test.svg")


@require_safe
@workspace_page()
def code_png(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    drawn = qr_png(f"{ask_test_address(_row(access, pk))}?from=paper")
    return picture(request, drawn, "image/png", "ask-test.png")


@require_safe
@workspace_page()
def answers_file(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    """Every choice with its reason as CSV; no cell is a formula."""
    return csv_file("choices.csv", choice_lines(access=access, test=_row(access, pk)))


@require_safe
@workspace_page()
def results_file(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    """The counts, shares and intervals on the page as CSV."""
    results = ask_results(access=access, test=_row(access, pk))
    return csv_file("preferences.csv", result_lines(results))
