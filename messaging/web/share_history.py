"""Share, History: every file that left or came."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from messaging.share_history import WAYS, HistoryLine, history_of, page_of_history
from messaging.share_settings import settings_of
from personas.web.send_link import csv_file
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

LINES_A_PAGE = 30
MOST_PAGES = 200
HEADER = ["When (UTC)", "Way", "File", "What", "Who", "Rows", "State", "File kept"]


def _asked(request: HttpRequest) -> tuple[str, int]:
    way = request.GET.get("way", "")
    page = request.GET.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 5 else 1
    return way if way in WAYS else "", min(max(number, 1), MOST_PAGES)


@require_safe
@workspace_page()
def history(request: HttpRequest, access: Access) -> HttpResponse:
    way, page = _asked(request)
    lines, more = page_of_history(access, way, page, LINES_A_PAGE)
    slug = access.workspace.slug
    context: dict[str, Any] = {
        "lines": [
            (line, _address(slug, line.page, line), _address(slug, line.file_page, line))
            for line in lines
        ],
        "ways": WAYS,
        "way": way,
        "newer": page - 1,
        "older": page + 1 if more and page < MOST_PAGES else 0,
        "days": settings_of(access.workspace).keep_files_days,
        "part": "history",
        "tab": "out",
    }
    return render(request, "share/links_history.html", context)


def _address(slug: str, name: str, line: HistoryLine) -> str:
    return reverse(name, args=[slug, line.number]) if name else ""


@require_safe
@workspace_page()
def history_file(request: HttpRequest, access: Access) -> HttpResponseBase:
    """All of it as a CSV, every cell safe to open."""
    way, _ = _asked(request)
    return csv_file(f"{access.workspace.slug}-files.csv", _rows(access, way))


def _rows(access: Access, way: str) -> Iterator[list[str]]:
    yield HEADER
    for line in history_of(access, way):
        kept = line.gone or "yes"
        rows = "" if line.rows is None else str(line.rows)
        at = f"{line.at:%Y-%m-%d %H:%M}"
        texts = (line.name, line.what, line.who)
        yield [at, WAYS[line.way], *map(safe_cell, texts), rows, line.state, kept]
