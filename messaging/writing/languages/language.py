"""The shape of a language for the writer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from messaging.writing.turnings import Turnings

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Language:
    """``turnings``: every slot with its forms; ``capitalise``: the start of a sentence; ``embed``:
    a slot in the middle of one; ``joined``: a list of phrases as one; ``stems``: content words,
    to see whether two texts speak of the same thing; ``speakers``: who said a quote, by their
    status; ``fits``: whether a fact can stand in copy of this language; ``as_heard``: a turning
    that quotes brings its own end mark, so these slots are not embedded."""

    code: str
    name: str
    turnings: Mapping[str, Turnings]
    capitalise: Change
    embed: Change
    joined: Callable[[Sequence[str]], str]
    stems: Callable[[str], frozenset[str]]
    speakers: Mapping[str, str]
    fits: Callable[[str], bool]
    as_heard: frozenset[str] = frozenset(["quote", "objection", "question", "criterion"])
