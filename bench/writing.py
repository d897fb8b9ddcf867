"""The phrase writer: python -m bench.writing [--brand FILE] [--count 20] [--random 10000].

Speed: drafts per second of processor time, which other work on the machine blurs least: those
offered, and those that passed the gates and were scored to choose from; with the lens and with a
score that costs nothing; with a new brief each time (its phrasings rendered anew) and with one
brief whose seed changes. One draft of a search ad is nineteen texts, so texts are counted as well.

Safety: over drafts of random briefs, how many break a hard limit, hold a number that is nowhere in
the brief, or have an unfilled slot. Each should be 0.

Variety: fifty drafts of one brief, over three brands and all stages: see bench.variety.
"""

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import mean

from bench.random_briefs import ROOT, random_briefs, texts_of_brief
from bench.tables import row
from bench.variety import Variety, variety_of
from messaging.brand_document import BrandDocument, parse_brand_documents
from messaging.channels import all_channels, check_parts, texts_of
from messaging.writing.brief import STAGE_KINDS, Brief
from messaging.writing.brief_from_document import brief_from_document
from messaging.writing.candidates import forget
from messaging.writing.draft import Draft
from messaging.writing.phrases import MERGE_TAG
from messaging.writing.select import Score, lens_score, write_drafts

SAMPLE = ROOT / "tests" / "messaging" / "writing" / "briefs" / "harbour.json"
BRANDS = ("archive", "payroll", "veterinary")
LISTS = ("google_rsa", "microsoft_rsa", "google_pmax", "google_display")
SEEDS = 3
A_BRIEF = 10
"""How many drafts are written of each random brief."""
FIFTY = 50


def nothing(text: str, brief: Brief) -> float:
    """A score that costs nothing."""
    return 50.0


class Counted:
    """A score that counts how often it was asked, once per draft that passed the gates, and how
    many texts it was asked about."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.asked = 0
        self.texts = 0

    def __call__(self, text: str, brief: Brief) -> float | None:
        self.asked += 1
        self.texts += text.count("\n") + 1
        return self.score(text, brief)


def drafts_a_second(
    document: BrandDocument, count: int, score: Score, *, new: bool, channels: Iterable[str] = ()
) -> tuple[float, float, float]:
    """Offered drafts, scored drafts and scored texts a second, over channels and stages."""
    counted = Counted(score)
    offered = 0
    chosen = [all_channels()[key] for key in channels] or list(all_channels().values())
    start = time.process_time()
    for stage in STAGE_KINDS:
        for channel in chosen:
            brief = brief_from_document(document, pain=0, stage=stage, channel=channel)
            for seed in range(1 if new else SEEDS):
                if new:
                    forget()
                offered += len(write_drafts(replace(brief, seed=seed), count=count, score=counted))
    taken = time.process_time() - start
    return offered / taken, counted.asked / taken, counted.texts / taken


def faults_of(brief: Brief, draft: Draft) -> list[str]:
    """Which of the three promises ``draft`` breaks."""
    found: list[str] = []
    if check_parts(brief.channel, draft.parts):
        found.append("hard limit")
    known = {
        re.sub(r"\D", "", each) for each in re.findall(r"\d[\d.,:’' ]*", texts_of_brief(brief))
    }
    said = {re.sub(r"\D", "", each) for each in re.findall(r"\d[\d.,:’' ]*", draft.text)}
    if said - known:
        found.append("number")
    typed = texts_of_brief(brief)
    for text in texts_of(draft.parts):
        left = MERGE_TAG.sub("", text)
        if any(each not in typed for each in re.findall(r"\{[^}]*\}?", left)):
            found.append("unfilled slot")
            break
    return found


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", each) for each in re.findall(r"\d[\d.,:’' ]*", text)}


def broken_promises(count: int) -> tuple[int, Counter[str]]:
    """How many drafts of random briefs were written, at least ``count``, and what was wrong."""
    faults: Counter[str] = Counter()
    written = 0
    for brief in random_briefs(count):
        for draft in write_drafts(brief, count=A_BRIEF, score=nothing):
            faults.update(faults_of(brief, draft))
            written += 1
        if written >= count:
            break
    return written, faults


def varieties() -> dict[str, list[Variety]]:
    """By channel and by stage: the variety of fifty drafts of one brief."""
    found: dict[str, list[Variety]] = defaultdict(list)
    for name in BRANDS:
        text = (ROOT / "docs" / "examples" / f"{name}.json").read_text("utf-8")
        document = parse_brand_documents(json.loads(text))[0]
        for stage in STAGE_KINDS:
            for key, channel in all_channels().items():
                brief = brief_from_document(document, pain=0, stage=stage, channel=channel)
                drafts = write_drafts(brief, count=FIFTY, score=nothing)
                variety = variety_of([draft.parts for draft in drafts])
                found[key].append(variety)
                found[f"at {stage}"].append(variety)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--brand", type=Path, default=SAMPLE, help="a brand document")
    parser.add_argument("--count", type=int, default=20, help="drafts per brief")
    parser.add_argument("--random", type=int, default=10_000, help="drafts of random briefs")
    options = parser.parse_args()
    document = parse_brand_documents(json.loads(options.brand.read_text("utf-8")))[0]
    drafts_a_second(document, 2, lens_score, new=True)
    row("drafts/s", "offered", "scored", "texts")
    single = [key for key in all_channels() if key not in LISTS]
    for name, score in (("with lens", lens_score), ("without", nothing)):
        for new in (True, False):
            for kind, channels in (("all", ()), ("no lists", single)):
                speeds = drafts_a_second(document, options.count, score, new=new, channels=channels)
                label = f"{name}, {'new' if new else 'seeds'}, {kind}"
                row(label, *(f"{speed:,.0f}" for speed in speeds))
    written, faults = broken_promises(options.random)
    row("random briefs", "drafts", "limits", "numbers", "slots")
    named = (faults[each] for each in ("hard limit", "number", "unfilled slot"))
    row("broken promises", f"{written:,}", *(str(each) for each in named))
    row("fifty drafts", "written", "openings", "likeness", "repeated", "sentences")
    for key, each in varieties().items():
        row(
            key,
            f"{mean(one.drafts for one in each):.1f}",
            f"{mean(one.openings for one in each):.2f}",
            f"{mean(one.likeness for one in each):.3f}",
            f"{mean(one.repeated for one in each):.2f}",
            f"{mean(one.sentences for one in each):.0f}",
        )


if __name__ == "__main__":
    main()
