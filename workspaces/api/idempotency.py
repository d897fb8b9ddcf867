"""The same write sent twice is done once: the Idempotency-Key header.

A client that does not know whether its write arrived sends it again with the same key. The same
request gets the first answer again; another request under the same key is refused (409).
"""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from workspaces.access import Access
from workspaces.models import IdempotencyRecord

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 200


class IdempotentMixin:
    """For REST views: honours the header on every method that writes."""

    _promise: IdempotencyRecord | None = None
    _kept: IdempotencyRecord | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get(HEADER, "")
        if not key or request.method in SAFE_METHODS or not isinstance(request.auth, Access):
            return
        if len(key) > LONGEST_KEY:
            detail = ErrorDetail(f"At most {LONGEST_KEY} characters.", code="max_length")
            raise ValidationError({HEADER: [detail]})
        if not (key.isascii() and key.isprintable()):
            detail = ErrorDetail("Letters, digits and signs of ASCII only.", code="invalid")
            raise ValidationError({HEADER: [detail]})
        self._begin(request, request.auth, key)

    def _begin(self, request: Request, access: Access, key: str) -> None:
        fingerprint = _fingerprint(request)
        try:
            with transaction.atomic():
                self._promise = IdempotencyRecord.objects.create(
                    workspace=access.workspace, key=key, request_hash=fingerprint
                )
        except IntegrityError:
            kept = IdempotencyRecord.objects.for_workspace(access.workspace).get(key=key)
            if kept.request_hash != fingerprint:
                raise Conflict(
                    "This Idempotency-Key came with another request before.", "key_reused"
                ) from None
            if kept.status is None:
                raise Conflict(
                    "The first request with this Idempotency-Key is still at work.", "in_progress"
                ) from None
            self._kept = kept
            raise _AnsweredBeforeError from None

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _AnsweredBeforeError):
            assert self._kept is not None
            return Response(self._kept.answer, status=self._kept.status, headers={REPLAYED: "true"})
        return super().handle_exception(exc)  # type: ignore[misc,no-any-return]

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final: Response = super().finalize_response(  # type: ignore[misc]
            request, response, *args, **kwargs
        )
        if self._promise is not None:
            if isinstance(final, Response) and final.status_code < 500:
                final.add_post_render_callback(self._keep)
            else:
                # What failed on our side may be tried again under the same key.
                self._promise.delete()
        return final

    def _keep(self, response: Response) -> None:
        assert self._promise is not None
        self._promise.status = response.status_code
        self._promise.answer = response.data
        self._promise.save(update_fields=["status", "answer"])


class _AnsweredBeforeError(Exception):
    """The request was answered before; the answer is kept."""


def _fingerprint(request: Request) -> str:
    body = request._request.body
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + body).hexdigest()
