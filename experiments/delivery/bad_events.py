"""Bad events as the quarantine keeps them. Pure."""

import hashlib
import json
import re
from typing import Any

from experiments.constants import MAX_EVENT_BYTES, MAX_EVENT_LEVELS
from experiments.delivery.persons import without_address


def fingerprint(raw: Any) -> str:
    """What makes two bad events the same one, sent twice. SHA-256, hexadecimal."""
    raw = without_address(raw)
    if _is_too_deep(raw):
        event_id = raw.get("id") if isinstance(raw, dict) else None
        text = f"too deep: {event_id if isinstance(event_id, str) else ''}"
    else:
        text = json.dumps(raw, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def storable(raw: Any) -> Any:
    """A bad event in a form that every database takes: no NUL, no lone surrogate, no NaN.

    An e-mail address is never kept, here as little as in the log.
    """
    raw = without_address(raw)
    if raw is None:
        return "null"  # a column of JSON would take None for no value at all
    if _is_too_deep(raw):
        return {"cut": "too deep"}
    text = json.dumps(raw, ensure_ascii=False, default=str)
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > MAX_EVENT_BYTES:
        return {"cut": text[:1_000].replace("\\u0000", "�")}
    text = re.sub(r"(?<!\\)((?:\\\\)*)\\u0000", "\\1�", text)
    return json.loads(text, parse_constant=str)


def _is_too_deep(raw: Any) -> bool:
    """Do lists and objects lie deeper in each other than ``MAX_EVENT_LEVELS``?"""
    level = [raw]
    for _ in range(MAX_EVENT_LEVELS):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True
