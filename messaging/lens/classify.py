"""What is this sentence about? A linear model over named features, its weights kept as data.

The weights (data/weights.json) were fitted with ``python -m bench.fit_lens``: a multinomial
logistic regression over features.py. No word of a training text is stored; a weight belongs to a
property such as "opens:outcome_verbs" and can be read, argued with and changed.
"""

import json
import math
from functools import lru_cache
from typing import Final, NamedTuple

from messaging.lens.features import features_of
from messaging.lens.lexicon import DATA
from messaging.lens.reading import CLASSES
from messaging.lens.text import sentence_core


class Weights(NamedTuple):
    """One bias per class, and per feature one weight per class, in the order of CLASSES."""

    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]


def load_weights() -> Weights:
    """Read data/weights.json; ValueError if it was fitted for other classes."""
    stored = json.loads((DATA / "weights.json").read_text(encoding="utf-8"))
    if tuple(stored["classes"]) != CLASSES:
        raise ValueError(f"weights.json is for classes {stored['classes']}, not {CLASSES}")
    return Weights(
        bias=tuple(stored["bias"]),
        weights={name: tuple(row) for name, row in stored["weights"].items()},
    )


WEIGHTS: Final = load_weights()


@lru_cache(maxsize=4096)
def class_probabilities(sentence: str) -> tuple[float, ...]:
    """The probability of each class, in the order of CLASSES (softmax of the linear scores)."""
    features = features_of(sentence_core(sentence))
    if not features:
        return tuple(float(name == "other") for name in CLASSES)
    # Seven sums by name: twice as fast as a list of seven, and this is the inner loop.
    s0, s1, s2, s3, s4, s5, s6 = WEIGHTS.bias
    weights = WEIGHTS.weights
    for name, value in features.items():
        row = weights.get(name)
        if row is not None:
            w0, w1, w2, w3, w4, w5, w6 = row
            s0 += value * w0
            s1 += value * w1
            s2 += value * w2
            s3 += value * w3
            s4 += value * w4
            s5 += value * w5
            s6 += value * w6
    scores = (s0, s1, s2, s3, s4, s5, s6)
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return tuple(power / total for power in powers)
