from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from workspaces.access import EDIT, VIEW, Access

if TYPE_CHECKING:  # the framework's views import this module while they are being imported
    from rest_framework.views import APIView


class KeyPermission(BasePermission):
    """A key is needed; reading takes ``view``, anything else ``edit``.

    A view that needs another permission names it: ``permission = "approve"``, or for single
    actions ``permissions_by_action = {"approve": "approve"}``.
    """

    message = "A key is needed."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.auth, Access):
            return False
        needed = getattr(view, "permission", None)
        by_action = getattr(view, "permissions_by_action", {})
        action = getattr(view, "action", None)
        if action in by_action:
            needed = by_action[action]
        if needed is None:
            needed = VIEW if request.method in SAFE_METHODS else EDIT
        self.message = request.auth.refusal(needed)
        return request.auth.may(needed)
