"""Find the pains that quotes speak of. Loads numpy and scikit-learn: for workers and commands."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from personas.listening.mining.candidates import candidates_of
from personas.listening.mining.clusters import Labels, grouped, home, neighbour_graph
from personas.listening.mining.constants import (
    AT_ONCE,
    LONGEST_READ,
    MOST_COMPARED,
    MOST_SENTENCES_COMPARED,
    WORDS_BESIDE_SENTENCES,
)
from personas.listening.mining.junk import junk_reason
from personas.listening.mining.quotes import MinedCandidate, MinedQuotes, Progress, Quote
from personas.listening.mining.titles import best_titles, marking, shown_words, stems_of
from personas.listening.mining.vectors import Dense, Vocabulary, directions, unit
from personas.listening.normalise import normal_form

VECTORS = ("words", "sentences")


@dataclass(slots=True)
class _Steps:
    """Tells how far we are: in texts, counted once when read and once when put to a group."""

    tell: Progress | None
    total: int
    done: int = 0

    def add(self, texts: int, what: str) -> None:
        self.done = min(self.total, self.done + texts)
        if self.tell is not None:
            self.tell(self.done, self.total, what)


def mine(
    quotes: Sequence[Quote],
    *,
    clusters: int | None = None,
    vectors: str = "words",
    progress: Progress | None = None,
) -> MinedQuotes:
    """Junk put aside, the rest in candidates: the largest first, what is like nothing else last.

    ``clusters`` asks for exactly that many candidates (fewer where there are fewer different
    texts); without it the number follows from the quotes, and groups of one or two go into a last
    candidate of what was said once or twice. ``vectors`` is ``words``, or ``sentences`` for the
    sentence model of the optional extra. The same quotes give the same answer in any order, on any
    number of cores. Raises ValueError for other settings, ImportError where the model is missing.
    """
    if vectors not in VECTORS:
        raise ValueError(f"There are no vectors {vectors!r}; there are {', '.join(VECTORS)}.")
    if clusters is not None and clusters < 1:
        raise ValueError("At least 1 candidate must be asked for.")
    steps = _Steps(progress, 2 * len(quotes))
    junk: dict[int, str] = {}
    kept: list[Quote] = []
    for quote in quotes:
        reason = junk_reason(quote.text)
        if reason:
            junk[quote.key] = reason
        else:
            kept.append(quote)
    steps.add(len(quotes) + len(junk), "Put aside what tells nothing")
    return MinedQuotes(_candidates(kept, clusters, vectors, steps), junk)


def split(
    quotes: Sequence[Quote], *, clusters: int | None = None, vectors: str = "words"
) -> MinedQuotes:
    """The quotes of one candidate in two, or as many as asked for. Nothing is junk here.

    One candidate comes back where all say the same.
    """
    steps = _Steps(None, 0)
    return MinedQuotes(_candidates(quotes, max(2, clusters or 2), vectors, steps), {})


def title_of(texts: Sequence[str], background: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """(title, words) for quotes that belong together, such as two candidates that were merged.

    ``background`` are quotes of other candidates: words that these have too mark nothing.
    """
    everywhere: Counter[str] = Counter()
    for text in (*texts, *background):
        everywhere.update(stems_of(text))
    weights = marking(texts, everywhere, len(texts) + len(background))
    typical = sorted(
        texts, key=lambda text: (-sum(weights.get(word, 0) for word in stems_of(text)), text)
    )
    titles = best_titles(typical, weights)
    return (titles[0] if titles else ""), shown_words(texts, weights)


def _candidates(
    quotes: Sequence[Quote], clusters: int | None, vectors: str, steps: _Steps
) -> tuple[MinedCandidate, ...]:
    saying: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        saying[normal_form(quote.text)[:LONGEST_READ]].append(quote)
    texts = sorted(saying)
    if not texts:
        return ()
    for same in saying.values():
        same.sort(key=lambda quote: (quote.text, quote.source, quote.person, quote.key))
    # One thread: sums in another order differ in their last digit, and so might a group.
    with threadpool_limits(limits=1):
        labels, closeness = _labelled(saying, texts, clusters, vectors, steps)
    return candidates_of(saying, texts, labels, closeness, exact=clusters is not None)


def _labelled(
    saying: Mapping[str, Sequence[Quote]],
    texts: list[str],
    clusters: int | None,
    vectors: str,
    steps: _Steps,
) -> tuple[Labels, Dense]:
    """(group, closeness to its middle) of each text."""
    most = MOST_SENTENCES_COMPARED if vectors == "sentences" else MOST_COMPARED
    compared = _spread(texts, most, clusters)
    steps.add(0, "Reading the words")
    vocabulary = Vocabulary(compared)
    counted = vocabulary.learnt
    steps.add(0, "Comparing the quotes")
    # Sentence models know capitals: PIN is not a pin.
    as_said = [saying[text][0].text[:LONGEST_READ] for text in compared]
    labels = grouped(len(compared), lambda: _graph(as_said, counted, vectors), counted, clusters)
    settled = home(counted, labels)
    groups = int(labels.max()) + 1
    belongs = np.zeros((groups, len(compared)), dtype=np.float32)
    belongs[labels, np.arange(len(compared))] = 1
    middles = unit(belongs @ counted)
    found = dict(
        zip(compared, zip(labels, _near(counted, labels, middles), strict=True), strict=True)
    )
    steps.add(len(compared), "Putting quotes together")
    others = [text for text in texts if text not in found]
    for start in range(0, len(others), AT_ONCE):
        some = others[start : start + AT_ONCE]
        held = vocabulary.of(some)
        told = settled.predict(held)
        found.update(zip(some, zip(told, _near(held, told, middles), strict=True), strict=True))
        steps.add(len(some), "Putting quotes together")
    places, near = zip(*(found[text] for text in texts), strict=True)
    return np.array(places, dtype=np.int64), np.array(near, dtype=np.float32)


def _near(held: csr_matrix, labels: Labels, middles: Dense) -> Dense:
    """How close each text is to the middle of its group: the cosine of their words, 0 to 1."""
    alike = np.asarray(held @ middles.T)[np.arange(len(labels)), labels]
    length = np.sqrt(np.asarray(held.multiply(held).sum(axis=1)).ravel())
    near: Dense = np.clip(alike / np.maximum(length, 1e-9), 0, 1).astype(np.float32)
    return near


def _graph(texts: Sequence[str], counted: csr_matrix, vectors: str) -> csr_matrix:
    by_words = neighbour_graph(directions(counted))
    if vectors == "words":
        return by_words
    from personas.listening.mining.sentence_vectors import sentence_vectors

    return neighbour_graph(sentence_vectors(texts)) + WORDS_BESIDE_SENTENCES * by_words


def _spread(texts: list[str], most: int, clusters: int | None) -> list[str]:
    """So many of the texts, evenly spread over the alphabet; more where more groups are wanted."""
    most = max(most, clusters or 0)
    if len(texts) <= most:
        return texts
    return [texts[int(place * len(texts) / most)] for place in range(most)]
