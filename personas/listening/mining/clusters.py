"""Groups of like texts: a graph of neighbours, its directions, k-means, and words to settle it.

1. Each text is linked with the texts most like it; the leading eigenvectors of that graph say what
   hangs together (spectral clustering: Ng, Jordan and Weiss, 2002).
2. How many eigenvalues are near 1 says how many groups there are (``how_many``).
3. k-means in those directions.
4. Naive Bayes over the words of the groups puts every text where its words are at home (Nigam et
   al., 2000), also the texts that were not compared.

Nothing is left to chance: beginnings are numbered, and texts come in the order of the alphabet.
"""

import math
import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import ArpackError, eigsh
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.naive_bayes import MultinomialNB

from personas.listening.mining.constants import (
    BEGINNINGS,
    MOST_GRAPH_DIRECTIONS,
    NEIGHBOURS,
    ROUNDS,
    SHARP,
    SMOOTHING,
)
from personas.listening.mining.vectors import Dense, unit

Labels = NDArray[np.int64]
# Up to here all eigenvectors at once are quicker than the first few one by one.
SMALL = 500
# Eigenvectors need no more places than k-means can see.
CLOSE_ENOUGH = 1e-5
# An edge that is never quite nothing keeps the graph in one piece for the arithmetic.
LEAST_LIKENESS = 1e-6


def neighbour_graph(vectors: Dense) -> csr_matrix:
    """Likeness of each text with those most like it, the same in both directions."""
    size = len(vectors)
    near = min(NEIGHBOURS, max(2, size // 6), size - 1)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -2)
    columns = np.argpartition(-likeness, near - 1, axis=1)[:, :near]
    values = np.maximum(np.take_along_axis(likeness, columns, axis=1), LEAST_LIKENESS)
    rows = np.repeat(np.arange(size), near)
    graph = csr_matrix((values.ravel(), (rows, columns.ravel())), shape=(size, size))
    return ((graph + graph.T) / 2).tocsr()


def graph_directions(graph: csr_matrix, wanted: int) -> tuple[NDArray[np.floating], Dense]:
    """(eigenvalues, eigenvectors) of the graph, largest first; each node counts as its degree."""
    size = int(graph.shape[0])
    scale = 1 / np.sqrt(np.asarray(graph.sum(axis=1)).ravel())
    even = csr_matrix(graph.multiply(scale[:, None]).multiply(scale[None, :]), dtype=np.float64)
    wanted = min(wanted, size)
    if size > SMALL and wanted < size // 2:
        begin = np.random.default_rng(0).uniform(size=size)
        try:
            values, vectors = eigsh(even, k=wanted, v0=begin, tol=CLOSE_ENOUGH)
        except ArpackError:
            values, vectors = eigh(even.toarray())
    else:
        values, vectors = eigh(even.toarray())
    order = np.argsort(-values, kind="stable")[:wanted]
    return values[order], vectors[:, order].astype(np.float32)


def how_many(values: NDArray[np.floating], texts: int) -> int:
    """How many groups: between what the graph shows and what so many texts usually hold.

    A group with hardly a link to others gives an eigenvalue near 1. With few texts of each group
    that shows too few; the square root of the number of texts is the usual guess then. Their
    geometric mean errs least.
    """
    shown = max(1, int((values > SHARP).sum()))
    usual = 1.1 * math.sqrt(texts)
    return max(1, min(texts, round(math.sqrt(shown * usual))))


def grouped(
    texts: int, graph_of: Callable[[], csr_matrix], counted: csr_matrix, groups: int | None
) -> Labels:
    """A group for each of so many texts. With ``groups`` exactly so many, if there are as many.

    ``graph_of`` gives the graph of neighbours; it is not asked where there is nothing to choose.
    """
    size = texts
    if groups is not None and groups >= size:
        return np.arange(size)
    if size < 3 or groups == 1:
        return np.zeros(size, dtype=np.int64)
    graph = graph_of()
    values, found = graph_directions(
        graph, min(groups or MOST_GRAPH_DIRECTIONS, MOST_GRAPH_DIRECTIONS)
    )
    number = groups if groups is not None else how_many(values, size)
    depth = min(number, len(values))
    places = unit(found[:, :depth] * np.clip(values[:depth], 0, 1) ** 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different places than groups
        labels = KMeans(number, n_init=BEGINNINGS, random_state=0).fit_predict(places)
    labels = _all_used(labels.astype(np.int64), number)
    for _ in range(ROUNDS):
        labels = _all_used(home(counted, labels).predict(counted), number, labels)
    return labels


def home(counted: csr_matrix, labels: Labels) -> MultinomialNB:
    """What says of any text in which group its words are at home."""
    return MultinomialNB(alpha=SMOOTHING).fit(counted, labels)


def _all_used(labels: Labels, number: int, before: Labels | None = None) -> Labels:
    """The labels with no group empty: it takes back a text it had, or one of the largest group."""
    labels = labels.copy()
    for group in range(number):
        if (labels == group).any():
            continue
        sizes = np.bincount(labels, minlength=number)
        had: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        if before is not None:
            had = np.flatnonzero((sizes[labels] > 1) & (before == group))
        labels[had[0] if len(had) else np.flatnonzero(labels == sizes.argmax())[-1]] = group
    return labels
