import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.delivery.conditions import meets

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
