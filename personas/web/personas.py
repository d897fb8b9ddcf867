"""Personas: the list, the page to pin to the wall, and changing them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_map import bring_back, create_keyed, put_away
from personas.know_personas import know_personas
from personas.mapping.constants import ENOUGH_PEOPLE
from personas.models import Persona
from personas.read_profile import read_profile
from personas.vocabulary import counted_vocabulary
from personas.web.map_forms import PersonaForm
from personas.web.profile_parts import PERSONA_PARTS, Part, ShownPart, edit_part, show
from personas.web.whole_profile import change_whole, mark_of_whole
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

PAINS_SHOWN = 5


def with_counts(access: Access) -> "QuerySet[Persona]":
    rows: QuerySet[Persona] = Persona.objects.for_workspace(access.workspace)
    return rows.annotate(
        pain_count=Count("pains", Q(pains__archived_at=None), distinct=True),
        quote_count=Count("evidence", distinct=True),
    )


def with_known(access: Access, rows: "QuerySet[Persona]") -> list[tuple[Persona, Any]]:
    """Each with how well they are known."""
    found = list(rows)
    known = know_personas(access=access, personas=found)
    return [(persona, known[persona.pk]) for persona in found]


@require_safe
@workspace_page()
def personas(request: HttpRequest, access: Access) -> HttpResponse:
    rows = with_counts(access)
    context = {
        "cards": with_known(access, rows.filter(archived_at=None)),
        "put_away": with_known(access, rows.exclude(archived_at=None)),
        "enough": ENOUGH_PEOPLE,
        "tab": "personas",
    }
    return render(request, "map/personas.html", context)


@require_safe
@workspace_page()
def persona(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Persona.objects.all(), access, pk=pk)
    page = read_profile(access=access, persona=row)
    parts = {
        key: show(access, row, part, page.vocabulary if key == "vocabulary" else None)
        for key, part in PERSONA_PARTS.items()
        if part.template
    }
    context = {
        "persona": row,
        "row": row,
        "page": page,
        "top": page.ranked[:PAINS_SHOWN],
        "parts": parts,
        "tab": "personas",
    }
    return render(request, "map/persona.html", context)


@workspace_page(permission=EDIT)
def part(request: HttpRequest, access: Access, pk: int, key: str) -> HttpResponse:
    """One part of the page in place: its form, and what was written."""
    row = access_object(Persona.objects.all(), access, pk=pk)

    def shown(part: Part) -> ShownPart:
        counts = counted_vocabulary(access=access, persona=row) if key == "vocabulary" else None
        return show(access, row, part, counts)

    return edit_part(request, access, row, key, shown)


@workspace_page(permission=EDIT)
def add(request: HttpRequest, access: Access) -> HttpResponse:
    form = PersonaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = Persona(**form.cleaned_data)
        create_keyed(access=access, instance=row)
        messages.success(request, f"{row.name} is on the map.")
        return redirect("map-persona", access.workspace.slug, row.pk)
    return render(request, "map/persona_form.html", {"form": form, "tab": "personas"})


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Persona.objects.all(), access, pk=pk)
    name, seen = row.name, mark_of_whole(row)
    form = PersonaForm(request.POST or None, instance=row)
    context = {"form": form, "persona_pk": pk, "name": name, "tab": "personas"}
    context["seen"] = request.POST.get("seen", seen)
    if request.method == "POST" and form.is_valid():
        conflict = change_whole(request, access, row, form)
        if not conflict:
            messages.success(request, "The profile is saved.")
            return redirect("map-persona", access.workspace.slug, pk)
        context |= conflict
    return render(request, "map/persona_form.html", context)


@require_POST
@workspace_page()
def archive(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Put a persona away, or bring her back (``bring_back`` in the form)."""
    row = access_object(Persona.objects.all(), access, pk=pk)
    if "bring_back" in request.POST:
        bring_back(access=access, row=row)
        messages.success(request, f"{row.name} is back.")
        return redirect("map-persona", access.workspace.slug, pk)
    put_away(access=access, row=row)
    messages.success(request, f"{row.name} is put away. You can bring them back from the list.")
    return redirect("map-personas", access.workspace.slug)
