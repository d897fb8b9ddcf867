"""The faces for GrowthBook's SDKs: features, remote evaluation, and what their plugins report.

The publishable key stands in the address, as those SDKs send it.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from experiments.api.copy import (
    MAX_VISITOR,
    infer_stage,
    read_moment,
    see_visitor,
    signs_in,
)
from experiments.api.door import (
    GZIP_FROM,
    BadRequestError,
    Caller,
    accepts_gzip,
    answer,
    charge,
    delivery_view,
    is_known,
    json_object,
    tag_of,
)
from experiments.api.events import EVENTS_A_CALL, as_json, summary
from experiments.delivery.context import Context
from experiments.delivery.events import BatchError, unpack
from experiments.delivery.growthbook_evaluation import Forcing, evaluate_remotely
from experiments.delivery.growthbook_events import ASIDE, read_tracked, translate
from experiments.delivery.growthbook_features import (
    VISITOR,
    as_date,
    compile_features,
    features_change_after,
    features_changed_at,
)
from experiments.delivery.senders import Sender
from experiments.delivery.snapshot import Snapshot
from experiments.intake import take_in
from workspaces.access import REPORT

FRESH = "public, max-age=30, stale-while-revalidate=3600"
MOST_FORCED = 200


@dataclass(frozen=True, slots=True)
class ReadyFeatures:
    """The features of one snapshot as bytes, good until the clock changes what is given."""

    snapshot: Snapshot
    until: datetime | None
    body: bytes
    packed: bytes
    tag: str


_ready: dict[int, ReadyFeatures] = {}
"""By workspace. Entries are replaced and never changed, so threads need no lock."""


def _key_in_path(_: HttpRequest, caught: Mapping[str, Any]) -> str:
    return str(caught["client_key"])


def _key_in_query(request: HttpRequest, _: Mapping[str, Any]) -> str:
    return request.GET.get("client_key", "")


@delivery_view("GET", in_address=_key_in_path)
def features(request: HttpRequest, caller: Caller, client_key: str) -> HttpResponse:
    """GET /api/features/{publishable key}."""
    ready = _ready_features(caller.snapshot, caller.now)
    is_packed = len(ready.body) >= GZIP_FROM and accepts_gzip(request)
    if is_known(request, ready.tag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        body = ready.packed if is_packed else ready.body
        response = HttpResponse(body, content_type="application/json")
        if is_packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = f"W/{ready.tag}" if is_packed else ready.tag
    response["Cache-Control"] = FRESH
    patch_vary_headers(response, ("Accept-Encoding",))
    if not caller.key.origins:
        # A cache may have asked without an origin for somebody whose browser has one.
        response["Access-Control-Allow-Origin"] = "*"
    return response


def _ready_features(snapshot: Snapshot, now: datetime) -> ReadyFeatures:
    ready = _ready.get(snapshot.workspace_id)
    is_current = ready is not None and ready.snapshot is snapshot
    if ready is not None and is_current and (ready.until is None or now < ready.until):
        return ready
    body = orjson.dumps(
        {
            "status": 200,
            "features": compile_features(snapshot, now),
            "dateUpdated": as_date(features_changed_at(snapshot, now)),
        }
    )
    until = features_change_after(snapshot, now)
    ready = ReadyFeatures(snapshot, until, body, gzip.compress(body, mtime=0), tag_of(body))
    _ready[snapshot.workspace_id] = ready
    return ready


@delivery_view("POST", in_address=_key_in_path)
def evaluate_features(request: HttpRequest, caller: Caller, client_key: str) -> HttpResponse:
    """POST /api/eval/{publishable key}."""
    data = json_object(request.body)
    attributes = _object(data, "attributes")
    context = see_visitor(caller.snapshot, _context(attributes), signs_in, attributes)
    context = infer_stage(caller, context, attributes.get("infer_stage"))
    snapshot = caller.snapshot
    found = evaluate_remotely(snapshot, context, _forcing(data), caller.now)
    changed_at = as_date(features_changed_at(snapshot, caller.now))
    return answer({"status": 200, "features": found, "dateUpdated": changed_at})


def _object(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequestError("invalid", f"“{name}” must be an object.")
    return value


def _context(attributes: Mapping[str, Any]) -> Context:
    """The visitor in an SDK's attributes. What is of another kind than ours is left to
    conditions: an SDK's own attributes are its site's business."""
    visitor = attributes.get(VISITOR)
    if isinstance(visitor, int | float) and not isinstance(visitor, bool):
        visitor = str(int(visitor) if visitor == int(visitor) else visitor)  # as JavaScript has it
    if visitor is not None and not isinstance(visitor, str):
        raise BadRequestError("invalid", f"The attribute “{VISITOR}” must be a text.")
    if len(visitor or "") > MAX_VISITOR:
        detail = f"The attribute “{VISITOR}” must have at most {MAX_VISITOR} characters."
        raise BadRequestError("invalid", detail)
    texts = {name: attributes.get(name) for name in ("persona", "stage", "locale", "from")}
    told = {name: text for name, text in texts.items() if isinstance(text, str) and text}
    return Context(
        visitor or "",
        told.get("persona"),
        told.get("stage"),
        told.get("locale"),
        moment=read_moment(attributes.get("moment")),
        attributes=attributes,
        came_from=told.get("from"),
    )


def _forcing(data: Mapping[str, Any]) -> Forcing:
    url = data.get("url")
    pairs = data.get("forcedFeatures") or []
    if isinstance(pairs, dict):
        pairs = list(pairs.items())
    if not isinstance(pairs, list) or len(pairs) > MOST_FORCED:
        raise BadRequestError("invalid", "“forcedFeatures” is a list of pairs: key and value.")
    values = {
        pair[0]: pair[1]
        for pair in pairs
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str)
    }
    return Forcing(_object(data, "forcedVariations"), url if isinstance(url, str) else "", values)


@delivery_view("POST", permission=REPORT, in_address=_key_in_query)
def take_tracked(request: HttpRequest, caller: Caller) -> HttpResponse:
    """POST /track?client_key={publishable key}. What could be read is stored before the answer."""
    try:
        encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
        tracked = read_tracked(unpack(request.body, encoding))
    except BatchError as error:
        raise BadRequestError(error.code, error.detail, error.status) from error
    charge(caller.key, len(tracked) / EVENTS_A_CALL - 1)
    events = translate(tracked, caller.snapshot)
    told = [(index, event) for index, event in enumerate(events) if event is not ASIDE]
    results = take_in(
        workspace_id=caller.key.workspace_id,
        events=[event for _, event in told],
        received_at=caller.now,
        sender=Sender(is_trusted=False, user_agent=request.META.get("HTTP_USER_AGENT", "")),
    )
    data = summary(results)
    # By their places in what was sent; what was left aside has no result.
    places = [
        as_json(result) | {"index": index} for (index, _), result in zip(told, results, strict=True)
    ]
    return answer(data | {"ignored": len(tracked) - len(told), "results": places})
