"""Promise R5: a visitor keeps their text through processes, restarts, and hash seeds."""

import hashlib
import os
import subprocess
import sys

import pytest
from django.utils import timezone
from scipy.stats import chisquare

from experiments.delivery.allocation import choose_variation, get_bucket_ranges, hash_visitor
from experiments.delivery.compile import compile_snapshot
from experiments.delivery.evaluator import Context, evaluate
from tests.conftest import Cast
from tests.experiments.delivery.test_evaluator import DEFAULT, NOW, experiment, snapshot
from tests.experiments.scenes import running

VISITORS = 100_000
ARMS = """
import hashlib
from experiments.delivery.allocation import choose_variation, get_bucket_ranges, hash_visitor
ranges = get_bucket_ranges(3, 0.9, [0.5, 0.3, 0.2])
arms = bytes(
    1 + choose_variation(hash_visitor("no-flips", f"visitor-{number}"), ranges)
    for number in range(%d)
)
print(hashlib.sha256(arms).hexdigest())
"""


def test_it_works() -> None:
    """Three processes, started with three seeds of Python's own hash, at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ARMS % VISITORS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1", "4294967295")
    ]
    told = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(told) == 1
    assert told != {hashlib.sha256(b"").hexdigest()}


def test_the_arms_of_these_visitors_are_written_down() -> None:
    """So that no release moves anybody: a change of this number is a change for every visitor."""
    ranges = get_bucket_ranges(3, 0.9, [0.5, 0.3, 0.2])
    arms = bytes(
        1 + choose_variation(hash_visitor("no-flips", f"visitor-{number}") or 0.0, ranges)
        for number in range(1_000)
    )
    assert hashlib.sha256(arms).hexdigest() == (
        "f39f62134dfa41b565ce9b315350397b493f4adb822b7ac574e7868bc6ed3f1d"
    )


def test_a_snapshot_compiled_again_moves_nobody(cast: Cast) -> None:
    test = running(cast)
    place = test.message.placement.key
    one, other = (
        compile_snapshot(workspace_id=cast.workspace.pk, version=number) for number in (1, 2)
    )
    for number in range(3_000):
        context = Context(f"visitor-{number}")
        answers = [evaluate(each, place, context, timezone.now()) for each in (one, other)]
        assert answers[0].assignment is not None
        assert answers[0].assignment == answers[1].assignment


def test_edits_that_open_no_phase_move_nobody() -> None:
    """More coverage, an end, another name or other copy: the arm stays."""
    before = snapshot(DEFAULT, test=experiment(coverage=0.5))
    after = snapshot(DEFAULT, ("de", None, None), test=experiment(coverage=0.9, id=2))
    for number in range(3_000):
        context = Context(f"visitor-{number}")
        old, new = (evaluate(each, "hero", context, NOW).assignment for each in (before, after))
        assert old is None or old == new


@pytest.mark.parametrize("salt", range(20))
def test_the_split_is_fair_whatever_the_salt(salt: int) -> None:
    ranges = get_bucket_ranges(3, 1.0, [0.5, 0.3, 0.2])
    counts = [0, 0, 0]
    for number in range(5_000):
        bucket = hash_visitor(f"salt-{salt}", f"visitor-{number}")
        assert bucket is not None
        counts[choose_variation(bucket, ranges)] += 1
    assert chisquare(counts, [2_500, 1_500, 1_000]).pvalue > 0.001
