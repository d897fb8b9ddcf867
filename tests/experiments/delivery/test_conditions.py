import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.delivery.conditions import is_readable, meets
from experiments.delivery.patterns import is_quick

CASES: list[list[Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "growthbook_cases.json").read_text(encoding="utf-8")
)["evalCondition"]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_vectors(case: list[Any]) -> None:
    _, condition, attributes, expected, *groups = case
    assert meets(condition, attributes, groups[0] if groups else {}) is expected


def test_a_condition_nobody_can_read_is_not_met() -> None:
    assert not meets({"a": {"$unheardOf": 1}}, {"a": 1})
    assert not meets({"a": {"$regex": "("}}, {"a": "("})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(json_values, st.sampled_from(["$gt", "$in", "$vlt", "$regex", "$size", "$exists", "$eq"]))
def test_no_attribute_makes_it_fall_over(value: Any, operator: str) -> None:
    for expected in (1, "a", [1, "a"], None):
        condition = {"a": {operator: expected}}
        met = meets(condition, {"a": value})
        assert meets({"$not": condition}, {"a": value}) is not met


UNREADABLE: list[Any] = [
    {"$or": 5}, {"$and": None}, {"$nor": [5]}, {"$not": 5}, {"$gt": 1}, {"a": {"$all": 5}},
    {"a": {"$inGroup": [1]}}, {"a": {"$gt": 10**400}}, {"a": {"$elemMatch": 5}},
    {"a": {"$in": None}}, {"a": {"$vgt": None}}, {"a": {"$regex": "^(a+)+$"}},
    {"a": {"$size": {"$x": 1}}},
]  # fmt: skip


@pytest.mark.parametrize("condition", UNREADABLE, ids=str)
def test_what_cannot_be_read_is_told_apart_and_falls_over_nowhere(condition: Any) -> None:
    assert not is_readable(condition)
    for value in ([1, {}], 5, "x", None, {"b": 1}):
        meets(condition, {"a": value})


def test_what_growthbook_writes_can_be_read() -> None:
    refused = (
        "$groups",
        "n - not array",
        "ni - not array",
        "unknown operator",
        "invalid",
        "InGroup",
        "inGroup",
    )
    for name, condition, *_ in CASES:
        assert is_readable(condition) is not any(word in name for word in refused), name


def test_a_pattern_that_takes_hours_is_none() -> None:
    """Each of these never comes back from some text of a few dozen letters."""
    for bad in (
        "(a+)+$",
        "(a|a)*$",
        "(.*)*x",
        "(a|aa)+$",
        "a?" * 30 + "a" * 30,
        ".*.*.*.*x",
        r"(a)\1",
    ):
        assert not is_quick(bad), bad
    assert not meets({"a": {"$regex": "^(a+)+$"}}, {"a": "a" * 60 + "!"})
    for good in (
        r"^https?://(www\.)?shop\.",
        "(mobile|tablet)",
        r"-12-25$",
        r"^[a-z]+@[a-z]+\.de$",
    ):
        assert is_quick(good), good
