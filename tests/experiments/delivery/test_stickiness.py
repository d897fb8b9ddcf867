"""The same visitor gets the same arm in every process: nothing depends on memory or hash seed."""

import hashlib
import os
import subprocess
import sys

import pytest
from scipy.stats import chi2

from experiments.delivery.allocation import choose_variation, get_bucket_ranges, hash_visitor

SCRIPT = """
import hashlib, sys
from experiments.delivery.allocation import choose_variation, get_bucket_ranges, hash_visitor
ranges = get_bucket_ranges(3, 0.9, [0.5, 0.3, 0.2])
arms = bytes(choose_variation(hash_visitor("a-test", f"visitor-{n}"), ranges) + 1
             for n in range(20_000))
print(hashlib.sha256(arms).hexdigest())
"""


def arms(seed: str, count: int) -> bytes:
    ranges = get_bucket_ranges(3, 0.9, [0.5, 0.3, 0.2])
    return bytes(
        choose_variation(hash_visitor(seed, f"visitor-{n}") or 0.0, ranges) + 1
        for n in range(count)
    )


def test_it_works_in_every_process() -> None:
    here = hashlib.sha256(arms("a-test", 20_000)).hexdigest()
    for hash_seed in ("0", "1", "4242"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == here


@pytest.mark.parametrize("salt", [f"experiment-{number}" for number in range(20)])
def test_the_split_is_as_designed(salt: str) -> None:
    count = 20_000
    found = arms(salt, count)
    expected = [0.1, 0.45, 0.27, 0.18]
    statistic = sum(
        (found.count(arm) - share * count) ** 2 / (share * count)
        for arm, share in enumerate(expected)
    )
    assert chi2.sf(statistic, 3) > 0.001
