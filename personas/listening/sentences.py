"""A long turn becomes quotes of a length one reads, and no sentence is cut in two."""

import re
from collections.abc import Iterator

LONGEST_QUOTE = 600
"""Characters: about a hundred words, which is what one remembers of an answer."""
LONGEST_SENTENCE = 1_200
"""Captions without any stop are cut between words here."""
LONGEST_QUESTION = 300
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[^a-zß-ÿ\s])")


def sentences(text: str) -> list[str]:
    """The sentences of a text, its white space made single."""
    plain = " ".join(text.split())
    found: list[str] = []
    last = 0
    for match in SENTENCE_END.finditer(plain):
        found.append(plain[last : match.end()].strip())
        last = match.end()
    return [one for one in (*found, plain[last:].strip()) if one]


def in_quotes(text: str) -> Iterator[str]:
    """Whole sentences together, up to ``LONGEST_QUOTE``; a longer sentence stands alone."""
    quote = ""
    for sentence in sentences(text):
        for piece in _pieces(sentence):
            if quote and len(quote) + 1 + len(piece) > LONGEST_QUOTE:
                yield quote
                quote = ""
            quote = f"{quote} {piece}" if quote else piece
    if quote:
        yield quote


def last_question(text: str) -> str:
    """What was asked last, at most ``LONGEST_QUESTION`` characters; empty if nothing was."""
    asked = [one for one in sentences(text[-2_000:]) if "?" in one]
    if not asked:
        return ""
    question = asked[-1]
    if len(question) <= LONGEST_QUESTION:
        return question
    return "…" + question[1 - LONGEST_QUESTION :].partition(" ")[2]


def _pieces(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_SENTENCE:
        at = sentence.rfind(" ", LONGEST_QUOTE // 2, LONGEST_QUOTE)
        at = at if at > 0 else LONGEST_QUOTE
        yield sentence[:at].strip()
        sentence = sentence[at:].strip()
    if sentence:
        yield sentence
