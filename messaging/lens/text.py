"""A text taken apart once: sentences, words with offsets, and the word-list hits in them.

Everything downstream (the classifier, every rule) reads this object, so a text is tokenised and
scanned a single time. Offsets count Unicode characters of the text exactly as it was given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from messaging.lens.lexicon import LEXICON, Hit
from messaging.lens.words import SECOND_PERSON, WORD, plain, word_set

# A sentence ends at closing punctuation (with the quotes and brackets after it) before a blank,
# or at the end of a line. Full stops inside "3.5", ".env" or "example.com" end nothing.
_BREAK = re.compile(r"[.!?…]+['\"”’)\]]*(?=\s)|[。！？]|[\n\r]+")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|vs|mr|mrs|ms|dr|prof|st|no|approx|inc|ltd|u\.s|u\.k|[A-Z])\.$", re.IGNORECASE
)
# Words that only carry a pronoun go with it: "You can have a lamp", "a lamp for you and your team"
# say no more about the reader than "a lamp".
_MODALS = word_set("can could will would may might should now")
_LONGEST_OPENING = 2
"""At most so many words stand before the pronoun in an opening such as "just for you"."""
_LIGHT_VERBS = word_set("get have need own receive deserve")
_PREPOSITIONS = word_set("for to with like")
_INTENSIFIERS = word_set("just only made built designed right here")
_ADDRESSEES = word_set("team teams business")
_LONGEST_KEPT = 400
"""Characters of a line that is remembered: drafts are short, and pages come once."""
_SMALL_FRAGMENT = 3
"""So few words without company ("Fast, free, global.") belong to the sentence before them."""


@dataclass(frozen=True, slots=True)
class SentenceCore:
    """One sentence by itself; word offsets are relative to its first character.

    ``judged`` numbers the words that say what the sentence is about: all but the second-person
    pronouns and the light verbs that carry them, since a sentence is not about the reader because
    it says "you" often. ``hits`` number positions in ``judged``.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    judged: tuple[int, ...]
    judged_words: tuple[str, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its place: the core, and where it starts and ends in the text."""

    core: SentenceCore
    start: int
    end: int

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the text of the sentence's words ``first`` to ``last``."""
        return self.start + self.core.starts[first], self.start + self.core.ends[last]

    def spans(self, category: str) -> Iterator[tuple[int, int]]:
        """Offsets in the text of every hit of one word list."""
        judged = self.core.judged
        for hit in self.core.hits:
            if hit.category == category:
                yield self.span(judged[hit.first], judged[hit.last])


@dataclass(frozen=True, slots=True)
class ParsedText:
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def word_count(self) -> int:
        return sum([len(sentence.core.words) for sentence in self.sentences])


def _judged(words: list[str]) -> list[int]:
    """The positions of the words that count; see SentenceCore."""
    judged: list[int] = []
    previous = ""
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        after_pronoun = previous in SECOND_PERSON
        if word in SECOND_PERSON:
            carried = not word.startswith("your")
            opening = 0 < len(judged) <= _LONGEST_OPENING and (
                len(judged) == 1 or words[judged[0]] in _INTENSIFIERS
            )
            outside = opening or following in ("", "and")
            adjacent = bool(judged) and judged[-1] == position - 1
            if carried and outside and adjacent and previous in _PREPOSITIONS:
                judged.pop()
                while judged and words[judged[-1]] in _INTENSIFIERS:
                    judged.pop()
        elif (
            (word in _LIGHT_VERBS and not judged)
            or (word in _MODALS and not judged and after_pronoun)
            or (word in _ADDRESSEES and after_pronoun)
            or (word == "and" and following in SECOND_PERSON and not judged)
        ):
            pass
        else:
            judged.append(position)
        previous = word
    return judged


@lru_cache(maxsize=4096)
def sentence_core(text: str) -> SentenceCore:
    """Take one sentence apart. Kept in memory, since drafts of one brief share sentences."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in WORD.finditer(text):
        words.append(plain(match.group()))
        starts.append(match.start())
        ends.append(match.end())
    judged = _judged(words)
    judged_words = tuple(words[position] for position in judged)
    return SentenceCore(
        text=text,
        words=tuple(words),
        starts=tuple(starts),
        ends=tuple(ends),
        judged=tuple(judged),
        judged_words=judged_words,
        hits=tuple(LEXICON.scan(judged_words)),
    )


def _ranges(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences, blanks around them left out."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        end = match.end()
        if match.group()[-1] == "." and _ABBREVIATION.search(text, max(start, end - 8), end):
            continue
        pieces.append((start, end))
        start = end
    pieces.append((start, len(text)))
    ranges: list[tuple[int, int]] = []
    for piece_start, piece_end in pieces:
        piece = text[piece_start:piece_end]
        stripped = piece.strip()
        if not stripped:
            continue
        first = piece_start + len(piece) - len(piece.lstrip())
        last = first + len(stripped)
        beside = bool(ranges) and "\n" not in text[ranges[-1][1] : first]
        if beside and len(WORD.findall(stripped)) <= _SMALL_FRAGMENT:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return ranges


@lru_cache(maxsize=4096)
def _line(text: str) -> tuple[Sentence, ...]:
    """The sentences of one line, remembered as drafts share them, too."""
    return tuple(Sentence(sentence_core(text[low:high]), low, high) for low, high in _ranges(text))


def parse(text: str) -> ParsedText:
    """Take ``text`` apart; never fails, whatever characters it holds."""
    sentences: list[Sentence] = []
    start = 0
    for line in text.split("\n"):  # no sentence goes on in the next line
        found = _line(line) if len(line) <= _LONGEST_KEPT else _line.__wrapped__(line)
        if start:
            found = tuple([Sentence(s.core, s.start + start, s.end + start) for s in found])
        sentences += found
        start += len(line) + 1
    return ParsedText(text, tuple(sentences))


def forget() -> None:
    """Remember no line and no sentence: for measuring."""
    _line.cache_clear()
    sentence_core.cache_clear()
