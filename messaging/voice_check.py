"""Do live texts keep the rules of today? Read again whenever a rule changes, and once a day.

A banned word, a proof that is over, a pack that is switched on: what is live was approved under
other rules. Nothing is taken from visitors by it; what breaks a rule is listed until it is
reworded, or a person says why it may stay. Read twice, nothing changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from messaging.conflicts import WrongStateError
from messaging.live_texts import shown_texts, usable_texts
from messaging.models import Claim, Proof, Variant, Voice, VoiceRemark
from messaging.remarks import Said, remarks_of
from workspaces.access import EDIT, Access, system_access
from workspaces.changes import after_change, after_removal, record
from workspaces.job_run import JobRun
from workspaces.models import TenantModel

TEXTS_AT_ONCE = 200
"""Texts read together: some fifteen queries however many they are."""
QUIET = timedelta(seconds=10)
"""Rules are changed several at a time; texts are read when nobody changes any more."""
AGAIN_AFTER = timedelta(days=1)
"""Proofs run out without anybody's doing."""
WORKSPACES_AT_ONCE = 50
RULES = frozenset(
    {"banned word", "preferred term", "number", "claim", "policy", "legal", "consent"}
)
"""The gates whose rules change under a text that was good when it was approved."""
KIND = "messaging.check_voice"


@dataclass(frozen=True, slots=True)
class Checked:
    """How many texts were read, how many remarks are new, and how many hold no longer."""

    read: int = 0
    found: int = 0
    closed: int = 0


def rules_changed(access: Access, *rows: TenantModel | None) -> None:
    """Have live texts read again: something they are judged by was made, changed or removed."""
    Voice.objects.get_or_create(workspace=access.workspace)
    Voice.objects.for_workspace(access.workspace).update(rules_changed_at=timezone.now())


def rules_of_voice_changed(access: Access, before: TenantModel | None, after: TenantModel) -> None:
    """The same for the voice itself, whose tone is no rule."""
    rules = ("banned_words", "preferred_terms", "packs")
    if before is None or any(getattr(before, name) != getattr(after, name) for name in rules):
        rules_changed(access)


def follow_rules() -> None:
    """Have it said of every row that texts are judged by, whoever changes it."""
    after_change(Voice, rules_of_voice_changed)
    for model in (Claim, Proof):
        after_change(model, rules_changed)
        after_removal(model, rules_changed)


def check_due() -> int:
    """Read the live texts of every workspace whose rules changed, or that nobody read today; how
    many workspaces that were."""
    now = timezone.now()
    due = Q(checked_at=None) | Q(checked_at__lt=now - AGAIN_AFTER)
    due |= Q(rules_changed_at__gt=F("checked_at"))
    quiet = Q(rules_changed_at=None) | Q(rules_changed_at__lt=now - QUIET)
    voices = Voice.objects.filter(due & quiet, workspace__archived_at=None)
    rows = list(voices.select_related("workspace").order_by("checked_at")[:WORKSPACES_AT_ONCE])
    for voice in rows:
        check_live_texts(access=system_access(voice.workspace, actor="voice check"))
    return len(rows)


def check_in_job(run: JobRun) -> dict[str, Any]:
    """The job a person asks for."""
    done = check_live_texts(access=run.access, progress=run.progress, hold=run.hold)
    return {
        "title": f"Voice check of {done.read} text{'' if done.read == 1 else 's'}",
        "read": done.read,
        "found": done.found,
        "closed": done.closed,
    }


