"""How the site may be asked: over HTTPS, by the methods it knows.

HTTP is answered by leading people to HTTPS, and by telling programs so: a program that is led on
without a word goes on sending its key in plain text, and nobody notices.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware

from config.api.errors import problem_response

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
MACHINES = ("/api/", "/ofrep/")
FOR_PEOPLE = ("/api/v1/docs/",)


class Transport(SecurityMiddleware):
    def process_request(self, request: HttpRequest) -> Any:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS, content_type="text/plain; charset=utf-8")
        answer = super().process_request(request)
        path = request.path
        if answer is None or not path.startswith(MACHINES) or path.startswith(FOR_PEOPLE):
            return answer
        detail = "Ask over https://. What was sent could be read on the way: change the key."
        return problem_response(403, "https_needed", detail)
