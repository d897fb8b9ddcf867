"""How fast is the phrase writer: python -m bench.writing [--brand FILE] [--count 20].

Prints drafts per second of processor time, which other work on the machine blurs least: those
offered, and those that passed the gates and were scored to choose from; with the lens and with a
score that costs nothing; with a new brief each time (its phrasings rendered anew) and with one
brief whose seed changes.
"""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

from bench.tables import row
from messaging.brand_document import BrandDocument, parse_brand_documents
from messaging.channels import all_channels
from messaging.writing.brief import STAGE_KINDS, Brief
from messaging.writing.brief_from_document import brief_from_document
from messaging.writing.candidates import forget
from messaging.writing.select import Score, lens_score, write_drafts

SAMPLE = (
    Path(__file__).parent.parent / "tests" / "messaging" / "writing" / "briefs" / "harbour.json"
)
SEEDS = 3


def nothing(text: str, brief: Brief) -> float:
    """A score that costs nothing."""
    return 50.0


class Counted:
    """A score that counts how often it was asked: once per draft that passed the gates."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.asked = 0

    def __call__(self, text: str, brief: Brief) -> float:
        self.asked += 1
        return self.score(text, brief)


def drafts_a_second(
    document: BrandDocument, count: int, score: Score, *, new: bool
) -> tuple[float, float]:
    """Offered drafts a second and scored drafts a second, over all channels and stages."""
    counted = Counted(score)
    offered = 0
    start = time.process_time()
    for stage in STAGE_KINDS:
        for channel in all_channels().values():
            brief = brief_from_document(document, pain=0, stage=stage, channel=channel)
            for seed in range(1 if new else SEEDS):
                if new:
                    forget()
                offered += len(write_drafts(replace(brief, seed=seed), count=count, score=counted))
    taken = time.process_time() - start
    return offered / taken, counted.asked / taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brand", type=Path, default=SAMPLE, help="a brand document")
    parser.add_argument("--count", type=int, default=20, help="drafts per brief")
    options = parser.parse_args()
    document = parse_brand_documents(json.loads(options.brand.read_text("utf-8")))[0]
    drafts_a_second(document, 2, lens_score, new=True)
    row("drafts/s", "offered", "scored")
    for name, score in (("with lens", lens_score), ("without", nothing)):
        for new in (True, False):
            offered, scored = drafts_a_second(document, options.count, score, new=new)
            row(f"{name}, {'new' if new else 'seeds'}", f"{offered:,.0f}", f"{scored:,.0f}")


if __name__ == "__main__":
    main()
