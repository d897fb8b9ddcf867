"""Does a draft say whose problem it is? python -m bench.retrieval [--brands FILE] [--count 6].

A sentence model that has no part in writing reads each draft and picks, among all pains of the
persona, the one it is nearest to. Printed: how often that is the pain the draft was written for,
by channel, beside TF-IDF in place of the model, and beside chance. Needs the package `wordllama`.

The brands have eight pains each that lie close together: bench/brands/many_pains.json.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.tables import row
from messaging.brand_document import parse_brand_documents
from messaging.channels import all_channels
from messaging.writing.brief import STAGE_KINDS, PainBrief
from messaging.writing.brief_from_document import brief_from_document
from messaging.writing.select import write_drafts
from personas.listening.mining.sentence_vectors import sentence_vectors

BRANDS = Path(__file__).parent / "brands" / "many_pains.json"
Vectors = Callable[[Sequence[str]], Any]


def told(pain: PainBrief) -> str:
    """All a persona's page says of a pain."""
    slots = (pain.title, pain.statement, pain.struggle, pain.trigger, pain.cost, pain.workaround)
    return ". ".join(filter(None, (*slots, pain.desired_outcome, pain.why)))


def tfidf(texts: Sequence[str]) -> Any:
    return TfidfVectorizer(sublinear_tf=True).fit_transform(texts).toarray()


def nearest(vectors: Vectors, pains: Sequence[str], texts: Sequence[str]) -> list[int]:
    """For each text the number of the pain nearest to it."""
    made = vectors([*pains, *texts])
    found = np.asarray(made[len(pains) :] @ made[: len(pains)].T).argmax(axis=1)
    return [int(each) for each in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brands", type=Path, default=BRANDS, help="brand documents")
    parser.add_argument("--count", type=int, default=6, help="drafts per pain, stage and channel")
    options = parser.parse_args()
    right: dict[str, Counter[str]] = {"model": Counter(), "TF-IDF": Counter()}
    written: Counter[str] = Counter()
    chance = 0.0
    for document in parse_brand_documents(json.loads(options.brands.read_text("utf-8"))):
        for key, channel in all_channels().items():
            pains: list[str] = []
            texts: list[str] = []
            meant: list[int] = []
            for number in range(len(document.pains)):
                for stage in STAGE_KINDS:
                    brief = brief_from_document(document, pain=number, stage=stage, channel=channel)
                    drafts = write_drafts(brief, count=options.count)
                    texts += [draft.text for draft in drafts]
                    meant += [number] * len(drafts)
                pains.append(told(brief.pain))
            for name, vectors in (("model", sentence_vectors), ("TF-IDF", tfidf)):
                found = nearest(vectors, pains, texts)
                hits = sum(one == other for one, other in zip(found, meant, strict=True))
                right[name][key] += hits
            written[key] += len(texts)
            chance += len(texts) / len(pains)
    row("channel", "drafts", "model", "TF-IDF")
    for key, number in written.items():
        shares = (f"{counts[key] / number:.1%}" for counts in right.values())
        row(key, f"{number:,}", *shares)
    total = written.total()
    shares = (f"{counts.total() / total:.1%}" for counts in right.values())
    row("all", f"{total:,}", *shares)
    row("chance", "", f"{chance / total:.1%}")


if __name__ == "__main__":
    main()