def check_live_texts(
    *,
    access: Access,
    progress: Callable[[int, int, str], None] | None = None,
    hold: Callable[[], None] | None = None,
) -> Checked:
    """Read all live texts with today's rules; keep what is new, close what no longer holds."""
    began = timezone.now()
    ids = list(usable_texts(access).values_list("pk", flat=True))
    read = found = closed = 0
    for at in range(0, len(ids), TEXTS_AT_ONCE):
        batch = list(
            Variant.objects.for_workspace(access.workspace)
            .filter(pk__in=ids[at : at + TEXTS_AT_ONCE])
            .select_related("message")
        )
        fresh, gone = _check(access, batch, hold)
        read, found, closed = read + len(batch), found + fresh, closed + gone
        if progress is not None:
            progress(read, len(ids), "Reading live texts")
    left = open_remarks(access).exclude(variant__in=usable_texts(access).values("pk"))
    closed += left.delete()[0]
    Voice.objects.for_workspace(access.workspace).update(checked_at=began)
    return Checked(read, found, closed)


def breaks_rule(said: Said) -> bool:
    """Whether it is one to list: a rule of today, and nobody let it pass."""
    remark = said.remark
    told = remark.blocks or remark.weighs or remark.gate == "preferred term"
    return remark.gate in RULES and told and said.overrule is None


def _check(
    access: Access, variants: Sequence[Variant], hold: Callable[[], None] | None
) -> tuple[int, int]:
    """New and closed remarks of some texts."""
    said = remarks_of(access=access, variants=variants)
    holding = {
        (pk, each.remark.gate, each.remark.detail)
        for pk, all_of_it in said.items()
        for each in all_of_it
        if breaks_rule(each)
    }
    with transaction.atomic():
        if hold is not None:
            hold()
        rows = VoiceRemark.objects.for_workspace(access.workspace).filter(variant__in=variants)
        known = {(row.variant_id, row.gate, row.detail) for row in rows}
        gone = [
            row.pk
            for row in rows
            if row.settled_at is None and (row.variant_id, row.gate, row.detail) not in holding
        ]
        if gone:
            rows.filter(pk__in=gone).delete()
        fresh = sorted(holding - known)
        VoiceRemark.objects.bulk_create(
            (
                VoiceRemark(workspace=access.workspace, variant_id=pk, gate=gate, detail=detail)
                for pk, gate, detail in fresh
            ),
            ignore_conflicts=True,
        )
    return len(fresh), len(gone)


def open_remarks(access: Access) -> "QuerySet[Any]":
    """What waits for a person, the newest first."""
    rows: QuerySet[Any] = VoiceRemark.objects.for_workspace(access.workspace)
    return rows.filter(settled_at=None)


def texts_breaking_rules(access: Access) -> int:
    """How many texts that visitors read now break a rule. One query where none does."""
    if not open_remarks(access).exists():
        return 0
    shown = shown_texts(access).values("pk")
    return int(
        open_remarks(access)
        .filter(variant__in=shown)
        .order_by()
        .values("variant")
        .distinct()
        .count()
    )


def settle_remark(*, access: Access, row: VoiceRemark, reason: str) -> VoiceRemark:
    """Say why a live text may stay as it is. ValueError without a reason; WrongStateError where
    somebody settled it already."""
    access.require(EDIT)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise ValueError("Say why it may stay, so that whoever asks later finds it.")
    values = {"settled_at": timezone.now(), "settled_by": access.user, "settlement": reason}
    with transaction.atomic():
        mine = open_remarks(access).filter(pk=row.pk)
        if not mine.update(**values):
            raise WrongStateError("Somebody has settled this already.")
        record(access=access, action="settled", target=row, after={"reason": reason})
    row.refresh_from_db()
    return row


def reopen_remark(*, access: Access, row: VoiceRemark) -> VoiceRemark:
    """Take a settlement back. WrongStateError where it is open."""
    access.require(EDIT)
    empty = {"settled_at": None, "settled_by": None, "settlement": ""}
    with transaction.atomic():
        rows = VoiceRemark.objects.for_workspace(access.workspace)
        if not rows.filter(pk=row.pk).exclude(settled_at=None).update(**empty):
            raise WrongStateError("This is open.")
        record(access=access, action="reopened", target=row, before={"reason": row.settlement})
    row.refresh_from_db()
    return row
