"""Whether a visitor's attributes meet a targeting condition.

Conditions are GrowthBook's (SDK specification 0.8.0), a small language after MongoDB's queries, so
that a condition means the same here and in any GrowthBook SDK. Nothing here imports numpy: web
workers run it on every request.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from experiments.delivery.patterns import is_quick

Attributes = Mapping[str, Any]
Groups = Mapping[str, Sequence[Any]]

NO_GROUPS: Groups = {}
LISTS = ("$in", "$nin", "$ini", "$nini", "$all", "$alli")
LONGEST_SUBJECT = 1_000
"""Longer texts are cut before a pattern is tried: a visitor chooses the text, we the pattern."""


UNREADABLE = (TypeError, AttributeError, ValueError, OverflowError, RecursionError)


def meets(condition: Mapping[str, Any], attributes: Attributes, groups: Groups = NO_GROUPS) -> bool:
    """Whether ``attributes`` meet every part of ``condition``; an empty one is always met.

    ``groups`` are the saved lists that ``$inGroup`` names. A part that makes no sense (an unknown
    operator, a broken pattern) is not met; it raises nothing.
    """
    try:
        return _is_met(condition, attributes, groups)
    except UNREADABLE:  # what was checked when it was written may come with a file
        return False


def is_readable(condition: Any) -> bool:
    """Whether every part of a condition makes sense, and is quick on whatever visitors send."""
    try:
        return isinstance(condition, Mapping) and all(
            _part_is_readable(key, value) for key, value in condition.items()
        )
    except UNREADABLE:
        return False


def _part_is_readable(key: str, value: Any) -> bool:
    if key in ("$or", "$nor", "$and"):
        return isinstance(value, list) and all(map(is_readable, value))
    if key == "$not":
        return is_readable(value)
    return key[:1] != "$" and _value_is_readable(value)


def _value_is_readable(value: Any) -> bool:
    is_operators = isinstance(value, Mapping) and value and all(key[:1] == "$" for key in value)
    return not is_operators or all(_is_operand(name, each) for name, each in value.items())


def _is_operand(name: str, expected: Any) -> bool:
    if name in ("$not", "$size"):
        return _value_is_readable(expected)
    if name == "$elemMatch":
        return _value_is_readable(expected) if _has_operators(expected) else is_readable(expected)
    if name in LISTS:
        return isinstance(expected, list)
    if name in ("$regex", "$regexi"):
        return isinstance(expected, str) and is_quick(expected)
    if name in ("$lt", "$lte", "$gt", "$gte"):
        return isinstance(expected, str) or _number(expected) is not None
    return name in OPERATORS and not (name[:2] == "$v" and not isinstance(expected, str))


def _has_operators(condition: Any) -> bool:
    return isinstance(condition, Mapping) and all(key[:1] == "$" for key in condition)


def _is_met(condition: Mapping[str, Any], attributes: Attributes, groups: Groups) -> bool:
    return all(_part_is_met(key, value, attributes, groups) for key, value in condition.items())


def _part_is_met(key: str, value: Any, attributes: Attributes, groups: Groups) -> bool:
    if key == "$or":
        return not value or any(_is_met(part, attributes, groups) for part in value)
    if key == "$nor":
        return bool(value) and not any(_is_met(part, attributes, groups) for part in value)
    if key == "$and":
        return all(_is_met(part, attributes, groups) for part in value)
    if key == "$not":
        return not _is_met(value, attributes, groups)
    return _value_is_met(value, _attribute(attributes, key), groups)


def _attribute(attributes: Attributes, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    value: Any = attributes
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return value


def _value_is_met(condition: Any, value: Any, groups: Groups) -> bool:
    if isinstance(condition, Mapping) and condition and all(key[:1] == "$" for key in condition):
        return all(_operator_is_met(key, part, value, groups) for key, part in condition.items())
    return _same(condition, value)


def _operator_is_met(name: str, expected: Any, value: Any, groups: Groups) -> bool:
    if name == "$not":
        return not _value_is_met(expected, value, groups)
    if name == "$elemMatch":
        return isinstance(value, list) and any(
            _element_is_met(expected, item, groups) for item in value
        )
    if name == "$size":
        return isinstance(value, list) and _value_is_met(expected, len(value), groups)
    if name in ("$all", "$alli"):
        fold = name == "$alli"
        return isinstance(value, list) and all(
            any(_value_is_met(_folded(part, fold), _folded(item, fold), groups) for item in value)
            for part in expected
        )
    if name == "$inGroup":
        return _is_in(value, groups.get(expected, ()), fold=False)
    if name == "$notInGroup":
        return not _is_in(value, groups.get(expected, ()), fold=False)
    operator = OPERATORS.get(name)
    return operator is not None and operator(value, expected)


def _element_is_met(condition: Any, item: Any, groups: Groups) -> bool:
    if _has_operators(condition):
        return _value_is_met(condition, item, groups)
    return isinstance(item, Mapping) and _is_met(condition, item, groups)


def _kind(value: Any) -> str:
    """The name JSON gives to a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list | tuple) else "object"


