"""Keys in ``Authorization: Bearer`` or ``X-API-Key``, and how often they may be used.

The limits stand here and not in a throttle class of the REST framework, which asks those after the
permissions: then what is refused would cost nothing, and could be asked for without end.
"""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request

from workspaces.access import Access, access_by_key
from workspaces.addresses import address_of, network_of
from workspaces.keys import find_key
from workspaces.limits import (
    count_wrong_key,
    wait_after_wrong_keys,
    wait_for_call,
    whole_seconds,
)


def token_in(headers: dict[str, str] | object) -> str:
    """The key a request carries, or the empty text."""
    get = getattr(headers, "get")  # noqa: B009
    scheme, _, token = get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return str(token.strip())
    return str(get("X-API-Key", "").strip())


class TooManyCalls(APIException):
    """``wait`` is in whole seconds; the handler makes it the ``Retry-After``."""

    status_code = 429
    default_code = "throttled"

    def __init__(self, detail: str, wait: int) -> None:
        super().__init__(detail)
        self.wait = wait


class KeyAuthentication(BaseAuthentication):
    """``request.auth`` is the ``Access`` of the key; there is no user."""

    def authenticate(self, request: Request) -> tuple[None, Access] | None:
        token = token_in(request.headers)
        if not token:
            return None
        address = address_of(request)
        network = network_of(address)
        _refuse_for(
            wait_after_wrong_keys(network),
            "Too many wrong keys came from your address. Mend the key, then wait.",
        )
        _refuse_for(
            wait_for_call(f"address:{network}", settings.API_LIMIT_PER_ADDRESS),
            "Too many calls came from your address. Wait before the next.",
        )
        key = find_key(token)
        if key is None:
            count_wrong_key(network)
            raise AuthenticationFailed("This key is unknown, expired or revoked.")
        _refuse_for(
            wait_for_call(f"key:{key.pk}", settings.API_LIMIT_PER_KEY),
            "Too many calls came with this key. Wait before the next.",
        )
        return None, access_by_key(key, address=address)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="cuppa"'


def _refuse_for(wait: float, reason: str) -> None:
    """429 with ``Retry-After`` if there is anything to wait for."""
    if wait:
        raise TooManyCalls(reason, whole_seconds(wait))


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "workspaces.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key of the workspace."}
