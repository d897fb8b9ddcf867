"""How fast and how good is the lens: python -m bench.lens [--labelled CSV].

Prints short texts read a second on one core, with the memory of seen sentences emptied before
each round (so every text is new) and kept (as for drafts, which share sentences); the share of our
own pairs it orders rightly; and, for a labelled CSV (columns text, label), the cross-validated
macro-F1 of centred against product.
"""

import argparse
import csv
import time
from pathlib import Path

from bench.fit_lens import EXAMPLES, cross_validated, examples_from, transferred
from messaging.lens import read
from messaging.lens.classify import class_probabilities
from messaging.lens.text import sentence_core

PAIRS = EXAMPLES.with_name("pairs.csv")
ROUNDS = 5


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def texts_a_second(texts: list[str], *, forget: bool) -> float:
    """The best of some rounds over all texts, in texts per second of processor time."""
    best = 0.0
    for _ in range(ROUNDS):
        if forget:
            sentence_core.cache_clear()
            class_probabilities.cache_clear()
        start = time.process_time()
        for text in texts:
            read(text)
        best = max(best, len(texts) / (time.process_time() - start))
    return best


def pairs_in_order() -> float:
    """Share of pairs whose customer-centred text scores above the product-centred one."""
    pairs = list(zip(column(PAIRS, "centred"), column(PAIRS, "product"), strict=True))
    return sum(read(one).score > read(other).score for one, other in pairs) / len(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, help="CSV with columns text and label")
    options = parser.parse_args()
    texts = [*column(EXAMPLES, "text"), *column(PAIRS, "centred"), *column(PAIRS, "product")]
    print(f"lens, every text new: {texts_a_second(texts, forget=True):,.0f} texts/s")
    print(f"lens, sentences seen before: {texts_a_second(texts, forget=False):,.0f} texts/s")
    print(f"own pairs in order: {pairs_in_order():.1%}")
    if options.labelled:
        own, labelled = examples_from(EXAMPLES), examples_from(options.labelled)
        print(f"macro-F1, learnt from own sentences only: {transferred(own, labelled):.3f}")
        print(f"macro-F1, 5-fold over the labelled file: {cross_validated(own, labelled):.3f}")


if __name__ == "__main__":
    main()
