"""Does a text say what a customer said, word for word? Pure.

Five words in a row of what somebody took back are a quotation: fewer are how anybody talks. Of
what nobody was asked about it takes seven, since a pain is told in its customers' words, and they
share a turn of phrase. Letter case, kinds of quotation
marks, punctuation and white space do not count.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence

RUN = 5
UNASKED_RUN = 7
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "ʼ": "'"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text in their normal form, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_STRAIGHT)
    return _WORD.findall(folded)


def spoken(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in their normal form with where each stands: (word, start, end)."""
    straight = text.translate(_STRAIGHT)
    return [
        (unicodedata.normalize("NFKC", match.group()).casefold(), *match.span())
        for match in _WORD.finditer(straight)
    ]


def runs_of(text: str, length: int = RUN) -> set[str]:
    """Every five (``length``) words in a row; none in a shorter text."""
    return _runs(words_of(text), length)


def runs_of_all(texts: Iterable[str]) -> set[str]:
    """Of several texts; no run goes on from one text to the next."""
    return {run for text in texts for run in runs_of(text)}


def shared_with(sentence: str, quote: str) -> set[str]:
    """The runs by which a sentence that was written from a quote is known again.

    Those both have; of a quote of fewer words all of it; else what the sentence itself says, since
    it stands on the quote whatever became of the words.
    """
    said, quoted = words_of(sentence), words_of(quote)
    length = min(RUN, len(quoted))
    shared = _runs(said, length) & _runs(quoted, length) if length else set()
    return shared or _runs(said, RUN) or {" ".join(said)}


def mark_of(run: str, key: bytes) -> str:
    """What may be kept of a run: nobody without the key can try out what it was."""
    return hmac.new(key, run.encode(), hashlib.sha256).hexdigest()[:32]


def still_says(texts: Sequence[str], marks: Iterable[str], key: bytes) -> bool:
    """Whether the texts hold a run of those that ``marks`` were made of."""
    return bool(saying(texts, marks, key))


def saying(texts: Sequence[str], marks: Iterable[str], key: bytes) -> list[str]:
    """Those of the texts that hold a run of those that ``marks`` were made of."""
    sought = set(marks)
    return [text for text in texts if _holds(words_of(text), sought, key)]


def _holds(words: Sequence[str], sought: set[str], key: bytes) -> bool:
    return any(
        mark_of(run, key) in sought for length in range(RUN, 0, -1) for run in _runs(words, length)
    )


def _runs(words: Sequence[str], length: int) -> set[str]:
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
