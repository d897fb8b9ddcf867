"""Find the pains that quotes speak of. Loads numpy and scikit-learn: for workers and commands."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from personas.listening.mining.junk import junk_reason
from personas.listening.mining.quotes import MinedCandidate, MinedQuotes, Progress, Quote


def mine(
    quotes: Sequence[Quote],
    *,
    clusters: int | None = None,
    vectors: str = "words",
    progress: Progress | None = None,
) -> MinedQuotes:
    """Junk put aside, the rest in candidates: the largest first, what is like nothing else last.

    ``clusters`` asks for exactly that many candidates (fewer where there are fewer different
    texts); without it the number follows from the quotes. ``vectors`` is ``words`` or
    ``sentences``.
    """
    junk: dict[int, str] = {}
    kept: list[Quote] = []
    for quote in quotes:
        reason = junk_reason(quote.text)
        if reason:
            junk[quote.key] = reason
        else:
            kept.append(quote)
    if progress is not None:
        progress(1, 2, "Reading the quotes")
    return MinedQuotes(_grouped(kept, clusters), junk)


def split(quotes: Sequence[Quote], *, vectors: str = "words") -> MinedQuotes:
    """The quotes of one candidate in two or more, where they differ at all. Nothing is junk."""
    return MinedQuotes(_grouped(list(quotes), 2), {})


def title_of(texts: Sequence[str], background: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """(title, words) for quotes that belong together, such as two candidates that were merged.

    ``background`` are quotes of other candidates: words that these have too mark nothing.
    """
    return (" ".join(texts[0].split()[:8])[:120] if texts else ""), ()


def _grouped(quotes: list[Quote], clusters: int | None) -> tuple[MinedCandidate, ...]:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [quote.text for quote in quotes]
    if not texts:
        return ()
    different = len(set(texts))
    number = min(different, clusters or max(1, round(different**0.5)))
    found = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4)).fit_transform(texts)
    places = KMeans(number, n_init=1, random_state=0).fit_predict(found)
    groups: dict[int, list[Quote]] = defaultdict(list)
    for place, quote in zip(places, quotes, strict=True):
        groups[int(place)].append(quote)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0].key))
    return tuple(_candidate(group) for group in ordered)


def _candidate(group: list[Quote]) -> MinedCandidate:
    title, words = title_of([quote.text for quote in group])
    known = [q.customer_status for q in group if q.customer_status not in ("", "unknown")]
    left = sum(status in ("ex_customer", "lost_deal") for status in known)
    return MinedCandidate(
        title=title,
        words=words,
        members=tuple((quote.key, 1.0) for quote in group),
        people=len({quote.person or f"#{quote.key}" for quote in group}),
        sources=tuple(Counter(quote.source for quote in group).most_common()),
        ex_customer_share=left / len(known) if known else None,
    )
