from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.find import find
from workspaces.access import Access
from workspaces.web.views import workspace_page


@workspace_page()
def search(request: HttpRequest, access: Access) -> HttpResponse:
    """Everything in this workspace that has the words in it."""
    words = request.GET.get("q", "").strip()[:200]
    groups = find(access=access, words=words) if words else []
    return render(request, "home/search.html", {"q": words, "groups": groups})
