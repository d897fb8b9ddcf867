from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

from config.api.errors import PROBLEM_TYPE, ProblemSerializer


class Schema(AutoSchema):
    """Documents the error answers of every operation beside what it says itself."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        statuses = {"401": "The key is missing or not known.", "403": "The key may not do this."}
        if self.method in ("POST", "PUT", "PATCH"):
            statuses["400"] = "The request needs care: see errors."
            statuses["409"] = "It does not fit the present state."
        if "{" in self.path or self.method != "GET":
            statuses["404"] = "There is no such thing in this workspace."
        for status, description in statuses.items():
            if status not in bodies and direction == "response":
                body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    ProblemSerializer, status, [PROBLEM_TYPE]
                )
                bodies[status] = {**body, "description": description}
        return bodies
