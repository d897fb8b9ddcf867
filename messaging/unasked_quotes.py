"""Do texts repeat customers who have not agreed to be quoted? Asked of all quotes there are.

A brief holds a few quotes of one pain; what a person types or an agency sends back may repeat any.
The measure is that of the gate "consent": seven words in a row (``verbatim.UNASKED_RUN``).
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from messaging.channels import texts_of
from messaging.verbatim import UNASKED_RUN, runs_of, words_of
from messaging.writing.draft import Draft
from messaging.writing.gates.consent import said_unasked, stretches
from personas.models import Evidence
from workspaces.access import Access

MOST_WORDS_SOUGHT = 60
"""Of more texts at once every quote is read: quicker than so many searches in one query."""
ROWS_AT_ONCE = 1000


def unasked_runs(access: Access, texts: Iterable[str]) -> frozenset[str]:
    """The runs of ``texts`` that stand in a quote without consent and in none with it. At most one
    query; none for texts shorter than a run."""
    sought: set[str] = set()
    hints: set[str] = set()
    every = False
    for text in texts:
        runs = runs_of(text, UNASKED_RUN)
        if runs:
            sought |= runs
            every |= not _add_hints(text, hints)
    if not sought:
        return frozenset()
    rows = Evidence.objects.for_workspace(access.workspace).order_by()
    if not every and len(hints) <= MOST_WORDS_SOUGHT:
        held = Q()
        for word in hints:
            held |= Q(text__icontains=word)
        rows = rows.filter(held)
    asked: set[str] = set()
    unasked: set[str] = set()
    for text, may_quote in rows.values_list("text", "may_quote").iterator(chunk_size=ROWS_AT_ONCE):
        found = runs_of(text, UNASKED_RUN) & sought
        if found:
            (asked if may_quote else unasked).update(found)
    return frozenset(unasked - asked)


def _add_hints(text: str, hints: set[str]) -> bool:
    """Add words of which every run of ``text`` holds one, to look for in the database first; False
    where that cannot be done: databases compare letters beyond ASCII each in its own way."""
    said = words_of(text)
    for at in range(len(said) - UNASKED_RUN + 1):
        run = said[at : at + UNASKED_RUN]
        if not hints.isdisjoint(run):
            continue
        plain = [word for word in run if word.isascii() and word.isalnum()]
        if not plain:
            return False
        hints.add(max(plain, key=len))
    return True


def hold_unasked(access: Access, drafts: Sequence[Draft]) -> list[Draft]:
    """``drafts``, those held back that repeat a customer who did not agree and whose quote is in
    no brief: a slot somebody filled with their words. At most one query."""
    held = unasked_runs(access, (text for each in drafts for text in texts_of(each.parts)))
    if not held:
        return list(drafts)
    return [_held_back(each, held) if each.rejected is None else each for each in drafts]


def _held_back(draft: Draft, held: frozenset[str]) -> Draft:
    for text in texts_of(draft.parts):
        for start, end in stretches(text, held):
            return draft.held_back(f"consent: {said_unasked(text[start:end])}")
    return draft
