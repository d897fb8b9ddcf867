"""What customers say of us and of the alternatives, by criterion."""

import csv

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.compare import (
    comparison_table,
    keep_comparison,
    quotes_to_compare,
    remove_comparison,
)
from personas.models import Comparison, Evidence, Persona
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

LEANINGS = [(value, label) for value, label in Comparison.Leaning.choices]


class ComparisonForm(forms.Form):
    """A criterion and an alternative of the profile, or another one in the person's words."""

    evidence = forms.IntegerField(min_value=1, label="Quote", widget=forms.HiddenInput)
    criterion = forms.CharField(
        max_length=120,
        label="What it judges",
        help_text="As they would say it: “how fast it is”.",
        widget=forms.TextInput(attrs={"list": "criteria", "autocomplete": "off"}),
    )
    alternative = forms.CharField(
        max_length=120,
        required=False,
        label="Of whom",
        help_text="Empty: of us.",
        widget=forms.TextInput(attrs={"list": "alternatives", "autocomplete": "off"}),
    )
    leaning = forms.ChoiceField(choices=LEANINGS, label="It")


@require_safe
@workspace_page()
def comparisons(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    return _page(request, access, access_object(Persona.objects.all(), access, pk=pk), None)


def _page(
    request: HttpRequest, access: Access, persona: Persona, form: ComparisonForm | None
) -> HttpResponse:
    sought = form["evidence"].value() if form else request.GET.get("quote")
    chosen = access_object(Evidence.objects.all(), access, pk=sought) if sought else None
    if form is None and chosen is not None:
        form = ComparisonForm(initial={"evidence": chosen.pk})
    context = {
        "persona": persona,
        "table": comparison_table(access=access, persona=persona),
        "to_mark": quotes_to_compare(access=access, persona=persona),
        "chosen": chosen,
        "form": form,
        "tab": "personas",
    }
    return render(request, "map/comparisons.html", context)


@require_POST
@workspace_page()
def add(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    persona = access_object(Persona.objects.all(), access, pk=pk)
    form = ComparisonForm(request.POST)
    if not form.is_valid():
        if form["evidence"].errors:
            messages.warning(request, "Choose a quote first.")
            return redirect("map-comparisons", access.workspace.slug, pk)
        return _page(request, access, persona, form)
    said = form.cleaned_data
    evidence = access_object(Evidence.objects.all(), access, pk=said.pop("evidence"))
    keep_comparison(access=access, evidence=evidence, persona=persona, **said)
    messages.success(request, "It counts in the table now.")
    return redirect("map-comparisons", access.workspace.slug, pk)


@require_POST
@workspace_page()
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Comparison.objects.select_related("evidence"), access, pk=pk)
    persona_pk = row.persona_id
    remove_comparison(access=access, comparison=row)
    messages.success(request, "It no longer counts in the table. The quote stays.")
    return redirect("map-comparisons", access.workspace.slug, persona_pk)


@require_safe
@workspace_page()
def download(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Every quote of the table as CSV."""
    persona = access_object(Persona.objects.all(), access, pk=pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="comparisons.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(["criterion", "of", "leaning", "quote", "source", "customer status"])
    for row in comparison_table(access=access, persona=persona).rows:
        for cell in row.cells:
            for each in cell.said:
                sheet.writerow(
                    [
                        safe_cell(row.criterion),
                        safe_cell(cell.alternative or "us"),
                        each.leaning,
                        safe_cell(each.evidence.text),
                        each.evidence.source,
                        each.evidence.customer_status,
                    ]
                )
    return answer
