"""Pains: ranked, one by one, and changing them."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_map import bring_back, put_away
from personas.models import EvidenceLink, PainPoint, Persona, StagePain
from personas.rank_pains import opportunities_of, rank_pains
from personas.web.map_forms import SLOT_HELP, PainForm
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row, create_row
from workspaces.web.views import workspace_page

QUOTES_SHOWN = 30
LADDER = (
    ("function", "What it does"),
    ("job", "What they use it for"),
    ("desired_outcome", "What they want"),
    ("why", "Why that matters"),
)
SLOTS = (
    ("trigger", "When"),
    ("struggle", "They have to"),
    ("cost", "It costs them"),
    ("feeling", "It leaves them"),
    ("workaround", "Today they make do with"),
)


@require_safe
@workspace_page()
def pains(request: HttpRequest, access: Access) -> HttpResponse:
    rows = PainPoint.objects.for_workspace(access.workspace)
    context = {
        "ranked": rank_pains(access=access),
        "put_away": rows.exclude(archived_at=None).select_related("persona"),
        "has_personas": Persona.objects.for_workspace(access.workspace).exists(),
        "tab": "pains",
    }
    return render(request, "map/pains.html", context)


@require_safe
@workspace_page()
def pain(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(PainPoint.objects.select_related("persona"), access, pk=pk)
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain=row, state=EvidenceLink.State.CONFIRMED)
        .select_related("evidence")
        .order_by(F("evidence__said_on").desc(nulls_last=True), "-pk")
    )
    stages = (
        StagePain.objects.for_workspace(access.workspace).filter(pain=row).select_related("stage")
    )
    context = {
        "pain": row,
        "opportunity": opportunities_of(access=access, pains=[row])[row.pk],
        "links": links[:QUOTES_SHOWN],
        "stages": stages,
        "slots": [(label, getattr(row, name), SLOT_HELP[name]) for name, label in SLOTS],
        "ladder": [(label, getattr(row, name), SLOT_HELP[name]) for name, label in LADDER],
        "tab": "pains",
    }
    return render(request, "map/pain.html", context)


@workspace_page(permission=EDIT)
def add(request: HttpRequest, access: Access) -> HttpResponse:
    given = {"persona": request.GET.get("persona")}
    form = PainForm(request.POST or None, access=access, initial=given)
    if request.method == "POST" and form.is_valid():
        row = PainPoint(**form.cleaned_data)
        create_row(access=access, instance=row)
        messages.success(request, f"“{row.title}” is on the map.")
        return redirect("map-pain", access.workspace.slug, row.pk)
    return render(request, "map/pain_form.html", {"form": form, "tab": "pains"})


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(PainPoint.objects.all(), access, pk=pk)
    title = row.title
    form = PainForm(request.POST or None, access=access, instance=row)
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "The pain is saved.")
        return redirect("map-pain", access.workspace.slug, pk)
    context = {
        "form": form,
        "pain_pk": pk,
        "title": title,
        "opportunity": opportunities_of(access=access, pains=[row])[pk],
        "tab": "pains",
    }
    return render(request, "map/pain_form.html", context)


@require_POST
@workspace_page()
def archive(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Put a pain away, or bring it back (``bring_back`` in the form)."""
    row = access_object(PainPoint.objects.all(), access, pk=pk)
    if "bring_back" in request.POST:
        bring_back(access=access, row=row)
        messages.success(request, f"“{row.title}” is back.")
        return redirect("map-pain", access.workspace.slug, pk)
    put_away(access=access, row=row)
    messages.success(request, f"“{row.title}” is put away. You can bring it back from the list.")
    return redirect("map-pains", access.workspace.slug)
