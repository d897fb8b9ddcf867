"""Personas: the list, the one-page profile, and changing them."""

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_map import bring_back, create_keyed, put_away
from personas.mapping.constants import ENOUGH_PEOPLE
from personas.models import Evidence, Persona
from personas.rank_pains import rank_pains
from personas.web.map_forms import LIST_HELP, PersonaForm
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row
from workspaces.web.views import workspace_page

QUOTES_SHOWN = 5


@require_safe
@workspace_page()
def personas(request: HttpRequest, access: Access) -> HttpResponse:
    rows = Persona.objects.for_workspace(access.workspace).annotate(
        pain_count=Count("pains", Q(pains__archived_at=None), distinct=True),
        quote_count=Count("evidence", distinct=True),
    )
    context = {
        "personas": rows.filter(archived_at=None),
        "put_away": rows.exclude(archived_at=None),
        "enough": ENOUGH_PEOPLE,
        "tab": "personas",
    }
    return render(request, "map/personas.html", context)


@require_safe
@workspace_page()
def persona(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Persona.objects.all(), access, pk=pk)
    quotes = Evidence.objects.for_workspace(access.workspace).filter(persona=row)
    count = quotes.count()
    lists = [
        (name.replace("_", " ").capitalize(), getattr(row, name), LIST_HELP[name])
        for name in Persona.LIST_FIELDS
    ]
    context = {
        "persona": row,
        "ranked": rank_pains(access=access, persona=row),
        "quotes": quotes.order_by("-may_quote", F("said_on").desc(nulls_last=True), "-pk")[
            :QUOTES_SHOWN
        ],
        "quote_count": count,
        "enough": ENOUGH_PEOPLE,
        "known_percent": min(100, 100 * count // ENOUGH_PEOPLE),
        "lists": lists,
        "tab": "personas",
    }
    return render(request, "map/persona.html", context)


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
    name = row.name
    form = PersonaForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "The profile is saved.")
        return redirect("map-persona", access.workspace.slug, pk)
    context = {"form": form, "persona_pk": pk, "name": name, "tab": "personas"}
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
