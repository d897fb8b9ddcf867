"""Reading JSON into frozen dataclasses, with every fault gathered and named by its place.

A field's type says what is expected of it; its metadata may give ``low`` and ``high`` of a number
or the ``choices`` of a text. A class with ``from_list`` may also be written as a list.
"""

import difflib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints


def read_record(kind: Any, data: object, place: str, faults: list[str]) -> Any:
    """An instance of the dataclass ``kind`` from a JSON object, or None with faults added."""
    if hasattr(kind, "from_list") and not isinstance(data, Mapping):
        return kind.from_list(data, place, faults)
    if not isinstance(data, Mapping):
        faults.append(f"{place or 'The document'}: an object is expected, not {_called(data)}.")
        return None
    before = len(faults)
    known = {each.name: each for each in fields(kind)}
    hints = get_type_hints(kind)
    faults.extend(_unknown(str(key), place, list(known)) for key in data if key not in known)
    values: dict[str, Any] = {}
    for name, each in known.items():
        where = f"{place}.{name}" if place else name
        if name in data:
            values[name] = _value(hints[name], data[name], where, dict(each.metadata), faults)
        elif each.default is MISSING and each.default_factory is MISSING:
            faults.append(f"{where}: is missing.")
    return kind(**values) if len(faults) == before else None


def _value(hint: Any, data: object, place: str, limits: dict[str, Any], faults: list[str]) -> Any:
    """``data`` read as ``hint``; a fault and None where it does not fit."""
    arguments = get_args(hint)
    if get_origin(hint) in (types.UnionType, Union):
        if data is None:
            return None
        return _value(arguments[0], data, place, limits, faults)
    if get_origin(hint) is tuple:
        if not isinstance(data, list):
            faults.append(f"{place}: a list is expected, not {_called(data)}.")
            return ()
        return tuple(
            _value(arguments[0], item, f"{place}[{index}]", {}, faults)
            for index, item in enumerate(data)
        )
    if get_origin(hint) is dict:
        return _terms(data, place, faults)
    if is_dataclass(hint):
        return read_record(hint, data, place, faults)
    if hint is date:
        return _date(data, place, faults)
    if hint is str:
        if not isinstance(data, str):
            faults.append(f"{place}: text is expected, not {_called(data)}.")
            return ""
        return _chosen(" ".join(data.split()), place, limits, faults)
    if hint is bool:
        if not isinstance(data, bool):
            faults.append(f"{place}: true or false is expected, not {_called(data)}.")
        return data
    return _whole_number(data, place, limits, faults)


def _chosen(text: str, place: str, limits: dict[str, Any], faults: list[str]) -> str:
    choices = limits.get("choices")
    if choices and text and text not in choices:
        near = difflib.get_close_matches(text, choices, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        faults.append(f"{place}: {text!r} is none of {', '.join(choices)}.{hint}")
    return text


def _whole_number(data: object, place: str, limits: dict[str, Any], faults: list[str]) -> Any:
    if isinstance(data, bool) or not isinstance(data, int):
        faults.append(f"{place}: a whole number is expected, not {_called(data)}.")
        return None
    low, high = limits.get("low"), limits.get("high")
    if low is not None and high is not None and not low <= data <= high:
        faults.append(f"{place}: {data} is not from {low} to {high}.")
    return data


def _terms(data: object, place: str, faults: list[str]) -> dict[str, str]:
    if not isinstance(data, Mapping) or not all(isinstance(item, str) for item in data.values()):
        faults.append(f"{place}: an object of texts is expected, as {{avoid: use}}.")
        return {}
    return {str(key): str(item) for key, item in data.items()}


def _date(data: object, place: str, faults: list[str]) -> date | None:
    try:
        return date.fromisoformat(data if isinstance(data, str) else "")
    except ValueError:
        faults.append(f"{place}: a date such as 2026-05-11 is expected, not {data!r}.")
        return None


def _unknown(key: str, place: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, 1, cutoff=0.0)
    where = place or "the document"
    return f"{where}: there is no key {key!r}; the nearest known one is {near[0]!r}."


def _called(data: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "null" if data is None else names.get(type(data), f"the number {data!r}")
