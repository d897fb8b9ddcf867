"""Texts as numbers, learnt from the texts themselves: words, pairs of words, runs of letters."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from personas.listening.matching import STOP_WORDS, WORD
from personas.listening.mining.constants import (
    COMMON_RUN,
    COMMON_WORD,
    DIRECTIONS,
    LETTER_RUNS,
    PAIR_REACH,
    SVD_ROUNDS,
)
from personas.listening.mining.titles import root_of

Dense = NDArray[np.float32]
# Below this many texts, what two of them share may be all there is: nothing is too common.
FEW = 20
# Longer ones are addresses and keys pasted in.
LONGEST_WORD = 40


def stems_and_pairs(text: str) -> list[str]:
    """Stems of the words that tell something, and pairs of those that stand near each other."""
    stems = [root_of(word) for word in WORD.findall(text) if word not in STOP_WORDS]
    pairs = [
        " ".join(sorted((first, second)))
        for place, first in enumerate(stems)
        for second in stems[place + 1 : place + 1 + PAIR_REACH]
        if first != second
    ]
    return stems + pairs


@lru_cache(maxsize=200_000)
def _letter_runs(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    shortest, longest = LETTER_RUNS
    return tuple(
        padded[start : start + length]
        for length in range(shortest, longest + 1)
        for start in range(max(1, len(padded) - length + 1))
    )


def letter_runs(text: str) -> list[str]:
    """Runs of letters inside words; where a word begins and ends counts as a letter."""
    return [run for word in text.split() for run in _letter_runs(word[:LONGEST_WORD])]


class Vocabulary:
    """What some texts hold, weighted by rarity (TF-IDF); then asked of any text.

    Letter runs keep the little words and forgive spelling; stems and pairs carry the meaning.
    ``learnt`` has a row for each text it was learnt from, a column for each thing they hold.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._parts: list[TfidfVectorizer] = []
        rows = []
        for common, analyzer in (
            (COMMON_RUN, letter_runs),
            (COMMON_WORD, stems_and_pairs),
        ):
            part, held = _learnt(texts, common, analyzer)
            if held is not None:
                self._parts.append(part)
                rows.append(held)
        self.learnt = hstack(rows, format="csr") if rows else _nothing(texts)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """The same of other texts."""
        rows = [part.transform(texts) for part in self._parts]
        return hstack(rows, format="csr") if rows else _nothing(texts)


def _nothing(texts: Sequence[str]) -> csr_matrix:
    return csr_matrix((len(texts), 1), dtype=np.float32)


def _learnt(
    texts: Sequence[str], common: float, analyzer: Callable[[str], list[str]]
) -> tuple[TfidfVectorizer, csr_matrix | None]:
    """None where the texts hold nothing of the kind."""
    few = len(texts) < FEW
    for least in (2, 1):
        part = TfidfVectorizer(
            min_df=least,
            max_df=1.0 if few else common,
            sublinear_tf=True,
            dtype=np.float32,
            analyzer=analyzer,
        )
        try:
            return part, part.fit_transform(texts)
        except ValueError:  # an empty vocabulary
            continue
    return part, None


def directions(counted: csr_matrix) -> Dense:
    """The texts in few hidden directions (latent semantic analysis), each of length 1."""
    wanted = min(DIRECTIONS, min(counted.shape) - 1)
    if wanted < 1:
        return unit(np.asarray(counted.todense(), dtype=np.float32))
    left, sizes, _ = randomized_svd(counted, wanted, n_iter=SVD_ROUNDS, random_state=0)
    return unit(left * sizes)


def unit(rows: NDArray[np.floating]) -> Dense:
    """The rows with length 1; a row of nothing stays."""
    scaled: Dense = normalize(np.nan_to_num(rows).astype(np.float32))
    return scaled
