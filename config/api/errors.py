"""Every error of the API in one shape: application/problem+json (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404, HttpRequest, JsonResponse
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ExceptionHandlerContext
from rest_framework import exceptions, serializers
from rest_framework.response import Response

PROBLEM_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


class Conflict(exceptions.APIException):
    """What is asked for does not fit the present state."""

    status_code = 409
    default_detail = "This does not fit the present state."
    default_code = "conflict"


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = "The request is too large."
    default_code = "too_large"


class ProblemErrorSerializer(serializers.Serializer[dict[str, str]]):
    pointer = serializers.CharField(help_text="JSON pointer to the field in the request.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """What went wrong, for machines (code, pointer) and for people (title, detail)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The body of an error answer."""
    return {
        "type": f"urn:cuppa:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors or [],
    }


def problem_response(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None
) -> JsonResponse:
    """An error answer for views that do not go through the REST framework."""
    return JsonResponse(
        problem(status, code, detail), status=status, content_type=PROBLEM_TYPE, headers=headers
    )


class ProblemFormatter(ExceptionFormatter):
    def format_error_response(self, error_response: Any) -> dict[str, Any]:
        status = int(getattr(self.exc, "status_code", 500))
        fields = [error for error in error_response.errors if error.attr]
        first = error_response.errors[0]
        if isinstance(self.exc, exceptions.ValidationError):
            code = "invalid"
            detail = first.detail if len(error_response.errors) == 1 else "Some fields need care."
        else:
            code, detail = first.code, first.detail
        pointers = [
            {
                "pointer": _pointer(error.attr),
                "code": str(error.code),
                "detail": str(error.detail),
            }
            for error in fields
        ]
        return problem(status, str(code), str(detail), pointers)


def _pointer(attribute: str) -> str:
    if attribute == "non_field_errors":
        return ""
    return "/" + attribute.removesuffix(".non_field_errors").replace(".", "/")


class ProblemHandler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if isinstance(exc, IntegrityError):
            log.warning("A constraint refused a write: %s", exc)
            return Conflict("This clashes with something that is there already.")
        if isinstance(exc, PermissionDenied) and exc.args:
            return exceptions.PermissionDenied(str(exc.args[0]))
        if isinstance(exc, Http404) and exc.args:
            return exceptions.NotFound(str(exc.args[0]))
        return super().convert_known_exceptions(exc)


def handle(exc: Exception, context: ExceptionHandlerContext) -> Response | None:
    """The exception handler of the REST framework."""
    response: Response | None = ProblemHandler(exc, context).run()
    if response is not None:
        response.content_type = PROBLEM_TYPE
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return problem_response(404, "not_found", "There is nothing at this address.")
