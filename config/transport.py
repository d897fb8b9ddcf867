"""How the site may be asked: over HTTPS, by the methods it knows.

HTTP is answered by leading people to HTTPS, and by telling programs so: a program that is led on
without a word goes on sending its key in plain text, and nobody notices.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from config.api.errors import problem_response

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
MACHINES = ("/api/", "/ofrep/", "/track")
FOR_PEOPLE = ("/api/v1/docs/",)


class Transport:
    """Stands before Django's SecurityMiddleware, which leads everybody else to HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS, content_type="text/plain; charset=utf-8")
        path = request.path
        for_programs = path.startswith(MACHINES) and not path.startswith(FOR_PEOPLE)
        if for_programs and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            detail = "Ask over https://. What was sent could be read on the way: change the key."
            return problem_response(403, "https_needed", detail)
        return self.get_response(request)
