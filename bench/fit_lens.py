"""Fit the weights of the lens: python -m bench.fit_lens [--labelled CSV] [--write].

The weights come from our own sentences (tests/messaging/lens/examples.csv) and nothing else.
A labelled CSV (columns text, label) is only judged: prints the macro-F1 of centred against product
by a model that has seen none of it, by class as well, and what five folds of it would have added.
--write replaces the weights the lens uses.
"""

import argparse
import csv
import json
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, f1_score
from sklearn.model_selection import KFold

from messaging.lens.features import Features, features_of
from messaging.lens.lexicon import DATA
from messaging.lens.reading import CENTRED, CLASSES, PRODUCT
from messaging.lens.text import sentence_core

EXAMPLES = Path(__file__).parents[1] / "tests" / "messaging" / "lens" / "examples.csv"
LETTERS = dict(zip("POFSHCX", CLASSES, strict=True))
STRENGTH = 0.3
"""Inverse of the L2 penalty: small, since examples are few and features many."""
USUAL = {
    "problem": 6,
    "outcome": 13,
    "feature": 55,
    "self_talk": 8,
    "hype": 5,
    "call": 11,
    "other": 2,
}
"""Roughly how marketing copy is made up, in per cent: mostly of features."""
TOWARDS_USUAL = 0.3
"""How far the fit leans from how our examples are made up (0) to how copy is (1)."""
LABELLED_WEIGHT = 2.0
"""A real sentence counts more than one we made up."""
SEEDS = range(3)

Example = tuple[Features, str]


def examples_from(path: Path) -> list[Example]:
    """Features and class of each row; the class in words or as a codebook letter."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        label = row.get("class") or row.get("label") or ""
        found.append((features_of(sentence_core(row["text"].strip())), LETTERS.get(label, label)))
    return found


def fit(
    examples: Sequence[Example], weights: Sequence[float]
) -> tuple[DictVectorizer, LogisticRegression]:
    vectorizer = DictVectorizer(sparse=False)
    matrix = vectorizer.fit_transform([features for features, _ in examples])
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    labels = [label for _, label in examples]
    counts = Counter(labels)
    lean = {
        label: (USUAL[label] / 100 * len(labels) / count) ** TOWARDS_USUAL
        for label, count in counts.items()
    }
    leaning = np.asarray([lean[label] for label in labels])
    model.fit(matrix, labels, sample_weight=np.asarray(weights) * leaning)
    return vectorizer, model


def centred_f1(actual: Sequence[str], predicted: Sequence[str]) -> float:
    """Macro-F1 of centred against product over the sentences labelled one of the two.

    A prediction that is neither (a call, other) counts as a miss of the actual side.
    """
    sides = [
        (1 if truth in CENTRED else 0, 1 if guess in CENTRED else 0 if guess in PRODUCT else 2)
        for truth, guess in zip(actual, predicted, strict=True)
        if truth in CENTRED or truth in PRODUCT
    ]
    truths, guesses = zip(*sides, strict=True)
    return float(f1_score(truths, guesses, labels=[0, 1], average="macro"))


def cross_validated(fixed: Sequence[Example], folded: Sequence[Example]) -> float:
    """Mean macro-F1 over five folds of ``folded``, shuffled thrice; ``fixed`` is always learnt."""
    results = []
    for seed in SEEDS:
        predicted = [""] * len(folded)
        for train, test in KFold(5, shuffle=True, random_state=seed).split(folded):
            learnt = [*fixed, *(folded[index] for index in train)]
            weights = [1.0] * len(fixed) + [LABELLED_WEIGHT] * len(train)
            vectorizer, model = fit(learnt, weights)
            matrix = vectorizer.transform([folded[index][0] for index in test])
            for index, label in zip(test, model.predict(matrix), strict=True):
                predicted[index] = str(label)
        results.append(centred_f1([label for _, label in folded], predicted))
    return statistics.mean(results)


def predicted_for(learnt: Sequence[Example], judged: Sequence[Example]) -> list[str]:
    """The class of each of ``judged`` by a model that has seen none of it."""
    vectorizer, model = fit(learnt, [1.0] * len(learnt))
    return [str(each) for each in model.predict(vectorizer.transform([f for f, _ in judged]))]


def transferred(learnt: Sequence[Example], judged: Sequence[Example]) -> float:
    """Macro-F1 on ``judged`` of a model that has seen none of it."""
    return centred_f1([label for _, label in judged], predicted_for(learnt, judged))


def by_class(learnt: Sequence[Example], judged: Sequence[Example]) -> str:
    """Precision, recall and F1 of each class on ``judged``, as a small table."""
    actual = [label for _, label in judged]
    report: str = classification_report(
        actual, predicted_for(learnt, judged), labels=list(CLASSES), zero_division=0, digits=2
    )
    return report


def write_weights(own: Sequence[Example]) -> None:
    vectorizer, model = fit(own, [1.0] * len(own))
    order = [list(model.classes_).index(name) for name in CLASSES]
    stored = {
        "about": "Fitted by bench/fit_lens.py; one number per class, in the order of classes.",
        "classes": CLASSES,
        "bias": [round(float(model.intercept_[index]), 3) for index in order],
        "weights": {
            name: [round(float(model.coef_[index][column]), 3) for index in order]
            for column, name in enumerate(vectorizer.get_feature_names_out())
        },
    }
    lines = json.dumps(stored, indent=1)
    (DATA / "weights.json").write_text(lines + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, help="CSV with columns text and label")
    parser.add_argument("--write", action="store_true", help="replace the stored weights")
    options = parser.parse_args()
    own = examples_from(EXAMPLES)
    labelled = examples_from(options.labelled) if options.labelled else []
    print(f"own examples, 5-fold: {cross_validated([], own):.3f} (n={len(own)})")
    if labelled:
        print(
            f"labelled, learnt from own only: {transferred(own, labelled):.3f} (n={len(labelled)})"
        )
        print(f"labelled, 5-fold, own added: {cross_validated(own, labelled):.3f}")
        print(by_class(own, labelled))
    if options.write:
        write_weights(own)


if __name__ == "__main__":
    main()
