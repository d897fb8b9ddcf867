"""Who did what: the page, and the file."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workspaces.access import MANAGE, Access
from workspaces.cells import safe_cell
from workspaces.find_audit import AuditFilter, choices_of, find_records, page_of
from workspaces.models import AuditRecord
from workspaces.read_audit import read_record
from workspaces.web.audit_form import VIA_LABELS, AuditFilterForm
from workspaces.web.audit_links import kind_in_words, links_of
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

ROWS_AT_ONCE = 1_000
COLUMNS = (
    *("at", "actor", "action", "target_type", "target_id", "target_label"),
    *("before", "after", "via", "address"),
)


def _form(request: HttpRequest, access: Access) -> AuditFilterForm:
    actions, kinds = choices_of(access)
    return AuditFilterForm(request.GET, actions=actions, kinds=kinds)


@require_safe
@workspace_page(permission=MANAGE)
def audit_log(request: HttpRequest, access: Access) -> HttpResponse:
    """Who did what, when, from where, and how it was before."""
    form = _form(request, access)
    wanted = form.wanted()
    page = page_of(
        find_records(access=access, wanted=wanted),
        older=row_id(request.GET.get("older", "")),
        newer=row_id(request.GET.get("newer", "")),
    )
    links = links_of(access, page.rows)
    kept = request.GET.copy()
    for name in ("older", "newer"):
        kept.pop(name, None)
    context = {
        "form": form,
        "filtered": wanted != AuditFilter(),
        "rows": [_shown(row, links) for row in page.rows],
        "page": page,
        "query": kept.urlencode(),
        "tab": "audit",
    }
    return render(request, "settings/audit.html", context)


def _shown(row: AuditRecord, links: dict[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "record": row,
        "kind": kind_in_words(row.target_type),
        "via": VIA_LABELS.get(row.via, row.via),
        "url": links.get((row.target_type, row.target_id), ""),
        "reading": read_record(row),
    }


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@require_safe
@workspace_page(permission=MANAGE)
def download(request: HttpRequest, access: Access) -> StreamingHttpResponse:
    """The filtered log, row by row: as CSV, or with ``format=jsonl`` as lines of JSON."""
    rows = find_records(access=access, wanted=_form(request, access).wanted())
    found = rows.iterator(chunk_size=ROWS_AT_ONCE)
    as_json = request.GET.get("format") == "jsonl"
    kind, name = ("application/jsonl", "audit.jsonl") if as_json else ("text/csv", "audit.csv")
    return StreamingHttpResponse(
        _json_lines(found) if as_json else _csv_lines(found),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _values(row: AuditRecord) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS} | {"at": row.at.isoformat()}


def _json_lines(rows: Iterable[AuditRecord]) -> Iterator[str]:
    for row in rows:
        yield json.dumps({"id": row.pk} | _values(row), ensure_ascii=False) + "\n"


def _csv_lines(rows: Iterable[AuditRecord]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for row in rows:
        values = _values(row)
        for name in ("before", "after"):
            values[name] = json.dumps(values[name], ensure_ascii=False)
        yield writer.writerow([safe_cell(value or "") for value in values.values()])
