"""The kinds of rule there are (named after Vale's): each makes a judge from data.

existence: a term of a list is there. substitution: a term is there and a plainer one exists.
occurrence: a pattern comes too often. conditional: a term asks for another thing to be there.
consistency: two spellings of one word in one text. metric: a figure of a sentence is too high.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from messaging.lens.known import Known
from messaging.lens.rules.rule import Judge, Remark
from messaging.lens.text import ParsedText, Sentence
from messaging.lens.words import plain, words_of


def existence(word_list: str, suggestion: str = "", *, spare_the_persona: bool = False) -> Judge:
    """A remark wherever a term of data/<word_list>.txt stands."""
    return substitution(word_list, {}, suggestion, spare_the_persona=spare_the_persona)


def substitution(
    word_list: str,
    uses: Mapping[str, str],
    otherwise: str = "",
    *,
    spare_the_persona: bool = True,
) -> Judge:
    """As existence, with what to write instead; the persona's own vocabulary is left alone."""
    by_words = {" ".join(words_of(term)): use for term, use in uses.items()}

    def find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
        for sentence in text.sentences:
            for start, end in sentence.spans(word_list):
                term = " ".join(words_of(text.text[start:end]))
                if spare_the_persona and known is not None and speaks_so(known, term):
                    continue
                use = by_words.get(term, otherwise)
                yield Remark(start, end, use, replacement=exact(by_words.get(term, "")))

    return find


def exact(use: str) -> str:
    """``use`` if it can stand in the sentence as it is, and is no advice such as "say how"."""
    return "" if "," in use or ":" in use or use.startswith("say ") else use


def speaks_so(known: Known, term: str) -> bool:
    """Does the persona's vocabulary hold the term, alone or inside a phrase?"""
    padded = f" {term} "
    return any(padded in f" {own} " for own in known.vocabulary)


def occurrence(pattern: re.Pattern[str], maximum: int, suggestion: str = "") -> Judge:
    """A remark on each match beyond the first ``maximum``."""

    def find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
        for number, match in enumerate(pattern.finditer(text.text), start=1):
            if number > maximum:
                yield Remark(match.start(), match.end(), suggestion)

    return find


def conditional(
    word_list: str, satisfied: Callable[[str, Known | None], bool], suggestion: str
) -> Judge:
    """A remark where a term of the list stands and the condition it asks for does not hold."""

    def find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
        for sentence in text.sentences:
            for start, end in sentence.spans(word_list):
                if not satisfied(text.text[start:end], known):
                    yield Remark(start, end, suggestion)

    return find


def conditional_in_sentence(
    word_list: str, satisfied: Callable[[Sentence, Known | None], bool], suggestion: str
) -> Judge:
    """As conditional, where the whole sentence shows whether the condition holds."""

    def find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
        for sentence in text.sentences:
            for start, end in sentence.spans(word_list):
                if not satisfied(sentence, known):
                    yield Remark(start, end, suggestion)

    return find


def consistency(pairs: Iterable[tuple[str, str]]) -> Judge:
    """A remark on the second spelling where a text has both of a pair."""
    compiled = [
        (re.compile(rf"\b{re.escape(one)}\b", re.IGNORECASE), one,
         re.compile(rf"\b{re.escape(other)}\b", re.IGNORECASE), other)
        for one, other in pairs
    ]  # fmt: skip

    def find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
        lowered = plain(text.text)
        for one_pattern, one, other_pattern, other in compiled:
            if one not in lowered or other not in lowered:
                continue
            first, second = one_pattern.search(text.text), other_pattern.search(text.text)
            if first and second:
                later = max(first, second, key=lambda match: match.start())
                use = one if later is second else other
                yield Remark(later.start(), later.end(), use, replacement=use)

    return find


def metric(
    measure: Callable[[Sentence], float], maximum: float, why: str, suggestion: str
) -> Judge:
    """A remark on each sentence whose figure is above ``maximum``; ``why`` may say {value}."""

    def find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
        for sentence in text.sentences:
            value = measure(sentence)
            if value > maximum:
                yield Remark(
                    sentence.start, sentence.end, suggestion, why.format(value=round(value))
                )

    return find
