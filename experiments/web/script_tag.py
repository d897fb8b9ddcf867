"""GET /c/cuppa.js: the script that customers' pages load. Any site may."""

import gzip
import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

FRESH = "public, max-age=3600, stale-while-revalidate=86400"
"""An hour: a mended script reaches all visitors within it, and nobody waits for one."""
OWN_LINE = re.compile(r"^\s*//.*$|^\s+", re.MULTILINE)


@require_safe
def script_tag(request: HttpRequest) -> HttpResponse:
    plain, packed, tag = _script(source().stat().st_mtime_ns)
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponse(status=304)
        del response["Content-Type"]
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(plain)
    if response.status_code == 200:
        response["Content-Type"] = "text/javascript; charset=utf-8"
    response["ETag"] = tag
    response["Cache-Control"] = FRESH
    response["Access-Control-Allow-Origin"] = "*"  # for pages that ask with crossorigin
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def source() -> Path:
    """The script as it is written, with its comments."""
    return Path(settings.BASE_DIR) / "static" / "js" / "cuppa.js"


def without_comments(text: str) -> str:
    """Without the lines that are comments, and without indentation: what visitors need of it."""
    lines = OWN_LINE.sub("", text).splitlines()
    return "\n".join(line for line in lines if line) + "\n"


@lru_cache(maxsize=1)
def _script(changed_at: int) -> tuple[bytes, bytes, str]:
    """Plain, gzipped, and the tag of both; made anew where the file has changed."""
    plain = without_comments(source().read_text(encoding="utf-8")).encode()
    tag = f'"{blake2b(plain, digest_size=12).hexdigest()}"'
    return plain, gzip.compress(plain, 9, mtime=0), tag
