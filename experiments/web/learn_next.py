"""What to test next, each with its reason and a button that prepares it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from experiments.refusals import ExperimentRefusedError
from experiments.resonance import resonance_of
from experiments.test_next import Suggestion, suggestions
from experiments.test_next_open import open_suggestion
from workspaces.access import EDIT, Access
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

GONE = "That has changed meanwhile: these are the suggestions of now."
DRAFTED = "The test is drafted. Look it over: an approver or owner starts it."
WRITTEN = "A draft that differs in this one thing is kept. Once it is approved, the test can begin."
TO_WRITE = "Nothing but this one thing cannot be changed in the live text, so write one here."


@require_safe
@workspace_page()
def learn_next(request: HttpRequest, access: Access) -> HttpResponse:
    """The tests that promise most."""
    table = resonance_of(workspace_id=access.workspace.pk)
    context = {
        "table": table,
        "suggestions": suggestions(access=access, table=table),
        "tab": "next",
    }
    return render(request, "learn/next.html", context)


@require_POST
@workspace_page(change=EDIT)
def learn_next_open(request: HttpRequest, access: Access) -> HttpResponse:
    """Prepare one: a draft of the test, or of the text it lacks."""
    suggestion = _chosen(request, access)
    slug = access.workspace.slug
    if suggestion is None:
        messages.error(request, GONE)
        return redirect("learn-next", slug)
    try:
        opened = open_suggestion(access=access, suggestion=suggestion)
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
        return redirect("test-goals" if error.code == "no_goal" else "learn-next", slug)
    if opened.experiment is not None:
        messages.success(request, DRAFTED)
        return redirect("test-experiment", slug, opened.experiment.pk)
    if opened.variant is not None:
        messages.success(request, WRITTEN)
        return redirect("write-variant", slug, opened.variant.pk)
    messages.info(request, TO_WRITE)
    return redirect(_studio(slug, suggestion))


def _chosen(request: HttpRequest, access: Access) -> Suggestion | None:
    """The suggestion that the form names, as it stands now."""
    message = row_id(request.POST.get("message", ""))
    change = request.POST.get("change", "")
    table = resonance_of(workspace_id=access.workspace.pk)
    return next(
        (
            each
            for each in suggestions(access=access, table=table)
            if each.message.pk == message and str(each.change) == change
        ),
        None,
    )


def _studio(slug: str, suggestion: Suggestion) -> str:
    """The studio with the brief of the suggestion."""
    live = suggestion.message.live_variant
    assert live is not None
    order: dict[str, object] = {"pain": live.pain_id}
    if suggestion.change.factor == "pain":
        order = {"pain": suggestion.change.to}
    else:
        order["framework"] = suggestion.change.to
    return f"{reverse('write-studio', args=[slug, suggestion.message.pk])}?{urlencode(order)}"
