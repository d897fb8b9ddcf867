"""Quotes that tell of a moment of decision: attach, detach, and suggest some by their words."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from personas.listening.matching import STOP_WORDS, WORD, stem
from personas.listening.normalise import normal_form
from personas.models import Evidence, MomentQuote, Transition
from workspaces.access import EDIT, VIEW, Access
from workspaces.changes import one_record, record, remove_row

MOST_AT_ONCE = 100
MOST_SOUGHT = 8
"""So many words of the moment are looked for; the longest say most."""
MOST_LOOKED_AT = 400
SUGGESTED = 6
SHORTEST_WORD = 3


def attach_quotes(*, access: Access, transition_row: Transition, evidence: Collection[int]) -> int:
    """Say that these quotes tell of the moment; how many were not there yet."""
    access.require(EDIT)
    with one_record(access=access, action="quotes attached", target=transition_row):
        there = MomentQuote.objects.for_workspace(access.workspace).filter(
            transition=transition_row
        )
        known = set(there.values_list("evidence_id", flat=True))
        rows = Evidence.objects.for_workspace(access.workspace).filter(
            pk__in=list(evidence)[:MOST_AT_ONCE]
        )
        new = [
            MomentQuote(workspace=access.workspace, transition=transition_row, evidence=row)
            for row in rows.order_by("pk")
            if row.pk not in known
        ]
        MomentQuote.objects.bulk_create(new, ignore_conflicts=True)
        if new:
            after = {"quotes": [row.evidence_id for row in new]}
            record(access=access, action="quotes attached", target=transition_row, after=after)
    return len(new)


@transaction.atomic
def detach_quote(*, access: Access, quote: MomentQuote) -> None:
    """The quote stays in the inbox; it no longer tells of the moment."""
    access.require(EDIT)
    remove_row(access=access, instance=quote, action="quote detached")


def suggest_quotes(
    *, access: Access, transition_row: Transition, words: str = ""
) -> list[Evidence]:
    """Quotes that share words with the moment, or with ``words``; the likest first. One query."""
    access.require(VIEW)
    told = (transition_row.event, transition_row.question, *transition_row.signals)
    sought = _stems(words or " ".join(told))
    if not sought:
        return []
    holds = Q()
    for word in sorted(sought, key=lambda word: (-len(word), word))[:MOST_SOUGHT]:
        holds |= Q(text__icontains=word)
    rows = (
        Evidence.objects.for_workspace(access.workspace)
        .filter(holds, junk="")
        .exclude(
            pk__in=MomentQuote.objects.for_workspace(access.workspace)
            .filter(transition=transition_row)
            .values("evidence_id")
        )
        .order_by("-pk")[:MOST_LOOKED_AT]
    )
    ranked = []
    for row in rows:
        found = _stems(row.text)
        if shared := len(sought & found):
            ranked.append((-shared, len(found), -row.pk, row))
    ranked.sort(key=lambda each: each[:3])
    return [row for *_, row in ranked[:SUGGESTED]]


def _stems(text: str) -> set[str]:
    return {
        stem(word)
        for word in WORD.findall(normal_form(text))
        if word not in STOP_WORDS and len(word) >= SHORTEST_WORD
    }
