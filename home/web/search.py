from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.find import find
from workspaces.access import Access
from workspaces.web.views import workspace_page

LONGEST = 200


@require_safe
@workspace_page()
def search(request: HttpRequest, access: Access) -> HttpResponse:
    """Everything in this workspace that has the words in it."""
    # No text in the database holds a NUL, and PostgreSQL refuses to look for one.
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    groups = find(access=access, words=words) if words else []
    return render(request, "home/search.html", {"q": words, "groups": groups})
