"""How fast and how good is the lens: python -m bench.lens [--labelled CSV].

Prints short texts read a second of one core's time, with the memory of seen sentences emptied
before each round (so every text is new) and kept (as for drafts, which share sentences), beside
proselint on the same texts in the same run; the share of pairs it orders rightly, of those its word
lists grew with and of those nobody looked at while they did; and, for a labelled CSV (columns
text, label), the macro-F1 of centred against product by weights that have seen none of it.
"""

import argparse
import csv
import time
from pathlib import Path

from bench.fit_lens import EXAMPLES, cross_validated, examples_from, transferred
from messaging.lens import read, scorecard
from messaging.lens.classify import class_probabilities
from messaging.lens.text import forget as forget_sentences
from messaging.lens.words import SECOND_PERSON, word_set, words_of

PAIRS = EXAMPLES.with_name("pairs.csv")
UNSEEN = EXAMPLES.with_name("pairs_unseen.csv")
WE = word_set("we our ours us we're we've we'll")
ROUNDS = 5
TEXTS_OF_PROSELINT = 60
"""It is slower by three orders of magnitude."""


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def texts_a_second(texts: list[str], *, forget: bool) -> float:
    """The best of some rounds over all texts, in texts per second of processor time."""
    best = 0.0
    for _ in range(ROUNDS):
        if forget:
            forget_sentences()
            class_probabilities.cache_clear()
            scorecard.forget()
        start = time.process_time()
        for text in texts:
            read(text)
        best = max(best, len(texts) / (time.process_time() - start))
    return best


def proselint_a_second(texts: list[str]) -> float:
    """Texts in which proselint, with its own choice of checks, looks for faults a second."""
    from proselint.checks import __register__  # type: ignore[import-untyped]
    from proselint.registry import CheckRegistry  # type: ignore[import-untyped]
    from proselint.tools import LintFile  # type: ignore[import-untyped]

    if not CheckRegistry().checks:
        CheckRegistry().register_many(__register__)
    LintFile("text", texts[0]).lint()  # what is compiled on the first use is compiled
    start = time.process_time()
    for text in texts:
        LintFile("text", text).lint()
    return len(texts) / (time.process_time() - start)


def pairs_in_order(path: Path) -> float:
    """Share of pairs whose customer-centred text scores above the product-centred one."""
    pairs = list(zip(column(path, "centred"), column(path, "product"), strict=True))
    return sum(read(one).score > read(other).score for one, other in pairs) / len(pairs)


def pronouns_in_order(path: Path) -> float:
    """The same for a plain count of "you" against "we", which is the usual advice."""
    pairs = list(zip(column(path, "centred"), column(path, "product"), strict=True))
    return sum(_you_less_we(one) > _you_less_we(other) for one, other in pairs) / len(pairs)


def _you_less_we(text: str) -> int:
    words = words_of(text)
    return sum(word in SECOND_PERSON for word in words) - sum(word in WE for word in words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, help="CSV with columns text and label")
    options = parser.parse_args()
    texts = [*column(EXAMPLES, "text"), *column(PAIRS, "centred"), *column(PAIRS, "product")]
    new = texts_a_second(texts, forget=True)
    print(f"lens, every text new: {new:,.0f} texts/s")
    print(f"lens, sentences seen before: {texts_a_second(texts, forget=False):,.0f} texts/s")
    step = max(1, len(texts) // TEXTS_OF_PROSELINT)
    linted = proselint_a_second(texts[::step])
    print(f"proselint, same texts: {linted:,.1f} texts/s; lens: {new / linted:,.0f} x")
    for name, path in (("pairs in order", PAIRS), ("unseen pairs in order", UNSEEN)):
        print(
            f"{name}: {pairs_in_order(path):.1%} of {len(column(path, 'centred'))}"
            f" (by counting pronouns: {pronouns_in_order(path):.1%})"
        )
    if options.labelled:
        own, labelled = examples_from(EXAMPLES), examples_from(options.labelled)
        print(f"macro-F1, learnt from own sentences only: {transferred(own, labelled):.3f}")
        print(f"macro-F1, 5-fold over the labelled file: {cross_validated(own, labelled):.3f}")


if __name__ == "__main__":
    main()
