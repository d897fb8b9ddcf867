"""What all finished tests say together: the start of Learn."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.learned import best_pains, warnings_of
from experiments.resonance import FACTORS, ResonanceTable, resonance_of
from experiments.test_next import suggestions
from experiments.value_accounts import value_report
from experiments.web.dot_chart import dot_chart
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

NOUNS = {"pain": "Pain", "framework": "Way of telling it", "proof": "Proof"}
COLUMNS = (
    *("factor", "persona", "stage", "name", "tests", "won", "visitors", "conversions"),
    *("lift", "low", "high", "chance_best", "simulated"),
)


@require_safe
@workspace_page()
def learn(request: HttpRequest, access: Access) -> HttpResponse:
    """What was learned in three sentences, then what moves whom."""
    table = resonance_of(workspace_id=access.workspace.pk)
    next_tests = suggestions(access=access, table=table)
    context = {
        "table": table,
        "warnings": warnings_of(workspace_id=access.workspace.pk),
        "best": best_pains(table),
        "next": next_tests[0] if next_tests else None,
        "value": value_report(access=access),
        "factors": [_group(table, factor) for factor in FACTORS if table.cells.get(factor)],
        "tab": "moves",
    }
    return render(request, "learn/learn.html", context)


def _group(table: ResonanceTable, factor: str) -> dict[str, Any]:
    return {
        "key": factor,
        "title": FACTORS[factor],
        "noun": NOUNS[factor],
        "cells": [(cell, dot_chart(cell.levels)) for cell in table.cells[factor]],
    }


@require_safe
@workspace_page()
def learn_download(request: HttpRequest, access: Access) -> HttpResponse:
    """Every level of every cell as CSV."""
    table = resonance_of(workspace_id=access.workspace.pk)
    response = csv_response("resonance.csv")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for factor, cells in table.cells.items():
        for cell in cells:
            for row in cell.levels:
                writer.writerow(
                    [
                        factor,
                        safe_cell(str(cell.persona or "")),
                        safe_cell(str(cell.stage or "")),
                        safe_cell(row.name),
                        *(row.tests, row.wins, row.visitors, row.conversions),
                        *(row.lift, row.low, row.high, row.chance_best),
                        "yes" if table.simulated else "",
                    ]
                )
    return response


def csv_response(file_name: str) -> HttpResponse:
    """An empty CSV file to be taken along."""
    return HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
