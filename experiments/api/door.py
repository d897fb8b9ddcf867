"""The door of the delivery endpoints: key, limits, origin and cross-origin headers.

These are plain views without a query of their own. The REST framework costs more than the whole
evaluation of a visitor. No other address of the site answers a page of another site.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import blake2b
from typing import Any, Concatenate, ParamSpec

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from config.api.errors import problem_response
from experiments.delivery.registry import registry
from experiments.delivery.snapshot import Key, Snapshot
from workspaces.access import DELIVER, REFUSALS
from workspaces.addresses import address_of, network_of
from workspaces.keys import PREFIXES, hash_key
from workspaces.limits import count_wrong_key, whole_seconds
from workspaces.models import ApiKey
from workspaces.throttle import Throttle

P = ParamSpec("P")

PREFLIGHT_SECONDS = 86_400
ALLOWED_HEADERS = "Authorization, X-API-Key, Content-Type, Content-Encoding, If-None-Match"
GZIP_FROM = 1_000
"""Bytes. Below this, packing an answer saves no packet on the wire and costs as much again."""
GZIP_LEVEL = 5
BURST_SECONDS = 2
"""How many seconds' worth of calls a key that was silent may make at once."""

key_calls = Throttle()
address_calls = Throttle()
"""Calls in this process, which are limited: asking others on every call would cost more than the
call. By address only publishable keys are, for those stand in pages and anybody can use them."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a key that may deliver, and what its workspace delivers now."""

    key: Key
    now: datetime

    @property
    def snapshot(self) -> Snapshot:
        return registry.snapshot_of(self.key.workspace_id)


View = Callable[Concatenate[HttpRequest, Caller, P], HttpResponse]
Finder = Callable[[HttpRequest, Mapping[str, Any]], str]
"""Finds the key in an address, from the request and what its pattern caught."""


class BadRequestError(ValueError):
    """The request cannot be read; ``code`` says why to a machine."""

    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.code, self.detail, self.status = code, detail, status


def delivery_view(
    *methods: str, permission: str = DELIVER, in_address: Finder | None = None
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A view for keys with ``permission``, callable from a browser on another site.

    ``in_address`` finds a publishable key in the address, where the client puts it there.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "OPTIONS":
                return _preflight(request, methods)
            key: Key | None = None
            if request.method not in methods:
                detail = f"This address answers {' and '.join(methods)} only."
                response: HttpResponse = problem_response(405, "method_not_allowed", detail)
                response["Allow"] = ", ".join((*methods, "OPTIONS"))
            else:
                now = timezone.now()
                found = in_address(request, kwargs) if in_address else _token(request)
                key = registry.find_key(hash_key(found), now)
                if in_address and key is not None and key.is_secret:
                    refusal: HttpResponse | None = _secret_in_address()
                else:
                    refusal = _refuse(request, key, permission)
                if refusal is not None or key is None:
                    response = refusal or HttpResponse(status=401)
                else:
                    try:
                        response = view(request, Caller(key, now), *args, **kwargs)
                    except BadRequestError as error:
                        response = problem_response(error.status, error.code, error.detail)
                    except RequestDataTooBig:
                        detail = "The request is too large: send less at once."
                        response = problem_response(413, "too_large", detail)
            _allow_origin(request, response, key)
            if len(response.content) >= GZIP_FROM:
                _pack(request, response)
            return response

        return csrf_exempt(door)

    return decorate


def _token(request: HttpRequest) -> str:
    """The key in ``Authorization: Bearer`` or ``X-API-Key``, else the empty text.

    A publishable key may stand in the address as ``key``, with the body as text/plain: then a
    browser on another site need not ask beforehand whether it may send, which would cost visitors
    a second journey, and a page that is closing can still report. A secret key may not.
    """
    meta: Mapping[str, Any] = request.META
    scheme, _, token = meta.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer":
        return str(token).strip()
    if "HTTP_X_API_KEY" in meta:
        return str(meta["HTTP_X_API_KEY"]).strip()
    given = request.GET.get("key", "")
    return given if given.startswith(PREFIXES[ApiKey.Kind.PUBLISHABLE]) else ""


def accepts_gzip(request: HttpRequest) -> bool:
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "")


def _pack(request: HttpRequest, response: HttpResponse) -> None:
    """Send a long answer packed to who can read that. It holds nothing that is secret to the
    caller, so its length tells an eavesdropper nothing worth having."""
    if response.has_header("Content-Encoding"):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    if not accepts_gzip(request):
        return
    response.content = gzip.compress(response.content, GZIP_LEVEL, mtime=0)
    response["Content-Encoding"] = "gzip"
    if "ETag" in response and not response["ETag"].startswith("W/"):
        response["ETag"] = f"W/{response['ETag']}"  # the bytes differ, what they say does not


