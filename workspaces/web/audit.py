import csv
import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workspaces.access import MANAGE, Access
from workspaces.models import AuditRecord
from workspaces.web.cells import safe_cell
from workspaces.web.forms import AuditFilterForm
from workspaces.web.views import workspace_page

ROWS_A_PAGE = 50


def _filtered(request: HttpRequest, access: Access) -> "tuple[AuditFilterForm, QuerySet[Any]]":
    rows: QuerySet[Any] = AuditRecord.objects.for_workspace(access.workspace)
    actions = list(rows.order_by("action").values_list("action", flat=True).distinct())
    form = AuditFilterForm(request.GET, actions=actions)
    if form.is_valid():
        wanted = form.cleaned_data
        if wanted["q"]:
            rows = rows.filter(
                Q(actor__icontains=wanted["q"])
                | Q(target_label__icontains=wanted["q"])
                | Q(target_type__icontains=wanted["q"])
            )
        if wanted["action"]:
            rows = rows.filter(action=wanted["action"])
        if wanted["since"]:
            rows = rows.filter(at__date__gte=wanted["since"])
    return form, rows


@require_safe
@workspace_page(permission=MANAGE)
def audit_log(request: HttpRequest, access: Access) -> HttpResponse:
    """Who did what, when and from where."""
    form, rows = _filtered(request, access)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "settings/audit.html", {"form": form, "page": page, "tab": "audit"})


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@require_safe
@workspace_page(permission=MANAGE)
def download(request: HttpRequest, access: Access) -> StreamingHttpResponse:
    """The filtered log as CSV, row by row."""
    _, rows = _filtered(request, access)
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield writer.writerow(
            ["at", "actor", "action", "type", "id", "label", "before", "after", "address"]
        )
        for row in rows.iterator(chunk_size=1_000):
            values = (
                row.at.isoformat(),
                row.actor,
                row.action,
                row.target_type,
                row.target_id,
                row.target_label,
                json.dumps(row.before, ensure_ascii=False),
                json.dumps(row.after, ensure_ascii=False),
                row.address or "",
            )
            yield writer.writerow([safe_cell(value) for value in values])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )
