"""Unmet needs: the report, one need, its file, and those to tell when it is solved."""

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.conflicts import RefusedError
from messaging.constants import UNMET_OPPORTUNITY, UNMET_QUOTES
from messaging.models import UnmetNeed
from messaging.unmet_needs import (
    Need,
    change_need,
    owners,
    those_who_raised_it,
    unmet_needs,
)
from personas.models import PainPoint, Persona
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.models import AuditRecord, User
from workspaces.web.views import workspace_page

HISTORY_SHOWN = 20
COLUMNS = (
    "persona",
    "pain",
    "state",
    "owner",
    "note",
    "opportunity",
    "importance",
    "satisfaction",
    "strength",
    "quotes",
    "people",
    "ex_customers",
    "may_be_told",
    "relieved_by",
    "quote_1",
    "quote_2",
    "quote_3",
)


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.email)


class NeedForm(forms.Form):
    state = forms.ChoiceField(choices=UnmetNeed.State.choices)
    owner = OwnerField(User.objects.none(), required=False, empty_label="Nobody yet")
    note = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(access)  # type: ignore[attr-defined]


@require_safe
@workspace_page()
def needs(request: HttpRequest, access: Access) -> HttpResponse:
    return _show(request, access)


@require_safe
@workspace_page()
def needs_file(request: HttpRequest, access: Access) -> HttpResponse:
    """The report as CSV, with three quotes each."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="needs-{access.workspace.slug}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    for need in unmet_needs(access=access, persona=_persona(request, access)):
        sheet.writerow([safe_cell(cell) for cell in _cells(need)])
    return answer


@require_POST
@workspace_page()
def change(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """How far a need has come, and whose it is. ``pk`` is the pain's."""
    pain = access_object(PainPoint.objects.select_related("persona"), access, pk=pk)
    form = NeedForm(request.POST, access=access)
    if not form.is_valid():
        return _show(request, access, pain=pain, form=form, status=422)
    try:
        change_need(access=access, pain=pain, changes=form.cleaned_data)
    except RefusedError as error:
        form.add_error("state", error.message)
        return _show(request, access, pain=pain, form=form, status=409)
    messages.success(request, f"“{pain.title}” is up to date.")
    return redirect("map-needs", access.workspace.slug)


@require_POST
@workspace_page()
def tell(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Those who raised it and agreed to be written to, as CSV. Opening the addresses is written
    down each time, so it takes a press and is no link."""
    pain = access_object(PainPoint.objects.all(), access, pk=pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="to-tell-{pain.pk}.csv"'
    answer["Cache-Control"] = "no-store"
    sheet = csv.writer(answer)
    sheet.writerow(["contact", "said_on", "what_they_said", "problem"])
    for evidence, address in those_who_raised_it(access=access, pain=pain):
        day = evidence.said_on.isoformat() if evidence.said_on else ""
        sheet.writerow(map(safe_cell, (address, day, evidence.text, pain.title)))
    return answer


def _show(
    request: HttpRequest,
    access: Access,
    *,
    pain: PainPoint | None = None,
    form: NeedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    persona = _persona(request, access)
    found = unmet_needs(access=access, persona=persona)
    histories = _histories(access, found)
    context = {
        "needs": [(need, histories.get(need.row.pk if need.row else 0, [])) for need in found],
        "refused": pain,
        "form": form,
        "owners": owners(access),
        "states": UnmetNeed.State.choices,
        "persona": persona,
        "personas": Persona.objects.for_workspace(access.workspace).filter(archived_at=None),
        "least": {"opportunity": UNMET_OPPORTUNITY, "quotes": UNMET_QUOTES},
        "tab": "needs",
    }
    return render(request, "map/needs.html", context, status=status)


def _histories(access: Access, found: list[Need]) -> dict[int, list[AuditRecord]]:
    """Need id -> what was done about it, newest first. One query."""
    rows = AuditRecord.objects.for_workspace(access.workspace).filter(
        target_type="unmetneed", target_id__in=[str(need.row.pk) for need in found if need.row]
    )
    histories: dict[int, list[AuditRecord]] = {}
    for row in rows:
        kept = histories.setdefault(int(row.target_id), [])
        if len(kept) < HISTORY_SHOWN:
            kept.append(row)
    return histories


def _persona(request: HttpRequest, access: Access) -> Persona | None:
    wanted = request.GET.get("persona")
    return access_object(Persona.objects.all(), access, pk=wanted) if wanted else None


def _cells(need: Need) -> list[str]:
    found, strength = need.ranked.opportunity, need.ranked.opportunity.strength
    owner = need.row.owner.email if need.row and need.row.owner else ""
    quotes = [quote.text for quote in need.quotes]
    return [
        need.pain.persona.name,
        need.pain.title,
        need.state_name,
        owner,
        need.row.note if need.row else "",
        f"{found.score:.1f}",
        f"{found.importance:.1f}",
        f"{found.satisfaction:.1f}",
        f"{strength.value:.2f}",
        str(strength.quotes),
        str(strength.people),
        str(strength.ex_customers),
        str(need.may_tell),
        need.relieved_by,
        *quotes,
        *[""] * (3 - len(quotes)),
    ]
