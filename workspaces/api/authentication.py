"""Keys in ``Authorization: Bearer`` or ``X-API-Key``."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from workspaces.access import Access, access_by_key
from workspaces.addresses import address_of
from workspaces.keys import find_key


def token_in(headers: dict[str, str] | object) -> str:
    """The key a request carries, or the empty text."""
    get = getattr(headers, "get")  # noqa: B009
    scheme, _, token = get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return str(token.strip())
    return str(get("X-API-Key", "").strip())


class KeyAuthentication(BaseAuthentication):
    """``request.auth`` is the ``Access`` of the key; there is no user."""

    def authenticate(self, request: Request) -> tuple[None, Access] | None:
        token = token_in(request.headers)
        if not token:
            return None
        key = find_key(token)
        if key is None:
            raise AuthenticationFailed("This key is unknown, expired or revoked.")
        return None, access_by_key(key, address=address_of(request))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="cuppa"'


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "workspaces.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key of the workspace."}
