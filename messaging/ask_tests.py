"""Ask-tests: which of two texts sounds like their problem, asked of customers by a link.

What comes back is what people prefer. It is kept apart from experiments, which see what they do.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse

from messaging.ask_words import ask_words
from messaging.channels.merge_tags import with_fallbacks
from messaging.channels.registry import reading_place
from messaging.conflicts import RefusedError
from messaging.models import AskAnswer, AskPair, AskTest, Variant
from personas.ask_customers import close_survey, reopen_survey
from personas.models import Persona
from personas.survey_words import nearest_language
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, remove_row
from workspaces.public_tokens import new_public_token

FEWEST, MOST = 2, 6
"""So many texts. Six make fifteen pairs, and each pair takes people to answer it."""
SHOWN_PAIRS = 3
"""To one person: more tire them, and the third reason is shorter than the first."""
SHOWN_OF_A_LIST = 3
"""Of the headlines an advertisement may choose from, nobody reads fifteen."""
ASKABLE = (Variant.State.DRAFT, Variant.State.SUBMITTED, Variant.State.APPROVED)


class AskTestError(RefusedError):
    """These texts cannot be asked about; the message says why, and what can."""

    code = "not_to_be_asked"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, as a person wants it. Without a title or question the usual ones are taken."""

    title: str = ""
    question: str = ""
    language: str = ""
    closes_at: datetime | None = None


def askable_variants(access: Access) -> "QuerySet[Variant]":
    """Texts that may be shown: drafts too, for asking early is the point."""
    rows: QuerySet[Variant] = Variant.objects.for_workspace(access.workspace)
    return rows.filter(state__in=ASKABLE).select_related("message__placement", "pain")


def ask_test_address(test: AskTest) -> str:
    """The address customers are sent to."""
    return str(settings.SITE_URL + reverse("ask-test", args=[test.token]))


def texts_of(variant: Variant) -> list[str]:
    """The words of a variant as a reader meets them, one after the other, as plain text."""
    found: list[str] = []
    for _, value in sorted(variant.parts.items(), key=lambda item: reading_place(item[0])):
        texts = value[:SHOWN_OF_A_LIST] if isinstance(value, list) else [value]
        found += [with_fallbacks(str(text)).strip() for text in texts if str(text).strip()]
    return found


def create_ask_test(
    *, access: Access, persona: Persona, variants: Sequence[Variant], asking: Asking
) -> AskTest:
    """A test of all pairs of ``variants``, under an address nobody can guess. One record.

    The words are kept as they are now. AskTestError where these texts cannot be set side by side.
    """
    access.require(EDIT)
    texts = _checked(variants)
    language = nearest_language(asking.language or access.workspace.language)
    words = ask_words(language)
    test = AskTest(
        persona=persona,
        token=new_public_token(),
        title=asking.title or words["title"],
        question=asking.question or words["question"],
        language=language,
        closes_at=asking.closes_at,
        created_by=access.user,
    )
    with one_record(access=access, action="created"):
        create_row(access=access, instance=test)
        AskPair.objects.bulk_create(
            AskPair(
                workspace=access.workspace,
                ask_test=test,
                position=position,
                first=first,
                second=second,
                first_texts=texts[first.pk],
                second_texts=texts[second.pk],
            )
            for position, (first, second) in enumerate(combinations(variants, 2))
        )
    return test


def _checked(variants: Sequence[Variant]) -> Mapping[int, list[str]]:
    texts = {variant.pk: texts_of(variant) for variant in variants}
    if not FEWEST <= len(texts) <= MOST or len(texts) < len(variants):
        raise AskTestError(f"Choose {FEWEST} to {MOST} different texts.")
    for variant in variants:
        if variant.state not in ASKABLE:
            raise AskTestError(f"{variant.key} was put away or rejected. Choose another text.")
        if not texts[variant.pk]:
            raise AskTestError(f"{variant.key} has no words yet. Choose another text.")
    if len({"\n".join(each) for each in texts.values()}) < len(texts):
        raise AskTestError("Two of these texts read alike. Nobody could choose between them.")
    return texts


def change_ask_test(*, access: Access, test: AskTest, changes: Mapping[str, Any]) -> bool:
    """Set title, question or last day; True if anything differed.

    AskTestError for another question once somebody has answered this one.
    """
    access.require(EDIT)
    asked = changes.get("question", test.question)
    stored = AskTest.objects.for_workspace(access.workspace).get(pk=test.pk)
    if asked != stored.question and has_choices(test):
        raise AskTestError(
            "People have answered this question already. Make another ask-test for another one."
        )
    return change_row(access=access, instance=test, changes=changes)


def has_choices(test: AskTest) -> bool:
    rows = AskAnswer.objects.for_workspace(test.workspace).filter(pair__ask_test=test)
    return bool(rows.exists())


def close_ask_test(*, access: Access, test: AskTest) -> bool:
    """Take no more answers; False if none were taken anyway."""
    return close_survey(access=access, survey=test)


def reopen_ask_test(*, access: Access, test: AskTest) -> bool:
    """Take answers again; a last day that is over is forgotten."""
    return reopen_survey(access=access, survey=test)


def remove_ask_test(*, access: Access, test: AskTest) -> None:
    """Delete it with what was chosen. The reasons people gave stay as quotes."""
    access.require(EDIT)
    remove_row(access=access, instance=test)


def pairs_of(test: AskTest) -> list[AskPair]:
    """In order, each with ``answered``: how many have answered it."""
    rows = AskPair.objects.for_workspace(test.workspace).filter(ask_test=test)
    return list(rows.annotate(answered=Count("answers")).order_by("position", "pk"))


def pairs_for(pairs: Sequence[AskPair], number: str) -> list[AskPair]:
    """The pairs one person is shown: those fewest have answered, and where that is equal, and in
    their order, as the person's random ``number`` has it."""
    least = sorted(pairs, key=lambda pair: (_answered(pair), _drawn(number, pair.pk)))
    return sorted(least[:SHOWN_PAIRS], key=lambda pair: _drawn(number, pair.pk))


def _answered(pair: AskPair) -> int:
    return int(getattr(pair, "answered", 0))


def is_turned(number: str, pair: AskPair) -> bool:
    """Whether this person sees the second text first. Half of them do, so that standing first is
    no advantage."""
    return _drawn(f"{number} sides", pair.pk)[0] % 2 == 1


def _drawn(number: str, pk: int) -> bytes:
    return hashlib.sha256(f"{number}:{pk}".encode()).digest()
