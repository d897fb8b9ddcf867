"""Tests that must not share visitors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.lifecycle import start_experiment, stop_experiment
from experiments.models import Experiment
from experiments.namespaces import largest_gap, tidy_namespace
from experiments.refusals import ExperimentRefusedError
from tests.conftest import Cast
from tests.experiments.scenes import draft


def started(cast: Cast, *namespace: object) -> Experiment:
    experiment = draft(cast, namespace=list(namespace))
    return start_experiment(access=cast.access, experiment=experiment)


def test_it_works(cast: Cast) -> None:
    one = started(cast, "pricing", 0.4)
    other = started(cast, "pricing", 0.5)
    assert one.namespace == ["pricing", 0.0, 0.4]
    assert other.namespace == ["pricing", 0.4, 0.9]
    with pytest.raises(ExperimentRefusedError) as refused:
        started(cast, "pricing", 0.2)
    assert refused.value.code == "group_full"
    assert "leave 10%" in refused.value.message
    stop_experiment(access=cast.access, experiment=one)
    assert started(cast, "pricing", 0.2).namespace == ["pricing", 0.0, 0.2]


def test_who_names_no_share_gets_a_fair_one(cast: Cast) -> None:
    waiting = draft(cast, namespace=["pricing"])
    assert started(cast, "pricing").namespace == ["pricing", 0.0, 0.5]
    begun = start_experiment(access=cast.access, experiment=waiting)
    assert begun.namespace == ["pricing", 0.5, 1.0]
    assert started(cast, "another group").namespace == ["another group", 0.0, 1.0]


@pytest.mark.parametrize("wrong", [["x" * 61], ["a", 0], ["a", 1.5], ["a", "half"], ["a", 0, 1]])
def test_a_bad_group_is_refused(wrong: list[object]) -> None:
    with pytest.raises(ExperimentRefusedError):
        tidy_namespace(wrong)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda p: tuple(sorted(p)))))
def test_a_gap_is_free(taken: list[tuple[float, float]]) -> None:
    start, end = largest_gap(taken)
    assert 0 <= start <= end <= 1
    assert all(high <= start or low >= end or low == high for low, high in taken)
