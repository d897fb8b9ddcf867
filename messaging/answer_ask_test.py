"""Somebody who was asked chooses between texts, and says why: counted once, kept as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from messaging.models import AskAnswer, AskPair, AskTest
from personas.answer_survey import LONGEST_SOURCE_TAG, ClosedSurveyError
from personas.ask_customers import is_open
from personas.listening.mining.junk import junk_reason
from personas.listening.normalise import person_hash, text_hash
from personas.listening.personal_data import mask
from personas.models import Evidence, EvidenceSource
from personas.person_keys import person_key
from workspaces.access import Access, public_access
from workspaces.changes import record
from workspaces.public_tokens import is_public_token


@dataclass(frozen=True, slots=True)
class Choice:
    """Of one pair: the id of the variant chosen, None for neither, and the reason if given."""

    pair: AskPair
    chosen: int | None
    reason: str = ""


def find_ask_test(token: str) -> AskTest:
    """The test a public link leads to, closed or not; Http404 for any other text."""
    test = None
    if is_public_token(token):
        test = AskTest.objects.select_related("workspace").filter(token=token).first()
    if test is None:
        raise Http404("There is no such ask-test.")
    return test


def accept_choices(
    *, test: AskTest, respondent_hash: str, choices: Sequence[Choice], came_from: str = ""
) -> int:
    """Keep what somebody chose, with one audit record; how many choices, 0 for a form that was
    sent before.

    ClosedSurveyError if the test closed meanwhile. Nobody is asked for a permission: the address
    that cannot be guessed is it.
    """
    access = public_access(test.workspace)
    try:
        with transaction.atomic():
            # Held, so that closing, answering and answering twice happen one after the other.
            rows = AskTest.objects.for_workspace(test.workspace).select_for_update(of=("self",))
            held = rows.select_related("workspace").filter(pk=test.pk).first()
            if held is None or not is_open(held):
                raise ClosedSurveyError("No answers are taken any more.")
            if _sent_before(test, respondent_hash):
                return 0
            reasons = _keep_reasons(access, test, respondent_hash, choices)
            AskAnswer.objects.bulk_create(
                AskAnswer(
                    workspace=test.workspace,
                    pair=each.pair,
                    respondent_hash=respondent_hash,
                    chosen_id=each.chosen,
                    evidence=reasons.get(each.pair.pk),
                    came_from=came_from[:LONGEST_SOURCE_TAG],
                )
                for each in choices
            )
            record(
                access=access,
                action="answered",
                target=test,
                after={"choices": len(choices), "quotes": len(reasons)},
            )
    except IntegrityError:
        if _sent_before(test, respondent_hash):
            return 0
        raise
    return len(choices)


def _sent_before(test: AskTest, respondent_hash: str) -> bool:
    known = AskAnswer.objects.for_workspace(test.workspace).filter(
        pair__ask_test=test, respondent_hash=respondent_hash
    )
    return bool(known.exists())


def _keep_reasons(
    access: Access, test: AskTest, respondent_hash: str, choices: Sequence[Choice]
) -> dict[int, Evidence]:
    """Pair -> the reason as evidence: masked, marked where it says nothing, one person's."""
    person = person_hash(f"answer {respondent_hash}", person_key(access.workspace))
    source, found = EvidenceSource.SURVEY, {}
    for each in choices:
        text, masked = mask(each.reason, test.language)
        if not text:
            continue
        found[each.pair.pk] = Evidence(
            workspace=access.workspace,
            persona_id=test.persona_id,
            text=text,
            masked=", ".join(masked)[:80],
            source=source,
            asked=True,
            said_on=timezone.localdate(),
            person_hash=person,
            language=test.language,
            question=test.question,
            external_id=f"ask:{each.pair.pk}:{respondent_hash[:40]}",
            text_hash=text_hash(text, source, person),
            junk=junk_reason(text)[:60],
        )
    Evidence.objects.bulk_create(found.values())
    return found
