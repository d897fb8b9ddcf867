"""Texts that stand on words which may no longer be used: flagged at once, settled by a person.

A text is flagged when it repeats five words in a row of the quote, or when its trace says that a
sentence was written from it. What is live stays live: it is replaced by a person, never blanked.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from messaging.approval import retire_variant
from messaging.being_shown import shown_elsewhere
from messaging.channels import texts_of
from messaging.conflicts import StillLiveError, WrongStateError
from messaging.live_texts import in_use, is_live
from messaging.models import CopyFlag, Message, Variant, VariantSource
from messaging.repeated_by import Runs, repeated_by
from messaging.taken_again import MARKS_KEPT, flag_translations, hold_drafts, remember_versions
from messaging.taken_back import Settlement
from messaging.using_elsewhere import places_used
from messaging.verbatim import mark_of, saying, still_says
from personas.models import Evidence
from personas.person_keys import person_key
from personas.quotes_go import Going
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import one_record, record
from workspaces.webhooks import announce

ROWS_AT_ONCE = 500
TEXTS_TOLD = 100
"""Texts that one webhook delivery names; ``number`` tells how many there are."""
OUT_OF_USE = (Variant.State.RETIRED, Variant.State.REJECTED)


def flag_copy(
    *, access: Access, quotes: "QuerySet[Evidence]", why: Going, leaving: bool = True
) -> int:
    """Flag every text that stands on these words; how many. Whatever its state: what is out of
    use today may be brought back tomorrow. The traces of quotes that leave are taken away."""
    repeated = repeated_by(access, quotes)
    found = repeated.texts
    if found:
        _hold_messages(access, found)
        _write_flags(access, found, why)
        flag_translations(access, found, why)
    remember_versions(access, repeated.versions, why)
    hold_drafts(access, repeated.drafts)
    if found and leaving:
        sources = VariantSource.objects.for_workspace(access.workspace)
        sources.filter(evidence__in=quotes.order_by().values("pk")).delete()
    return len(found)


def waiting_flags(access: Access) -> "QuerySet[CopyFlag]":
    """What waits to be looked at, in no order: texts out of use only where they still stand
    elsewhere."""
    rows = CopyFlag.objects.for_workspace(access.workspace).filter(settled_at=None)
    out = Q(variant__state__in=OUT_OF_USE) & ~Q(in_use(access.workspace, "variant"))
    return rows.exclude(out).order_by()


def open_flags(access: Access) -> "QuerySet[CopyFlag]":
    """What waits to be looked at, what customers see first, each with ``is_live``: whether they do,
    as the live text, in a running test, or where it is in use elsewhere."""
    shown = (
        Q(variant__message__live_variant=F("variant"))
        | Q(variant__in=shown_elsewhere(access.workspace))
        | Q(in_use(access.workspace, "variant"))
    )
    rows: QuerySet[CopyFlag] = (
        waiting_flags(access)
        .select_related("variant__message__placement", "variant__message__persona", "evidence")
        .annotate(
            is_live=Case(When(shown, then=Value(1)), default=Value(0)),
            elsewhere=in_use(access.workspace, "variant"),
        )
        .order_by("-is_live", "created_at", "pk")
    )
    return rows


def seen_flags(access: Access) -> int:
    """How many of those that wait are on texts customers read now."""
    rows: QuerySet[Any] = open_flags(access)
    return rows.filter(is_live=1).count()


def flags_of(access: Access, variants: Iterable[Variant]) -> dict[int, list[CopyFlag]]:
    """Variant id -> its open flags. One query."""
    found: dict[int, list[CopyFlag]] = defaultdict(list)
    rows = CopyFlag.objects.for_workspace(access.workspace).filter(settled_at=None)
    for flag in rows.filter(variant__in=[each.pk for each in variants]):
        found[flag.variant_id].append(flag)
    return found


def settle_flag(*, access: Access, flag: CopyFlag, how: str, reason: str = "") -> CopyFlag:
    """Say what was done about a flag.

    StillLiveError for "replaced" while visitors see the text; WrongStateError where it still
    quotes them, or somebody settled it already; ValueError for "kept" without a reason.
    """
    access.require(APPROVE if how == Settlement.KEPT else EDIT)
    reason = " ".join(reason.split())
    if how == Settlement.KEPT and not reason:
        raise ValueError("Say why it may stay, so that whoever asks later finds it.")
    with one_record(access=access, action="flag settled", target=flag):
        variant = Variant.objects.for_workspace(access.workspace).select_related("message")
        text = variant.get(pk=flag.variant_id)
        if how == Settlement.REPLACED:
            _take_out(access, text)
        elif how == Settlement.REWORDED:
            _must_say_something_else(access, text, flag)
        said = f"{Settlement(how).label}: {reason}" if reason else str(Settlement(how).label)
        values = {"settled_at": timezone.now(), "settled_by": access.user, "settlement": said[:300]}
        mine = CopyFlag.objects.for_workspace(access.workspace)
        if not mine.filter(pk=flag.pk, settled_at=None).update(**values):
            raise WrongStateError("Somebody has settled this already.")
        record(
            access=access,
            action="flag settled",
            target=flag,
            after={"how": how, "reason": reason, "variant": text.key},
        )
    flag.refresh_from_db()
    return flag


def repeating(access: Access, flag: CopyFlag) -> list[str]:
    """The texts of the flagged variant that repeat the words, as far as that can be told; else
    all of them."""
    texts = list(texts_of(flag.variant.parts))
    return saying(texts, flag.marks, person_key(access.workspace)) or texts


def _take_out(access: Access, text: Variant) -> None:
    if text.message.live_variant_id == text.pk:
        raise StillLiveError("Visitors still see it. Publish another text there first.")
    if places := places_used(access.workspace, variant=text):
        raise StillLiveError(
            f"It is still in use elsewhere ({places}). Take it away there, and say so first."
        )
    if text.state not in OUT_OF_USE:
        retire_variant(access=access, variant=text)


def _must_say_something_else(access: Access, text: Variant, flag: CopyFlag) -> None:
    if not flag.marks:
        raise WrongStateError("We cannot tell any more which words these were. Read it yourself.")
    if still_says(list(texts_of(text.parts)), flag.marks, person_key(access.workspace)):
        raise WrongStateError("It still says what they said, word for word. Change it first.")


def _hold_messages(access: Access, found: Iterable[int]) -> None:
    """Nothing of theirs goes live before the flags are there: whoever publishes holds the message,
    too, and looks for flags then."""
    mine = Variant.objects.for_workspace(access.workspace).filter(pk__in=list(found))
    messages = Message.objects.for_workspace(access.workspace).filter(
        pk__in=mine.order_by().values("message")
    )
    list(messages.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _write_flags(access: Access, found: Runs, why: Going) -> None:
    """One flag a text, unless an open one tells of the same words; then tell the webhooks."""
    key = person_key(access.workspace)
    marks = {
        pk: {mark_of(run, key) for runs in quotes.values() for run in runs}
        for pk, quotes in found.items()
    }
    rows = CopyFlag.objects.for_workspace(access.workspace).filter(settled_at=None)
    for variant_id, known in rows.filter(variant__in=found).values_list("variant_id", "marks"):
        marks[variant_id] -= set(known)
    fresh = sorted(pk for pk, left in marks.items() if left)
    CopyFlag.objects.bulk_create(
        [
            CopyFlag(
                workspace=access.workspace,
                variant_id=pk,
                reason=why.value,
                evidence_id=next(iter(found[pk])) if len(found[pk]) == 1 else None,
                marks=sorted(marks[pk])[:MARKS_KEPT],
            )
            for pk in fresh
        ],
        batch_size=ROWS_AT_ONCE,
    )
    if fresh:
        announce(access=access, event="copy.flagged", data=_told(access, fresh, why))


def _told(access: Access, flagged: list[int], why: Going) -> dict[str, Any]:
    rows: QuerySet[Any] = Variant.objects.for_workspace(access.workspace)
    shown = rows.filter(is_live(access.workspace), pk__in=flagged)
    live = shown_elsewhere(access.workspace) | set(shown.values_list("pk", flat=True))
    named = sorted(flagged, key=lambda pk: (pk not in live, pk))[:TEXTS_TOLD]
    known = Variant.objects.for_workspace(access.workspace).filter(pk__in=named).in_bulk()
    texts = [{"id": pk, "key": known[pk].key, "is_live": pk in live} for pk in named]
    return {"reason": why.value, "number": len(flagged), "variants": texts}
