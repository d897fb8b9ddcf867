"""How visitors are recognised: all rules on one page, each editable, and a place to try them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.mapping.recognition import KINDS, Reading, explain, gather_signs, is_address, utm_of
from personas.models import Persona, RecognitionRule, Transition
from personas.recognition_rules import (
    RuleRefusedError,
    change_rule,
    contradictions,
    create_rule,
    remove_rule,
    rules_of,
)
from personas.web.journey_forms import RuleForm
from workspaces.access import EDIT, Access, access_object
from workspaces.web.given import own_path
from workspaces.web.views import workspace_page

LONGEST_ADDRESS = 2_000
TRIED = ("address", "referrer", "keyword", "list", "signal")


@require_safe
@workspace_page()
def recognition(request: HttpRequest, access: Access) -> HttpResponse:
    """Every rule; ``?address=`` and its like try them on a visit."""
    rows = (
        RecognitionRule.objects.for_workspace(access.workspace)
        .select_related("persona", "transition")
        .order_by("persona__name", "transition_id", "id")
    )
    tried = {name: request.GET.get(name, "")[:LONGEST_ADDRESS].strip() for name in TRIED}
    by_id = {row.pk: row for row in rows}
    reading = _try(access, tried) if any(tried.values()) else None
    context = {
        "rules": rows,
        "notes": contradictions(access=access),
        "tried": tried,
        "reading": reading,
        "fits": [(by_id[fit.rule.id], fit.decides) for fit in reading.fits if fit.rule.id in by_id]
        if reading
        else [],
        "is_address": not tried["address"] or is_address(tried["address"]),
        "found_persona": _persona(access, reading),
        "found_moment": _moment(access, reading),
        "personas": Persona.objects.for_workspace(access.workspace).filter(archived_at=None),
        "moments": Transition.objects.for_workspace(access.workspace).select_related(
            "from_stage", "to_stage"
        ),
        "form": RuleForm(),
        "tab": "journey",
    }
    return render(request, "map/recognition_page.html", context)


def _try(access: Access, tried: dict[str, str]) -> Reading:
    """What the rules make of a visit to this address; it is a page, and carries its utm_."""
    pairs = [("page", tried["address"]), *utm_of(tried["address"])]
    pairs += [(kind, tried[kind]) for kind in TRIED if kind in KINDS]
    return explain(rules_of(access.workspace.pk), gather_signs(pairs))


def _persona(access: Access, reading: Reading | None) -> Persona | None:
    if reading is None or reading.persona is None:
        return None
    rows = Persona.objects.for_workspace(access.workspace)
    found: Persona | None = rows.filter(key=reading.persona).first()
    return found


def _moment(access: Access, reading: Reading | None) -> Transition | None:
    if reading is None or reading.moment is None:
        return None
    rows = Transition.objects.for_workspace(access.workspace)
    found: Transition | None = (
        rows.select_related("from_stage", "to_stage").filter(pk=reading.moment).first()
    )
    return found


@workspace_page(permission=EDIT)
def add(request: HttpRequest, access: Access) -> HttpResponseBase:
    """A rule for the persona or the moment that the form or the address names."""
    given = request.POST if request.method == "POST" else request.GET
    persona = transition = None
    if given.get("persona"):
        persona = access_object(Persona.objects.all(), access, pk=given["persona"])
    if given.get("transition"):
        transition = access_object(Transition.objects.all(), access, pk=given["transition"])
    form = RuleForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        row = RecognitionRule(persona=persona, transition=transition, **form.cleaned_data)
        try:
            create_rule(access=access, rule=row)
        except RuleRefusedError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, error.message)
            status = 409
        else:
            messages.success(request, f"Recognised from now on: {row}.")
            return _back(request, access, row)
    context = {"form": form, "persona": persona, "moment": transition, "tab": "journey"}
    return render(request, "map/recognition_form.html", context, status=status)


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    rows = RecognitionRule.objects.select_related("persona", "transition")
    row = access_object(rows, access, pk=pk)
    form = RuleForm(request.POST or None, instance=row)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_rule(access=access, rule=row, changes=form.cleaned_data)
        except RuleRefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            status = 409
        else:
            messages.success(request, "The rule is saved.")
            return _back(request, access, row)
    context = {
        "form": form,
        "rule": row,
        "persona": row.persona,
        "moment": row.transition,
        "tab": "journey",
    }
    return render(request, "map/recognition_form.html", context, status=status)


@require_POST
@workspace_page()
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    row = access_object(RecognitionRule.objects.all(), access, pk=pk)
    remove_rule(access=access, rule=row)
    messages.success(request, "The rule is gone.")
    return _back(request, access, row)


def _back(request: HttpRequest, access: Access, row: RecognitionRule) -> HttpResponse:
    """To where the rule was seen, else to whom it is about."""
    path = own_path(request)
    if path is not None:
        return redirect(path)
    if row.transition_id:
        return redirect("map-moment", access.workspace.slug, row.transition_id)
    return redirect("map-persona", access.workspace.slug, row.persona_id)
