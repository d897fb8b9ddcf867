"""Refusals of the use cases as problems: 409 with the code, and a pointer to each faulty part."""

import re
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response

from config.api.errors import Conflict
from messaging.conflicts import RefusedError, UnfitError, UnsettledError
from messaging.writing.select import UnknownFrameworkError


class UnfitConflict(Conflict):
    """The copy cannot go on like this: each fault with the part it is in."""

    def __init__(self, error: UnfitError | UnsettledError) -> None:
        super().__init__(error.message, error.code)
        faults: dict[str, list[ErrorDetail]] = {}
        for fault in error.faults:
            place = re.sub(r"\[(\d+)\]", r".\1", f"parts.{fault.part}" if fault.part else "parts")
            faults.setdefault(place, []).append(ErrorDetail(fault.message, fault.code))
        self.detail = faults  # type: ignore[assignment]


class RefusalMixin:
    """For REST views that call the use cases of messaging."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, UnfitError | UnsettledError):
            exc = UnfitConflict(exc)
        elif isinstance(exc, RefusedError):
            exc = Conflict(exc.message, exc.code)
        elif isinstance(exc, UnknownFrameworkError):
            exc = ValidationError({"framework": [ErrorDetail(str(exc), "unknown_framework")]})
        answer: Any = super().handle_exception(exc)  # type: ignore[misc]
        assert isinstance(answer, Response)
        return answer
