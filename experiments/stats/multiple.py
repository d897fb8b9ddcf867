"""Several comparisons at once: Holm for the arms of a test, Benjamini-Hochberg for side goals."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted so that the chance of any false declaration stays at the level (Holm 1979)."""
    count = len(p_values)
    adjusted = [0.0] * count
    largest = 0.0
    for rank, index in enumerate(sorted(range(count), key=p_values.__getitem__)):
        largest = max(largest, (count - rank) * p_values[index])
        adjusted[index] = min(1.0, largest)
    return adjusted


def bonferroni(p_values: Sequence[float]) -> list[float]:
    """Each multiplied by their number."""
    return [min(1.0, len(p_values) * p) for p in p_values]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted so that the expected share of false ones among the declared stays at the level."""
    count = len(p_values)
    adjusted = [0.0] * count
    smallest = 1.0
    for rank, index in enumerate(sorted(range(count), key=p_values.__getitem__, reverse=True)):
        smallest = min(smallest, p_values[index] * count / (count - rank))
        adjusted[index] = smallest
    return adjusted