def _secret_in_address() -> HttpResponse:
    detail = "Addresses are written into logs. Use a publishable key here, and replace this one."
    return problem_response(403, "secret_in_address", detail)


def _refuse(request: HttpRequest, key: Key | None, permission: str) -> HttpResponse | None:
    """Why this request is not answered, if it is not.

    A right key is served however many wrong ones come from its address, for a page that carries a
    revoked key must not silence another behind the same proxy.
    """
    if key is None:
        wait = count_wrong_key(network_of(address_of(request)))
        if wait:
            return too_many(wait, "Too many wrong keys came from your address.")
        return problem_response(
            401,
            "not_authenticated",
            "Send a key of your workspace as “Authorization: Bearer <key>”; "
            "this one is missing, unknown, expired or revoked.",
            {"WWW-Authenticate": 'Bearer realm="cuppa"'},
        )
    refusal = _limit(request, key)
    if refusal is not None:
        return refusal
    if permission not in key.permissions:
        return problem_response(403, "permission_denied", REFUSALS[permission])
    origin = request.META.get("HTTP_ORIGIN")
    if origin and key.origins and origin not in key.origins:
        return problem_response(
            403, "origin_not_allowed", f"This key may not be used on pages of {origin}."
        )
    return None


def _limit(request: HttpRequest, key: Key) -> HttpResponse | None:
    """429 if this call is one too many for its address or its key."""
    limit = settings.DELIVERY_LIMIT_PER_ADDRESS
    if limit and not key.is_secret:
        name = (key.id, network_of(address_of(request)))
        wait = address_calls.take(name, rate=limit, burst=limit * BURST_SECONDS)
        if wait:
            return too_many(wait, "Too many calls came from your address with this key.")
    limit = settings.DELIVERY_LIMIT_PER_KEY
    if limit:
        wait = key_calls.take(key.id, rate=limit, burst=limit * BURST_SECONDS)
        if wait:
            return too_many(wait, "Too many calls came with this key.")
    return None


def charge(key: Key, calls: float) -> None:
    """Count what one request asked for as so many more calls; later calls wait for it."""
    limit = settings.DELIVERY_LIMIT_PER_KEY
    if limit and calls > 0:
        key_calls.charge(key.id, rate=limit, tokens=calls)


def too_many(wait: float, detail: str) -> HttpResponse:
    seconds = whole_seconds(wait)
    detail = f"{detail} Wait {seconds} second{'' if seconds == 1 else 's'}."
    return problem_response(429, "throttled", detail, {"Retry-After": str(seconds)})


def _preflight(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """A browser asks before it sends the key, so no key can be checked here."""
    response = HttpResponse(status=204)
    response["Allow"] = ", ".join((*methods, "OPTIONS"))
    if "HTTP_ORIGIN" in request.META:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = ", ".join(methods)
        response["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _allow_origin(request: HttpRequest, response: HttpResponse, key: Key | None) -> None:
    """Let a page read the answer; never for a secret key, which has no place in a page.

    Origins are compared as they are: a browser writes them in one way only, and another port,
    scheme or trailing dot is another origin.
    """
    if key is not None and key.is_secret:
        return
    if key is not None and key.origins:
        patch_vary_headers(response, ("Origin",))
    origin = request.META.get("HTTP_ORIGIN")
    if not origin:
        return
    if key is None or not key.origins:
        response["Access-Control-Allow-Origin"] = "*"
    elif origin in key.origins:
        response["Access-Control-Allow-Origin"] = origin
    else:
        return
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"


def answer(data: Any, status: int = 200) -> HttpResponse:
    """``data`` as JSON."""
    return HttpResponse(orjson.dumps(data), status=status, content_type="application/json")


def cacheable_answer(request: HttpRequest, data: Any) -> HttpResponse:
    """``data`` as JSON with an ETag, or 304 if the caller has it already.

    The tag is a hash of the answer, so it holds across processes and restarts.
    """
    body = orjson.dumps(data)
    tag = tag_of(body)
    if is_known(request, tag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def tag_of(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the caller says that it has the answer of this tag."""
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    if not header:
        return False
    if header.strip() == "*":
        return True
    return any(part.strip().removeprefix("W/") == tag for part in header.split(","))


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a request. Raises BadRequestError ``parse_error``."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequestError("parse_error", f"The body is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise BadRequestError("parse_error", "The body must be a JSON object.")
    return data
