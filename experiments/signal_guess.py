"""Which stage a signal's name sounds like. [pure]"""

import re
from collections.abc import Iterable, Sequence

WORD = re.compile(r"[^\W_]+")
FEWEST_LETTERS = 3
ENDINGS = ("ing", "ed", "es", "s")


def guess_stage(name: str, words: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """The key of the stage whose words ``name`` shares most of; the first of those that tie.

    ``words`` has pairs of a stage's key and texts about it: its name, the events that lead there,
    what one can see of them. None where not a single word of the name is found.
    """
    wanted = _stems(name)
    best, most = None, 0
    for key, texts in words:
        for text in texts:
            shared = len(wanted & _stems(text))
            if shared > most:
                best, most = key, shared
    return best


def _stems(text: str) -> set[str]:
    """The words of a text without their endings: “viewed_pricing” and “views the prices” meet."""
    return {_stem(word) for word in WORD.findall(text.lower()) if len(word) >= FEWEST_LETTERS}


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= FEWEST_LETTERS:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > FEWEST_LETTERS else word
