"""The lens for any text: paste it, and read what it talks about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from messaging.lens import read
from messaging.web.forms import TextForm
from messaging.web.reading_view import SEVERITY_ORDER, mark, meters_of
from messaging.writing.compose_brief import brief_of_pain
from workspaces.access import VIEW, Access
from workspaces.web.views import workspace_page


@workspace_page(change=VIEW)
def lens(request: HttpRequest, access: Access) -> HttpResponse:
    """Nothing is stored; with htmx only the reading is answered."""
    form = TextForm(request.POST if request.method == "POST" else None, access=access)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        pain = form.cleaned_data["pain"]
        reading = read(text, brief_of_pain(access=access, pain=pain) if pain else None)
        context |= {
            "reading": reading,
            "meters": meters_of(reading.components),
            "segments": mark(text, reading.findings),
            "remarks": sorted(reading.findings, key=lambda each: SEVERITY_ORDER[each.severity]),
        }
    fragment = getattr(request, "htmx", False) and request.method == "POST"
    return render(request, "write/_reading.html" if fragment else "write/lens.html", context)
