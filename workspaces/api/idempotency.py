"""The same write sent twice is done once: the Idempotency-Key header.

A client that does not know whether its write arrived sends it again with the same key. The same
request gets the first answer again; another request under the same key is refused (409).

What a write does and its kept answer are one transaction. If the process dies in between, neither
is there, and the same request may be done anew a little later.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import PROBLEM_TYPE, Conflict
from workspaces.access import Access
from workspaces.models import IdempotencyRecord

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 200
TAKE_OVER_AFTER = timedelta(seconds=60)
"""A request without an answer for so long has probably died. If it has not, it finds itself
overtaken when it wants to keep its answer, and undoes what it did."""


class IdempotentMixin:
    """For REST views: honours the header on every method that writes."""

    honours_idempotency_key = True
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
        method = str(request.method).lower()
        handler = getattr(self, method, None)
        if handler is not None:
            setattr(self, method, self._with_its_answer(handler))

    def _begin(self, request: Request, access: Access, key: str) -> None:
        """Promise an answer, or raise what is to be said instead."""
        rows = IdempotencyRecord.objects.for_workspace(access.workspace)
        name, fingerprint = _name(access, key), _fingerprint(request)
        try:
            with transaction.atomic():
                self._promise = rows.create(
                    workspace=access.workspace, key=name, request_hash=fingerprint
                )
        except IntegrityError:
            kept = rows.filter(key=name).first()
            if kept is not None and kept.request_hash != fingerprint:
                raise Conflict(
                    "This Idempotency-Key came with another request before.", "key_reused"
                ) from None
            if kept is not None and kept.status is not None:
                self._kept = kept
                raise _AnsweredBeforeError from None
            if kept is None or not _take_over(kept):
                raise Conflict(
                    "The first request with this Idempotency-Key is still at work.", "in_progress"
                ) from None
            self._promise = kept

    def _with_its_answer(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """``handler``, whose effect stays only together with its answer."""

        def answer(request: Request, *args: Any, **kwargs: Any) -> Any:
            with transaction.atomic():
                response = handler(request, *args, **kwargs)
                # A file cannot be kept; a test sees to it that no write answers with one.
                if isinstance(response, Response) and response.status_code < 500:
                    self._keep(response)
            return response

        return answer

    def _keep(self, response: Response) -> None:
        promise = self._promise
        assert promise is not None
        changed = IdempotencyRecord.objects.filter(
            pk=promise.pk,
            workspace=promise.workspace_id,
            status=None,
            created_at=promise.created_at,
        ).update(status=response.status_code, answer=_as_sent(response.data))
        if not changed:
            raise Conflict("Another request with this Idempotency-Key was quicker.", "in_progress")
        self._promise = None

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _AnsweredBeforeError):
            assert self._kept is not None
            assert self._kept.status is not None
            return Response(
                self._kept.answer,
                status=self._kept.status,
                headers={REPLAYED: "true"},
                content_type=PROBLEM_TYPE if self._kept.status >= 400 else None,
            )
        try:
            return super().handle_exception(exc)  # type: ignore[misc,no-any-return]
        except Exception:
            self._break_promise()
            raise

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Keep the answer of a request that was refused, too."""
        if self._promise is not None:
            if isinstance(response, Response) and response.status_code < 500:
                try:
                    self._keep(response)
                except Conflict as overtaken:
                    response = self.handle_exception(overtaken)
            self._break_promise()
        final: Response = super().finalize_response(  # type: ignore[misc]
            request, response, *args, **kwargs
        )
        return final

    def _break_promise(self) -> None:
        """What failed on our side may be tried again under the same key."""
        promise, self._promise = self._promise, None
        if promise is not None:
            IdempotencyRecord.objects.filter(
                pk=promise.pk, workspace=promise.workspace_id, created_at=promise.created_at
            ).delete()


class _AnsweredBeforeError(Exception):
    """The request was answered before; the answer is kept."""


def _take_over(kept: IdempotencyRecord) -> bool:
    """Make the promise of a request that died ours; False if it may still be at work."""
    now = timezone.now()
    rows = IdempotencyRecord.objects.filter(
        pk=kept.pk, workspace=kept.workspace_id, status=None, created_at=kept.created_at
    )
    taken = rows.filter(created_at__lte=now - TAKE_OVER_AFTER).update(created_at=now)
    kept.created_at = now
    return bool(taken)


def _name(access: Access, key: str) -> str:
    """What an Idempotency-Key is kept under: each API key has its own, so that no key is told
    what another, which may do more, was answered.
    """
    owner = access.key.pk if access.key is not None else ""
    return hashlib.sha256(f"{owner}\n{key}".encode()).hexdigest()


def _fingerprint(request: Request) -> str:
    body = request._request.body
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def _as_sent(data: Any) -> Any:
    """The data of an answer as JSON has them: dates and decimals become texts."""
    return json.loads(JSONRenderer().render(data) or "null")
