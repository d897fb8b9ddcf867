"""Which arm a visitor gets: pure arithmetic on their id, so no assignment needs to be stored.

The scheme is GrowthBook's (SDK specification 0.8.0), so that our server and any GrowthBook SDK
agree about every visitor: a 32-bit FNV-1a hash of seed and visitor id gives a number in [0, 1),
and that number is looked up in ranges laid out from weights and coverage.

Nothing here may import numpy: web workers run it on every request.
"""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

Range = tuple[float, float]
Namespace = tuple[str, float, float]

FNV_OFFSET = 0x811C9DC5
FNV_PRIME = 0x01000193
MASK_32_BITS = 0xFFFFFFFF

HOLDOUT_SEED = "@holdout"
"""Splits off the visitors who take part in no test. No key of an experiment can be the same."""

OUTSIDE_EVERY_RANGE = -1
"""Answer of choose_variation for a visitor who takes no part."""


def fnv1a32(text: str, state: int = FNV_OFFSET) -> int:
    """32-bit FNV-1a of ``text``, continued from ``state``.

    The unit hashed is the UTF-16 code unit, as in the JavaScript SDK; for ASCII, which visitor
    ids nearly always are, that is simply the byte.
    """
    if text.isascii():
        units: Sequence[int] = text.encode("ascii")
    else:
        units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
    for unit in units:
        state = ((state ^ unit) * FNV_PRIME) & MASK_32_BITS
    return state


@lru_cache(maxsize=4096)
def _state_after(seed: str) -> int:
    """The hash state once the seed is read; few seeds are live, and each is read for everybody."""
    return fnv1a32(seed)


def hash_visitor(seed: str, visitor: str, version: int = 2) -> float | None:
    """A number in [0, 1) that never changes for the same seed and visitor.

    Version 2 hashes twice and has a grain of 1/10,000; version 1 (kept for namespaces and old
    SDKs) has a grain of 1/1,000. An unknown version gives None: the visitor takes no part.
    """
    if version == 2:
        first = fnv1a32(visitor, _state_after(seed))
        return (fnv1a32(str(first)) % 10_000) / 10_000
    if version == 1:
        return (fnv1a32(visitor + seed) % 1_000) / 1_000
    return None


def get_equal_weights(count: int) -> list[float]:
    """``count`` equal shares of 1; none for a count below one."""
    return [1 / count] * count if count >= 1 else []


def get_bucket_ranges(
    count: int, coverage: float = 1.0, weights: Sequence[float] | None = None
) -> list[Range]:
    """The slice of [0, 1) that belongs to each variation.

    Each slice starts where full coverage would start it and is cut short by ``coverage`` (clamped
    to 0..1): growing coverage therefore moves nobody from one arm to another. Weights of the wrong
    number, or that do not sum to 1 within 0.01, are replaced by equal ones.
    """
    coverage = min(max(coverage, 0.0), 1.0)
    if weights is None or len(weights) != count or not 0.99 <= sum(weights) <= 1.01:
        weights = get_equal_weights(count)
    ranges: list[Range] = []
    start = 0.0
    for weight in weights:
        ranges.append((start, start + coverage * weight))
        start += weight
    return ranges


def choose_variation(bucket: float, ranges: Sequence[Range]) -> int:
    """Index of the first range that holds ``bucket`` (end excluded), else OUTSIDE_EVERY_RANGE."""
    for index, (start, end) in enumerate(ranges):
        if start <= bucket < end:
            return index
    return OUTSIDE_EVERY_RANGE


def in_namespace(visitor: str, namespace: Namespace) -> bool:
    """Whether the visitor belongs to this experiment's part of a namespace.

    Experiments that share a namespace and hold disjoint parts of it never share a visitor.
    """
    name, start, end = namespace
    bucket = hash_visitor("__" + name, visitor, version=1)
    return bucket is not None and start <= bucket < end


def get_query_string_override(key: str, url: str, count: int) -> int | None:
    """The variation that an address asks for (``?<experiment>=<index>``), for previews.

    None if the address does not name the experiment, or not with a whole number below ``count``.
    """
    try:
        query = urlsplit(url).query
    except ValueError:  # an address such as "http://[" cannot be split at all
        return None
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name == key:
            return int(value) if _is_index(value) and int(value) < count else None
    return None


def _is_index(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 6
