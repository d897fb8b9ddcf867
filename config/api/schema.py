from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from config.api.errors import PROBLEM_TYPE, ProblemSerializer

BODIES = ("POST", "PUT", "PATCH")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 200, "pattern": "^[ -~]*$"},
    OpenApiParameter.HEADER,
    description="Any text of yours, once for each write. The same request sent again with it is "
    "answered as the first time and does nothing more; another request under it is refused.",
)


class Schema(AutoSchema):
    """Documents the error answers of every operation beside what it says itself."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status, description in self._refusals().items():
            if status not in bodies and direction == "response":
                body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    ProblemSerializer, status, [PROBLEM_TYPE]
                )
                bodies[status] = {**body, "description": description}
        return bodies

    def get_override_parameters(self) -> list[Any]:
        given = super().get_override_parameters()
        if self.method == "GET" or not getattr(self.view, "honours_idempotency_key", False):
            return given
        return [*given, IDEMPOTENCY_KEY]

    def _refusals(self) -> dict[str, str]:
        """Status of the errors this operation can answer, and what each means."""
        statuses = {
            "401": "The key is missing or not known.",
            "403": "The key may not do this.",
            "429": "Too many calls: wait as many seconds as Retry-After says.",
        }
        has_choices = any(each["in"] == "query" for each in self._get_parameters())
        if self.method != "GET" or has_choices:
            statuses["400"] = "The request needs care: see errors."
        may_be_missing = getattr(self.view, "may_be_missing", False)
        if "{" in self.path or self.method != "GET" or has_choices or may_be_missing:
            statuses["404"] = "There is no such thing in this workspace, or no such page."
        if self.method != "GET" or getattr(self.view, "may_not_fit", False):
            statuses["409"] = "It does not fit the present state."
        if self.method in BODIES:
            statuses["413"] = "The body is too large."
            statuses["415"] = "The body is not JSON."
        return statuses