def _same(one: Any, other: Any) -> bool:
    """Equal in value and type: True is not 1, and "1" is not 1."""
    if _kind(one) != _kind(other):
        return False
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _folded(value: Any, fold: bool) -> Any:
    return value.lower() if fold and isinstance(value, str) else value


def _is_in(value: Any, expected: Any, fold: bool) -> bool:
    if not isinstance(expected, list | tuple):
        return False
    wanted = [_folded(item, fold) for item in expected]
    given = value if isinstance(value, list) else [value]
    return any(_same(_folded(item, fold), want) for item in given for want in wanted)


def _number(value: Any) -> float | None:
    """The number a comparison reads from a value, as JavaScript would; None if it has none."""
    if value is None:
        return 0.0
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value) if value.strip() else 0.0
        except ValueError:
            return None
    return None


def _ordered(value: Any, expected: Any, test: Callable[[Any, Any], bool]) -> bool:
    """Two texts by their letters, anything else as numbers."""
    if isinstance(value, str) and isinstance(expected, str):
        return test(value, expected)
    one, other = _number(value), _number(expected)
    return one is not None and other is not None and test(one, other)


@lru_cache(maxsize=1024)
def _pattern(text: str, fold: bool) -> re.Pattern[str] | None:
    if not is_quick(text):
        return None
    try:
        return re.compile(text, re.IGNORECASE if fold else 0)
    except re.error:
        return None


def _matches(value: Any, expected: Any, fold: bool) -> bool:
    if not isinstance(value, str) or not isinstance(expected, str):
        return False
    pattern = _pattern(expected, fold)
    return pattern is not None and pattern.search(value[:LONGEST_SUBJECT]) is not None


def _version(value: Any) -> str:
    """A text that sorts as the version does: numbers padded, a release after its previews."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if not isinstance(value, str | int | float) or not text:
        text = "0"
    text = re.sub(r"(^v|\+.*$)", "", text)
    parts = re.split(r"[-.]", text)
    if len(parts) == 3:
        parts.append("~")
    return "-".join(part.rjust(5) if part.isdigit() else part for part in parts)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda value, expected: _same(value, expected),
    "$ne": lambda value, expected: not _same(value, expected),
    "$lt": lambda value, expected: _ordered(value, expected, lambda a, b: a < b),
    "$lte": lambda value, expected: _ordered(value, expected, lambda a, b: a <= b),
    "$gt": lambda value, expected: _ordered(value, expected, lambda a, b: a > b),
    "$gte": lambda value, expected: _ordered(value, expected, lambda a, b: a >= b),
    "$veq": lambda value, expected: _version(value) == _version(expected),
    "$vne": lambda value, expected: _version(value) != _version(expected),
    "$vlt": lambda value, expected: _version(value) < _version(expected),
    "$vlte": lambda value, expected: _version(value) <= _version(expected),
    "$vgt": lambda value, expected: _version(value) > _version(expected),
    "$vgte": lambda value, expected: _version(value) >= _version(expected),
    "$in": lambda value, expected: _is_in(value, expected, fold=False),
    "$nin": lambda value, expected: (
        isinstance(expected, list) and not _is_in(value, expected, fold=False)
    ),
    "$ini": lambda value, expected: _is_in(value, expected, fold=True),
    "$nini": lambda value, expected: (
        isinstance(expected, list) and not _is_in(value, expected, fold=True)
    ),
    "$regex": lambda value, expected: _matches(value, expected, fold=False),
    "$regexi": lambda value, expected: _matches(value, expected, fold=True),
    "$exists": lambda value, expected: (value is not None) == bool(expected),
    "$type": lambda value, expected: _kind(value) == expected,
}
