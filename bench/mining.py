"""How good and how fast is the mining of pains: python -m bench.mining [--labelled CSV].

Beside the plain way of the same run: TF-IDF of words and k-means, both of scikit-learn. Quality is
the V-measure (Rosenberg and Hirschberg, 2007) against topics that people named; speed is of made-up
quotes, in a process of its own, with the memory it took at most.
"""

import argparse
import csv
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.tables import row

ROOT = Path(__file__).resolve().parents[1]
# 450 questions of BANKING77 (Casanueva et al., 2020, CC BY 4.0); the larger sample lies beside us.
SMALL = ROOT / "tests" / "personas" / "mining" / "support_questions.csv"
LARGE = ROOT.parent / "shared" / "data" / "banking_questions.csv"
SIZES = (13_000, 100_000)
THINGS = """invoice report export login calendar sync backup payment refund parcel delivery password
scanner printer subscription discount voucher chat phone email newsletter dashboard import filter
search map photo upload contract signature timer overtime holiday roster payroll quote stock barcode
label returns size colour fabric menu booking table allergy kitchen waiter""".split()  # noqa: SIM905
TROUBLES = (
    "crashes when I open it", "takes far too long", "never arrives on time",
    "is too expensive for us", "cannot be changed afterwards", "shows the wrong amount",
    "is gone after the update", "asks me to sign in again", "does not work on my phone",
    "needs three people to approve it",
)  # fmt: skip
TIMES = (
    "on Monday", "every evening", "since last week", "again", "at the end of the month",
    "with two children at home", "before the shift", "in the shop", "while a customer waits",
)  # fmt: skip
HEADS = ("", "Honestly, ", "I think ", "We noticed that ", "My colleague says ", "As always, ")
TAILS = ("", "and nobody answers", "so I write it on paper", "and I lose an hour", "so we gave up")


def made_up(number: int) -> list[str]:
    """Quotes from a kit: many texts, few words, as in one company's inbox."""
    chance = random.Random(1)
    parts = ((HEADS, "the "), (THINGS, " "), (TROUBLES, " "), (TIMES, " "), (TAILS, " "))
    return [
        "".join(chance.choice(words) + after for words, after in parts) + chance.choice(THINGS)
        for _ in range(number)
    ]


def plain(texts: list[str], groups: int) -> list[int]:
    """The reference: what a first attempt would be."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    counted = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    found: list[int] = KMeans(groups, n_init=3, random_state=0).fit_predict(counted).tolist()
    return found


def ours(texts: list[str], groups: int | None, vectors: str = "words") -> list[int]:
    from personas.listening.mining.mine import mine
    from personas.listening.mining.quotes import Quote

    quotes = [Quote(key, text) for key, text in enumerate(texts)]
    places = mine(quotes, clusters=groups, vectors=vectors).places()
    return [places.get(key, -1) for key in range(len(texts))]


def quality(path: Path) -> None:
    from sklearn.metrics import v_measure_score

    from personas.listening.mining.sentence_vectors import installed

    with path.open(encoding="utf-8", newline="") as file:
        rows = [(line["quote"], line["topic"]) for line in csv.DictReader(file)]
    texts, topics = [text for text, _ in rows], [topic for _, topic in rows]
    true = len(set(topics))
    print(f"{path.name}: {len(texts):,} quotes on {true} topics")
    row("", "V at true K", "seconds", "K found", "V then")

    def measured(name: str, how: Callable[[int | None], list[int]], *, alone: bool) -> None:
        began = time.perf_counter()
        known = v_measure_score(topics, how(true))
        seconds = time.perf_counter() - began
        found = how(None) if alone else None
        then = f"{v_measure_score(topics, found):.3f}" if found else "-"
        row(name, f"{known:.3f}", f"{seconds:.1f}", len(set(found)) if found else "-", then)

    measured("plain", lambda groups: plain(texts, groups or true), alone=False)
    measured("words", lambda groups: ours(texts, groups), alone=True)
    if installed():
        measured("sentences", lambda groups: ours(texts, groups, "sentences"), alone=True)
    else:
        print("sentences: NOT MEASURED, the extra is not installed.")


def timed(way: str, number: int) -> None:
    """In a process of its own: prints seconds, megabytes at most, and groups."""
    texts = made_up(number)
    plain(texts[:100], 5) if way == "plain" else ours(texts[:100], 5)  # imports are not counted
    began = time.perf_counter()
    found = plain(texts, 50) if way == "plain" else ours(texts, None)
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{seconds:.2f} {most} {len(set(found))}")


def speed() -> None:
    row("quotes", "way", "seconds", "MB", "groups", "of plain")
    for number in SIZES:
        base = 0.0
        for way in ("plain", "words"):
            command = [sys.executable, "-m", "bench.mining", "--time", way, str(number)]
            told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            seconds, most, groups = told.stdout.split()
            base = base or float(seconds)
            row(f"{number:,}", way, seconds, most, groups, f"{float(seconds) / base:.1f}x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, help="CSV with columns quote and topic")
    parser.add_argument("--time", nargs=2, metavar=("WAY", "QUOTES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.time:
        timed(options.time[0], int(options.time[1]))
        return
    quality(SMALL)
    large = options.labelled or LARGE
    if large.exists():
        quality(large)
    else:
        print(f"NOT MEASURED on the large sample: there is no {large.name} in ../shared/data.")
    speed()


if __name__ == "__main__":
    main()
