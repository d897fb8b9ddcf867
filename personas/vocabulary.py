"""The words of a persona: suggested from what they say, taken in, or kept out for good."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from personas.mapping.constants import OTHER_QUOTES_READ, QUOTES_READ
from personas.mapping.vocabulary import (
    Said,
    Suggestion,
    count_people,
    plain_words,
    suggest_words,
)
from personas.models import Evidence, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import change_row

LONGEST_LIST = 40


class ListFullError(ValueError):
    """There is no room for another word."""


@dataclass(frozen=True, slots=True)
class Words:
    """Suggestions with the quotes they were found in, from the newest ``read`` quotes of ``of``."""

    suggestions: list[tuple[Suggestion, list[Evidence]]]
    read: int
    of: int


def suggest_vocabulary(
    *, access: Access, persona: Persona, leave_out: Collection[str] = ()
) -> Words:
    """Words typical of the persona's newest quotes against the newest of everybody else.

    ``leave_out`` are names of products and the like. Three queries, in bounded time.
    """
    quotes = Evidence.objects.for_workspace(access.workspace).filter(junk="")
    theirs = quotes.filter(persona=persona)
    mine = newest_said(theirs, QUOTES_READ)
    others = newest_said(quotes.exclude(persona=persona), OTHER_QUOTES_READ)
    known = [*persona.vocabulary, *persona.vocabulary_rejected]
    found = suggest_words(mine, others, known=known, leave_out=leave_out)
    shown = quotes.in_bulk({key for each in found for key in each.samples})
    of = len(mine) if len(mine) < QUOTES_READ else theirs.count()
    return Words([(each, [shown[key] for key in each.samples]) for each in found], len(mine), of)


def counted_vocabulary(*, access: Access, persona: Persona) -> list[tuple[str, int]]:
    """Each word of the persona's list, in its order, with how many people say it. One query."""
    if not persona.vocabulary:
        return []
    quotes = Evidence.objects.for_workspace(access.workspace).filter(junk="", persona=persona)
    return list(count_people(persona.vocabulary, newest_said(quotes, QUOTES_READ)).items())


def newest_said(quotes: "QuerySet[Evidence]", most: int) -> list[Said]:
    """The newest of these quotes, to be counted."""
    rows = quotes.order_by("-created_at", "-pk").values_list("pk", "person_hash", "text")
    return [Said(*row) for row in rows[:most]]


@transaction.atomic
def take_in(*, access: Access, persona: Persona, words: str) -> bool:
    """Put words on the persona's list; False if they are there. ListFullError at its end."""
    access.require(EDIT)
    words = " ".join(words.split())
    persona = _locked(access, persona)
    if not words or _is_in(words, persona.vocabulary):
        return False
    if len(persona.vocabulary) >= LONGEST_LIST:
        raise ListFullError(f"{LONGEST_LIST} words are the most that help a writer.")
    kept = [each for each in persona.vocabulary_rejected if not _is_in(each, [words])]
    changes = {"vocabulary": [*persona.vocabulary, words], "vocabulary_rejected": kept}
    return change_row(access=access, instance=persona, changes=changes)


@transaction.atomic
def keep_out(*, access: Access, persona: Persona, words: str) -> bool:
    """Never suggest these words for this persona again; False if that is so already."""
    access.require(EDIT)
    words = " ".join(words.split())
    persona = _locked(access, persona)
    if not words or _is_in(words, persona.vocabulary_rejected):
        return False
    changes = {"vocabulary_rejected": [*persona.vocabulary_rejected, words]}
    return change_row(access=access, instance=persona, changes=changes, action="word rejected")


def _locked(access: Access, persona: Persona) -> Persona:
    """As it is now, so that two words taken in at once both stay."""
    rows = Persona.objects.for_workspace(access.workspace).select_for_update()
    return rows.get(pk=persona.pk)


def _is_in(words: str, there: Sequence[str]) -> bool:
    return plain_words(words) in {plain_words(each) for each in there}
