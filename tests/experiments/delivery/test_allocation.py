import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from experiments.delivery.allocation import (
    choose_variation,
    fnv1a32,
    get_bucket_ranges,
    get_equal_weights,
    get_query_string_override,
    hash_visitor,
    in_namespace,
)

CASES: dict[str, list[Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "growthbook_cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("seed", "value", "version", "expected"), CASES["hash"])
def test_hash_vectors(seed: str, value: str, version: int, expected: float | None) -> None:
    assert hash_visitor(seed, value, version) == expected


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES["getBucketRange"])
def test_bucket_range_vectors(name: str, arguments: list[Any], expected: list[list[float]]) -> None:
    ranges = get_bucket_ranges(*arguments)
    assert [list(pair) for pair in ranges] == [pytest.approx(pair) for pair in expected], name


@pytest.mark.parametrize(("name", "bucket", "ranges", "expected"), CASES["chooseVariation"])
def test_choose_variation_vectors(
    name: str, bucket: float, ranges: list[tuple[float, float]], expected: int
) -> None:
    assert choose_variation(bucket, ranges) == expected, name


@pytest.mark.parametrize(("count", "expected"), CASES["getEqualWeights"])
def test_equal_weights_vectors(count: int, expected: list[float]) -> None:
    assert get_equal_weights(count) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(("name", "visitor", "namespace", "expected"), CASES["inNamespace"])
def test_namespace_vectors(name: str, visitor: str, namespace: list[Any], expected: bool) -> None:
    assert in_namespace(visitor, (namespace[0], namespace[1], namespace[2])) is expected, name


@pytest.mark.parametrize(
    ("name", "key", "url", "count", "expected"), CASES["getQueryStringOverride"]
)
def test_query_string_vectors(
    name: str, key: str, url: str, count: int, expected: int | None
) -> None:
    assert get_query_string_override(key, url, count) == expected, name


def test_fnv1a32_of_published_values() -> None:
    # Reference values of the FNV authors' test suite.
    assert fnv1a32("") == 0x811C9DC5
    assert fnv1a32("a") == 0xE40C292C
    assert fnv1a32("foobar") == 0xBF9CF968


def test_letters_outside_ascii_hash_by_utf16_unit() -> None:
    def by_definition(units: list[int]) -> int:
        state = 0x811C9DC5
        for unit in units:
            state = ((state ^ unit) * 0x01000193) % 2**32
        return state

    assert fnv1a32("é") == by_definition([0xE9])
    assert fnv1a32("\N{HOT BEVERAGE}") == by_definition([0x2615])
    assert fnv1a32("\N{TEACUP WITHOUT HANDLE}") == by_definition([0xD83C, 0xDF75])


@given(st.text(max_size=40), st.text(max_size=40))
def test_bucket_is_stable_and_in_range(seed: str, visitor: str) -> None:
    bucket = hash_visitor(seed, visitor)
    assert bucket is not None
    assert 0 <= bucket < 1
    assert bucket == hash_visitor(seed, visitor)


@given(
    st.text(max_size=20),
    st.floats(0, 1),
    st.floats(0, 1),
    st.lists(st.integers(1, 50), min_size=2, max_size=6),
)
def test_growing_coverage_moves_nobody(
    visitor: str, one: float, other: float, shares: list[int]
) -> None:
    weights = [share / sum(shares) for share in shares]
    bucket = hash_visitor("ramp", visitor)
    assert bucket is not None
    less, more = sorted((one, other))
    before = choose_variation(bucket, get_bucket_ranges(len(weights), less, weights))
    after = choose_variation(bucket, get_bucket_ranges(len(weights), more, weights))
    assert before in (-1, after)


@pytest.mark.parametrize("weights", [[0.5, 0.5], [0.9, 0.1], [0.25, 0.25, 0.25, 0.25]])
def test_split_is_uniform_over_many_seeds(weights: list[float]) -> None:
    visitors = 4_000
    ranges = get_bucket_ranges(len(weights), 1.0, weights)
    for seed in (f"experiment-{number}" for number in range(8)):
        seen = [0] * len(weights)
        for number in range(visitors):
            bucket = hash_visitor(seed, f"visitor-{number}")
            assert bucket is not None
            seen[choose_variation(bucket, ranges)] += 1
        expected = [weight * visitors for weight in weights]
        assert chisquare(seen, expected).pvalue > 0.001, (seed, seen)


def test_two_experiments_split_independently() -> None:
    ranges = get_bucket_ranges(2)
    table = [[0, 0], [0, 0]]
    for number in range(8_000):
        one = hash_visitor("one", f"v{number}")
        two = hash_visitor("two", f"v{number}")
        assert one is not None
        assert two is not None
        table[choose_variation(one, ranges)][choose_variation(two, ranges)] += 1
    assert chisquare([*table[0], *table[1]]).pvalue > 0.001, table


def test_broken_address_asks_for_nothing() -> None:
    assert get_query_string_override("test", "http://[", 2) is None


def test_web_workers_never_load_numpy() -> None:
    program = (
        "import sys, experiments.delivery.allocation, experiments.stats.readings; "
        "sys.exit('numpy' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
