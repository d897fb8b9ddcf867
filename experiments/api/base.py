"""What the management views of this app share."""

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from config.api.errors import Conflict
from messaging.conflicts import RefusedError
from workspaces.api.views import TenantViewSet


class ExperimentsViewSet(TenantViewSet):
    """Answers a refused step with 409 and its code, and a bad value with 400 at its field."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, RefusedError):
            exc = Conflict(exc.message, exc.code)
        elif isinstance(exc, DjangoValidationError):
            exc = ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
        return super().handle_exception(exc)
