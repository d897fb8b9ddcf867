"""Candidates of groups: who said it, where, how it is called, and what is no topic by itself."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from personas.listening.mining.constants import LEAST_PEOPLE, LEAST_SIZE, SAID_ONCE
from personas.listening.mining.quotes import MinedCandidate, Quote
from personas.listening.mining.titles import best_titles, marking, shown_words, stems_of
from personas.listening.normalise import normal_form

LEFT = frozenset({"ex_customer", "lost_deal"})
NOT_KNOWN = frozenset({"", "unknown"})
Member = tuple[Quote, float]


def candidates_of(
    saying: Mapping[str, Sequence[Quote]],
    texts: Sequence[str],
    labels: NDArray[np.int64],
    closeness: NDArray[np.float32],
    *,
    exact: bool,
) -> tuple[MinedCandidate, ...]:
    """Largest first. Without ``exact``, what is no topic by itself is one last candidate."""
    groups: dict[int, list[Member]] = defaultdict(list)
    everywhere: Counter[str] = Counter()
    for text, label, near in zip(texts, labels.tolist(), closeness.tolist(), strict=True):
        groups[label].extend((quote, round(near, 4)) for quote in saying[text])
        for word in stems_of(text):
            everywhere[word] += 1
    rest: list[Member] = []
    topics: list[list[Member]] = []
    for members in groups.values():
        members.sort(key=lambda member: (-member[1], normal_form(member[0].text), member[0].key))
        if exact or _is_topic(members):
            topics.append(members)
        else:
            rest.extend(members)
    topics.sort(key=lambda members: (-_people(members), -len(members), members[0][0].text))
    taken: set[str] = set()
    made = [_candidate(members, everywhere, len(texts), taken) for members in topics]
    if rest:
        rest.sort(key=lambda member: (normal_form(member[0].text), member[0].key))
        made.append(_described(rest, SAID_ONCE, (), rest=True))
    return tuple(made)


def _is_topic(members: Sequence[Member]) -> bool:
    return len(members) >= LEAST_SIZE and _people(members) >= LEAST_PEOPLE


def _people(members: Sequence[Member]) -> int:
    """Those who said it; a quote of nobody in particular counts as somebody's."""
    named = {quote.person for quote, _ in members if quote.person}
    return len(named) + sum(not quote.person for quote, _ in members)


def _candidate(
    members: Sequence[Member], everywhere: Mapping[str, int], texts: int, taken: set[str]
) -> MinedCandidate:
    written = list({normal_form(quote.text): quote.text for quote, _ in members}.values())
    weights = marking(written, everywhere, texts)
    words = shown_words(written, weights)
    title = _untaken(best_titles(written, weights), words, taken)
    taken.add(normal_form(title))
    return _described(members, title, words)


def _untaken(titles: Sequence[str], words: Sequence[str], taken: set[str]) -> str:
    for title in titles:
        if normal_form(title) not in taken:
            return title
    number = 2
    while True:
        told = f"{titles[0][:100]} ({words[0] if words and number == 2 else number})"
        if normal_form(told) not in taken:
            return told
        number += 1


def _described(
    members: Sequence[Member], title: str, words: tuple[str, ...], *, rest: bool = False
) -> MinedCandidate:
    known = [quote.customer_status for quote, _ in members]
    known = [status for status in known if status not in NOT_KNOWN]
    sources = Counter(quote.source for quote, _ in members)
    return MinedCandidate(
        title=title,
        words=words,
        members=tuple((quote.key, near) for quote, near in members),
        people=_people(members),
        sources=tuple(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
        ex_customer_share=sum(s in LEFT for s in known) / len(known) if known else None,
        rest=rest,
    )
