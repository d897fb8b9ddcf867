"""Every write of the REST surface honours the Idempotency-Key, found from the URL patterns."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from rest_framework.views import APIView

from home.load_brand import load_sample
from tests.conftest import Cast
from tests.guards.addresses import addresses
from tests.guards.tenancy import workspace_models
from workspaces.api.idempotency import IdempotentMixin
from workspaces.models import AuditRecord

WRITES = ("post", "patch", "put", "delete")


def views_that_write() -> Iterator[tuple[str, str, type[APIView]]]:
    """Route, method and view of every write through the REST framework."""
    for address in addresses():
        view = resolve(address.path("tea")).func
        if not address.route.startswith("api/") or not hasattr(view, "cls"):
            continue  # delivery counts an event once by the id it has
        methods = getattr(view, "actions", None) or vars(view.cls)
        for method in set(methods) & set(WRITES) & set(view.cls.http_method_names):
            yield address.route, method, view.cls


def test_every_write_honours_the_key() -> None:
    found = list(views_that_write())
    assert len(found) > 60, "there is something to look at"
    assert {"post", "patch", "delete"} == {method for _, method, _ in found}
    assert [
        f"{method} {route}"
        for route, method, view in found
        if not issubclass(view, IdempotentMixin)
    ] == []


def test_every_write_sent_twice_is_done_once(cast: Cast) -> None:
    """With nothing in its body, on a row of its own kind where its address names one.

    Many are refused, which must be told twice alike; what is done is done once.
    """
    load_sample(access=cast.access)
    ids = {
        pk
        for model in workspace_models()
        for pk in model._default_manager.filter(workspace=cast.workspace)
        .order_by("pk")
        .values_list("pk", flat=True)[:1]
    }
    api = cast.api()
    api.raise_request_exception = False
    done = 0
    routes = {(route, method) for route, method, _ in views_that_write()}
    by_route = {address.route: address for address in addresses()}
    for route, method in sorted(routes):
        address = by_route[route]
        for pk in sorted(ids) if address.blanks else [0]:
            with transaction.atomic():
                done += sent_twice(cast, api, method, address.path("tea", other=pk))
                transaction.set_rollback(True)
    assert done >= 10, "some of them do something"


def sent_twice(cast: Cast, api: Any, method: str, path: str) -> int:
    """Whether the first of two same requests did something; the second never may."""
    records = AuditRecord.objects.for_workspace(cast.workspace)
    before = records.count()
    once = {"headers": {"Idempotency-Key": "guard"}}
    first = getattr(api, method)(path, {}, **once)
    between = records.count()
    second = getattr(api, method)(path, {}, **once)
    told = f"{method} {path}: {first.status_code}, then {second.status_code}"
    assert first.status_code < 500, told
    assert second.status_code == first.status_code, told
    assert second.headers["Idempotency-Replayed"] == "true", told
    assert second.headers.get("Content-Type") == first.headers.get("Content-Type"), told
    if first.content:
        assert second.json() == first.json(), told
    assert records.count() == between, told
    return int(between > before)


def test_no_write_answers_with_a_file() -> None:
    """A file could not be kept, and the second request would do the work again."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    kinds = {
        kind
        for item in schema["paths"].values()
        for method in WRITES
        for status, answer in item.get(method, {}).get("responses", {}).items()
        if status.startswith("2")
        for kind in answer.get("content", {})
    }
    assert kinds == {"application/json"}
