"""Words to invite customers with, to a survey or to an ask-test, as the sending tool reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from messaging.ask_tests import ask_test_address
from messaging.invite import NO_TOOL, invitation, tools
from messaging.models import AskTest
from personas.ask_customers import is_open, survey_address
from personas.models import Survey
from personas.survey_words import languages, nearest_language
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def invite_survey(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Survey.objects.select_related("workspace"), access, pk=pk)
    back = reverse("listen-survey", args=[access.workspace.slug, pk])
    return _invite(request, access, row, row.kind, survey_address(row), back)


@require_safe
@workspace_page()
def invite_ask_test(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(AskTest.objects.select_related("workspace"), access, pk=pk)
    back = reverse("test-ask-test", args=[access.workspace.slug, pk])
    return _invite(request, access, row, "ask", ask_test_address(row), back)


def _invite(
    request: HttpRequest,
    access: Access,
    row: Survey | AskTest,
    kind: str,
    address: str,
    back: str,
) -> HttpResponse:
    language = nearest_language(request.GET.get("language", "") or row.language)
    tool = request.GET.get("tool", "")
    if tool not in tools():
        tool = NO_TOOL
    found = invitation(
        kind=kind, language=language, address=address, brand=access.workspace.name, tool=tool
    )
    if "download" in request.GET:
        answer = HttpResponse(found.as_text(), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="invitation.txt"'
        return answer
    context = {
        "asked": row,
        "is_open": is_open(row),
        "invitation": found,
        "tools": tools().items(),
        "tool": tool,
        "languages": languages().items(),
        "language": language,
        "back": back,
    }
    return render(request, "test/ask_invite.html", context)
