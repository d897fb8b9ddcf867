"""What pages on which customers are asked have in common: code for a site, pictures, files."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.html import format_html


def embed_code(title: str, address: str) -> str:
    """What an editor of a site pastes: a frame, and a link for whoever sees no frame."""
    return format_html(
        '<iframe src="{}?from=site" title="{}" width="100%" height="900" loading="lazy" '
        'style="border:0"></iframe>\n<p><a href="{}?from=site">{}</a></p>',
        address,
        title,
        address,
        title,
    )


def picture(request: HttpRequest, drawn: str | bytes, kind: str, name: str) -> HttpResponse:
    """Shown, or with ``?download`` saved."""
    answer = HttpResponse(drawn, content_type=kind)
    if "download" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class _Echo:
    """A file for ``csv`` that hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, lines: Iterable[list[str]]) -> StreamingHttpResponse:
    """Line for line; the mark at its beginning tells spreadsheets that it is UTF-8."""
    writer: Any = csv.writer(_Echo())
    answer = StreamingHttpResponse(
        ("\ufeff" * (place == 0) + writer.writerow(line) for place, line in enumerate(lines)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
