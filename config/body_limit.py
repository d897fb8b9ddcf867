"""A request too large for anything this site takes is refused before its body is read.

Django stops at ``DATA_UPLOAD_MAX_MEMORY_SIZE`` for what is no file, and has no end for files: it
would write them to the disk until that is full. A file a little over the limit comes as far as its
form, which says so beside the field and keeps what was typed.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from config.api.errors import problem_response

Answer = Callable[[HttpRequest], HttpResponseBase]
TIMES_THE_LIMIT = 2
LONGEST_NUMBER = 18
MACHINES = ("/api/", "/ofrep/", "/track")
SENT_BACK = re.compile(r"/shared/[\w-]{43}/send/")
FROM_PROGRAMS = frozenset(
    f"/api/v1/{name}/" for name in ("brought-ins", "evidence-imports", "fills", "sheet-imports")
)
"""Where programs send files. Each asks for their key before it reads what they send."""


class BodyLimit:
    """The innermost middleware: its page may use whatever the others have found out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = _length(request)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE or length <= _most(request):
            return self.get_response(request)
        if request.path.startswith(MACHINES):
            return problem_response(413, "too_large", "The request is too large.")
        limit = settings.UPLOAD_LIMIT_BYTES // 2**20
        return render(request, "413.html", {"limit": limit}, status=413)


def _length(request: HttpRequest) -> int:
    """What the request says; without it Django reads nothing."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said[:LONGEST_NUMBER]) if said.isascii() and said.isdecimal() else 0


def _most(request: HttpRequest) -> int:
    limits = [settings.DATA_UPLOAD_MAX_MEMORY_SIZE]
    # Only who is signed in sends files; programs to a few addresses; and whoever has a share link,
    # which is looked up beforehand too.
    if request.content_type == "multipart/form-data":
        if request.user.is_authenticated:
            limits += [settings.UPLOAD_LIMIT_BYTES, settings.WORKSPACE_UPLOAD_LIMIT_BYTES]
        elif SENT_BACK.fullmatch(request.path) or (
            request.path in FROM_PROGRAMS and "Authorization" in request.headers
        ):
            limits.append(settings.UPLOAD_LIMIT_BYTES)
    return TIMES_THE_LIMIT * max(limits)
