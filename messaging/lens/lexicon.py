"""The word lists of data/*.txt, compiled into one scan that finds all their hits at once.

A list is a text file: comment lines, one of which says ``# forms: exact``, ``noun`` or ``verb``,
then one word or phrase a line, where useful with a replacement: ``leverage = use``. A noun list
also matches plurals. A verb list gives four categories, since "build" (an order to the reader)
and "builds" (what the product does) say different things: the base form under the list's name,
then ``<name>.s``, ``<name>.ing`` and ``<name>.ed``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from messaging.lens.words import gerund, past, plural, words_of

DATA: Final = Path(__file__).parent / "data"


class Hit(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) of the scanned sequence belong to ``category``."""

    category: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled word lists: single words, and phrases by their first word (longest first)."""

    singles: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    def scan(self, words: Sequence[str]) -> list[Hit]:
        """All hits in ``words``; a longer phrase hides shorter hits of its category inside it."""
        hits: list[Hit] = []
        covered: dict[str, int] = {}
        singles, phrases = self.singles, self.phrases
        for position, word in enumerate(words):
            if word in phrases:
                for rest, category in phrases[word]:
                    last = position + len(rest)
                    if tuple(words[position + 1 : last + 1]) == rest and (
                        covered.get(category, -1) < last
                    ):
                        hits.append(Hit(category, position, last))
                        covered[category] = last
            if word in singles:
                hits += [
                    Hit(category, position, position)
                    for category in singles[word]
                    if covered.get(category, -1) < position
                ]
        return hits


def entries(name: str) -> list[str]:
    """The terms of data/<name>.txt, without comments, blanks and replacements."""
    return list(replacements(name))


def replacements(name: str) -> dict[str, str]:
    """Term -> what to write instead (empty where the list names nothing), of data/<name>.txt."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line.strip() and not line.startswith("#"))
    return {term.strip(): use.strip() for term, _, use in pairs}


def _forms_of_list(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# forms:"):
            forms = line.removeprefix("# forms:").strip()
            if forms in {"exact", "noun", "verb"}:
                return forms
    raise ValueError(f"{path.name}: no line says '# forms: exact', 'noun' or 'verb'")


def _spelt_out(
    name: str, forms: str, entry: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    head, rest, last = entry[0], entry[1:], entry[-1]
    yield name, entry
    if forms == "noun":
        yield name, (*entry[:-1], plural(last))
    elif forms == "verb":
        yield f"{name}.s", (plural(head), *rest)
        yield f"{name}.ing", (gerund(head), *rest)
        yield f"{name}.ed", (past(head), *rest)


def _compile(forms: Iterable[tuple[str, tuple[str, ...]]]) -> Lexicon:
    singles: dict[str, dict[str, None]] = {}
    phrases: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for category, form in forms:
        if len(form) == 1:
            singles.setdefault(form[0], {})[category] = None
        elif form:
            phrases.setdefault(form[0], {})[(form[1:], category)] = None
    return Lexicon(
        singles={word: tuple(categories) for word, categories in singles.items()},
        phrases={
            word: tuple(sorted(found, key=lambda item: -len(item[0])))
            for word, found in phrases.items()
        },
    )


def lexicon_of(lists: Mapping[str, Iterable[str]]) -> Lexicon:
    """Compile terms given at run time (a brand's banned words), each matched as it is written."""
    return _compile((name, words_of(term)) for name, terms in lists.items() for term in terms)


def load() -> Lexicon:
    """Compile every list of data/; ValueError for a list that does not say its forms."""
    return _compile(
        form
        for path in sorted(DATA.glob("*.txt"))
        for line in entries(path.stem)
        for form in _spelt_out(path.stem, _forms_of_list(path), words_of(line))
    )


LEXICON: Final = load()
