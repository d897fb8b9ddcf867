"""The answer to too many attempts: 429, and when to come back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workspaces.security_log import write_too_many

FORM_WAIT_SECONDS = 15 * 60
"""The longest of the limits in settings.ACCOUNT_RATE_LIMITS that a form tells of."""
PAGE_WAIT_SECONDS = 60


def too_many(request: HttpRequest) -> HttpResponse:
    """A page of our own, for limits that count before a form is read."""
    write_too_many(request)
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(PAGE_WAIT_SECONDS)
    return answer


class TooMany:
    """Gives a form that refused one more attempt the status that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if getattr(request, "too_many", False) and answer.status_code == 200:
            answer.status_code = 429
            answer["Retry-After"] = str(FORM_WAIT_SECONDS)
        return answer
