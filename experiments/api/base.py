"""What the management views of this app share."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from config.api.errors import Conflict
from messaging.conflicts import RefusedError
from workspaces.api.views import TenantViewSet


class RefusalMixin:
    """Answers a refused step with 409 and its code, and a bad value with 400 at its field."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, RefusedError):
            exc = Conflict(exc.message, exc.code)
        elif isinstance(exc, DjangoValidationError):
            exc = ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
        answer: Any = super().handle_exception(exc)  # type: ignore[misc]
        assert isinstance(answer, Response)
        return answer


class ExperimentsViewSet(RefusalMixin, TenantViewSet):
    """Rows of this app."""
