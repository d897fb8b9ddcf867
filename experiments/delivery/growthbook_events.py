"""What the tracking plugins of GrowthBook's SDKs report, as events of ours. Pure.

The plugins of JavaScript ("Experiment Viewed") and Python ("$$experiment_viewed") say the same in
different words, and neither numbers what it sends. So an event gets an id from what it says: sent
again, it is the same one and counts once.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import orjson

from experiments.constants import MAX_EVENTS
from experiments.delivery.events import BatchError
from experiments.delivery.snapshot import Snapshot

VIEWED = ("Experiment Viewed", "$$experiment_viewed")
LEFT_ASIDE = ("Feature Evaluated", "$$feature_evaluated")
"""Copy that was fetched; the exposure that counts comes as an event of its own."""
OWN_IDS = ("event_id", "order_id", "transaction_id", "id")
"""Properties by which a site can number its events itself."""
ASIDE = object()
"""In the place of an event that is none of ours."""
OURS = UUID("7d3f2f0e-6f0c-5f1d-9c55-1f3a0a5b7f21")
"""Namespace of the ids made here; any fixed one will do."""


def read_tracked(body: bytes) -> list[Any]:
    """The array that a plugin sends. Raises BatchError."""
    try:
        events = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:  # half a surrogate pair in one event must not cost its neighbours anything
            events = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BatchError("parse_error", f"The body is no JSON: {error}.") from error
    if not isinstance(events, list):
        raise BatchError("parse_error", "The body must be a list of events.")
    if len(events) > MAX_EVENTS:
        raise BatchError("too_many_events", f"Send at most {MAX_EVENTS} events at once.", 413)
    return events


def translate(tracked: Sequence[Any], snapshot: Snapshot) -> list[Any]:
    """Each event as ``take_in`` wants it; ASIDE for one that is left aside."""
    seen: Counter[str] = Counter()
    return [_translate_one(raw, snapshot, seen) for raw in tracked]


def _translate_one(raw: Any, snapshot: Snapshot, seen: Counter[str]) -> Any:
    try:
        return _translate(raw, snapshot, seen)
    except RecursionError:  # nested too deeply to be told from others: it costs no other anything
        return {"id": None}


def _translate(raw: Any, snapshot: Snapshot, seen: Counter[str]) -> Any:
    if not isinstance(raw, dict):
        return raw
    name = raw.get("event_name")
    properties = _object(raw.get("properties_json")) or _object(raw.get("properties"))
    if name in LEFT_ASIDE:
        return ASIDE
    if name in VIEWED:
        if properties.get("in_experiment") is False or properties.get("hash_used") is False:
            return ASIDE  # forced by an address, to look at it
        return _exposure(properties, raw, snapshot)
    return _other(name, properties, raw, snapshot, seen)


def _object(value: Any) -> dict[str, Any]:
    """An object, also if it was sent as the text of one."""
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return {}
    return value if isinstance(value, dict) else {}


def _exposure(
    properties: Mapping[str, Any], raw: Mapping[str, Any], snapshot: Snapshot
) -> dict[str, Any]:
    told = properties.get("experimentId", properties.get("experiment_id"))
    experiment, phase = _experiment(told, snapshot)
    visitor = properties.get("hashValue", properties.get("hash_value", _visitor(raw)))
    arm = _arm(experiment, properties, snapshot)
    event = {
        "id": _id("exposure", [experiment, phase, arm, visitor]),
        "type": "exposure",
        "visitor": visitor,
        "experiment": experiment,
        "arm": arm,
    }
    return event if phase is None else event | {"phase": phase}


def _experiment(told: Any, snapshot: Snapshot) -> tuple[Any, int | None]:
    """Key and phase of ``<experiment>.<phase>``; a key alone is the phase that is open."""
    if isinstance(told, str):
        key, _, number = told.rpartition(".")
        if key in snapshot.experiments and number.isascii() and number.isdigit():
            return key, int(number[:6])
    return told, None


def _arm(experiment: Any, properties: Mapping[str, Any], snapshot: Snapshot) -> Any:
    """The key of the arm: Python says it beside the index, JavaScript in its place."""
    told = properties.get("variation_key")
    if told is None:
        told = properties.get("variationId", properties.get("variation_id"))
    test = snapshot.experiments.get(experiment) if isinstance(experiment, str) else None
    if test is None or isinstance(told, bool) or not isinstance(told, str | int):
        return told
    text = str(told)
    if text in test.arms_by_key:
        return text
    if text.isascii() and text.isdigit() and int(text[:4]) < len(test.arms):
        return test.arms[int(text[:4])].wording.key
    return told


def _other(
    name: Any,
    properties: Mapping[str, Any],
    raw: Mapping[str, Any],
    snapshot: Snapshot,
    seen: Counter[str],
) -> dict[str, Any]:
    """A conversion where a goal has this key, else a signal."""
    visitor = _visitor(raw)
    event: dict[str, Any] = {"visitor": visitor}
    goal = _goal(name, snapshot)
    if goal is None:
        event |= {"type": "signal", "name": name}
    else:
        event |= {"type": "conversion", "goal": goal}
        if properties.get("value") is not None:
            event["value"] = properties["value"]
    own = next((properties[key] for key in OWN_IDS if properties.get(key)), None)
    if own is not None:
        return event | {"id": _id("own", [name, visitor, own])}
    text = _text(raw)
    seen[text] += 1  # two alike in one batch are two; the batch sent again is the same two
    return event | {"id": _id("told", [text, seen[text]])}


def _goal(name: Any, snapshot: Snapshot) -> str | None:
    """The goal of this key, also if it is written "Sign Up" for sign-up or sign_up."""
    if not isinstance(name, str):
        return None
    small = "-".join(name.lower().split())
    keys = (name, small, small.replace("-", "_"))
    return next((key for key in keys if key in snapshot.goals), None)


def _visitor(raw: Mapping[str, Any]) -> Any:
    """Whom the event tells of: the plugins send the attribute ``id`` as device_id."""
    return raw.get("device_id") or raw.get("user_id")


def _id(kind: str, told: list[Any]) -> str:
    return str(uuid5(OURS, f"{kind} {_text(told)}"))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
