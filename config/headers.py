"""What every answer says to browsers, whoever made it: page, file, download, problem, redirect.

Django and django-csp protect the pages. This stands around everything, static files and errors of
other middleware included, and closes what they leave open.
"""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "Content-Security-Policy"
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For what is no page: opened as one all the same, it may load, run and send nothing."""
UNUSED_FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
"""What no page of ours asks a browser for. (Clipboard and passkeys are used.)"""
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


class SafetyHeaders:
    """The outermost middleware. A view that has set a header itself knows better."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        headers = answer.headers
        # Copy and events are fetched by other sites on purpose; nothing else is.
        is_shared = "Access-Control-Allow-Origin" in headers
        if is_shared or not _is_page(answer):
            headers[POLICY] = LOCKED
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not getattr(answer, "xframe_options_exempt", False):  # the public page of a survey
            headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if is_shared else "same-origin"
        )
        # Whoever sits down at the machine next must not find a page in the browser's cache.
        headers.setdefault("Cache-Control", "private, no-store")
        return answer


class PagePolicy(CSPMiddleware):
    """django-csp for pages alone. Putting a policy together takes a fifth of the time in which a
    visitor's copy is decided, and what is no page gets ``LOCKED`` in the end.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        return super().process_response(request, response) if _is_page(response) else response


def _is_page(answer: HttpResponseBase) -> bool:
    is_markup = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_markup and "Content-Disposition" not in answer.headers
