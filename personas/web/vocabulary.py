"""Words that a persona's quotes suggest for their vocabulary."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from personas.models import Persona
from personas.vocabulary import ListFullError, keep_out, suggest_vocabulary, take_in
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page

LONGEST = 200


@workspace_page()
def vocabulary(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Suggestions with their counts; one press takes one in, or keeps it out."""
    row = access_object(Persona.objects.all(), access, pk=pk)
    if request.method == "POST":
        words = request.POST.get("words", "")[:LONGEST].replace("\x00", "")
        if request.POST.get("do") == "reject":
            if keep_out(access=access, persona=row, words=words):
                messages.success(request, f"“{words}” will not be suggested again.")
        else:
            try:
                if take_in(access=access, persona=row, words=words):
                    messages.success(request, f"“{words}” is one of {row.name}’s words.")
            except ListFullError as error:
                messages.error(request, str(error))
        return redirect("map-persona-vocabulary", access.workspace.slug, pk)
    found = suggest_vocabulary(access=access, persona=row, leave_out=[access.workspace.name])
    context = {"persona": row, "found": found, "tab": "personas"}
    return render(request, "map/persona_vocabulary.html", context)
