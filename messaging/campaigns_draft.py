"""Writing drafts for a whole plan: a job that may be cut short and begun again.

Each cell is written once: what has a text of this job is passed over, and a batch of cells comes
in one transaction. The job's result grows with it, so whoever goes on knows what was made.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from messaging.campaigns_places import KeyMaker, Spot, make_spots
from messaging.campaigns_standing import Written, still_standing
from messaging.channels import texts_of
from messaging.models import Campaign, Message, Variant, VariantSource
from messaging.trace import sentences_of, source_row
from messaging.writing.brief import Brief
from messaging.writing.compose_briefs import Asked, compose_briefs
from messaging.writing.draft import Draft
from messaging.writing.select import missing, write_drafts
from personas.models import PainPoint
from workspaces.access import Access
from workspaces.changes import record
from workspaces.jobs import JobCancelled, JobFailed, JobRun
from workspaces.models import AuditRecord, Job

CELLS_AT_ONCE = 40
"""So many cells are held in memory, and written in one transaction."""
ROWS_AT_ONCE = 500
THIN_TOLD = 500
"""Of so many cells the result says what was missing."""
NEEDED = frozenset({"pain.struggle", "pain.trigger", "pain.desired_outcome"})
"""Without one of these a text has little to say, even where it can be written."""
STILL_THERE = (Variant.State.DRAFT, Variant.State.SUBMITTED, Variant.State.APPROVED)


def draft_campaign(run: JobRun) -> dict[str, Any]:
    """The job. Stopped halfway, it leaves what was written, and says so in the audit log."""
    access = run.access
    campaign = (
        Campaign.objects.for_workspace(access.workspace)
        .filter(pk=run.arguments["campaign"])
        .first()
    )
    if campaign is None:
        raise JobFailed("This campaign was removed meanwhile.")
    run.progress(0, len(run.arguments["cells"]), "Making the places")
    told = _Told(run, campaign)
    try:
        spots = make_spots(run, campaign, told.made)
        for done in range(0, len(spots), CELLS_AT_ONCE):
            batch = spots[done : done + CELLS_AT_ONCE]
            _write_batch(run, access, batch, told, done, len(spots))
        told.finish()
    except JobCancelled:
        told.stopped()
        raise
    return told.result()


class _Told:
    """What the job tells of itself: in its row while it works, in the audit log when it ends."""

    def __init__(self, run: JobRun, campaign: Campaign) -> None:
        self.run, self.campaign = run, campaign
        stored = Job.objects.values_list("result", flat=True).get(pk=run.job.pk)
        self.made: dict[str, list[int]] = {
            name: list(stored.get(name, ())) for name in ("placements", "messages")
        }
        self.thin: dict[str, list[str]] = dict(stored.get("thin", {}))

    def result(self) -> dict[str, Any]:
        drafts = Variant.objects.filter(workspace=self.campaign.workspace_id, job=self.run.job)
        return {
            "title": f"Drafts for {self.campaign}"[:200],
            "campaign": self.campaign.pk,
            "drafts": drafts.count(),
            "cells": drafts.order_by().values("message").distinct().count(),
            **self.made,
            "thin": self.thin,
        }

    def keep(self, batch: Iterable[Written]) -> None:
        """Inside the transaction of a batch, which holds the job."""
        for each in batch:
            if each.missing and len(self.thin) < THIN_TOLD:
                self.thin[each.spot.name] = list(each.missing)
        Job.objects.filter(pk=self.run.job.pk).update(result={**self.made, "thin": self.thin})

    def finish(self) -> None:
        with transaction.atomic():
            self.run.hold()
            self._record()

    def stopped(self) -> None:
        with transaction.atomic():
            self._record()
            Job.objects.filter(pk=self.run.job.pk).update(result=self.result())

    def _record(self) -> None:
        """One record for what the job changed, however often it was begun."""
        access, result = self.run.access, self.result()
        if not (result["drafts"] or result["placements"] or result["messages"]):
            return
        after = {
            "job": self.run.job.pk,
            "cells": result["cells"],
            "drafts": result["drafts"],
            "places": len(result["placements"]),
            "messages": len(result["messages"]),
            "first": result["placements"][:20],
        }
        same = AuditRecord.objects.for_workspace(access.workspace).filter(
            action="drafted", target_type="campaign", target_id=str(self.campaign.pk)
        )
        if not any(each == after for each in same.values_list("after", flat=True)[:20]):
            record(access=access, action="drafted", target=self.campaign, after=after)


def _write_batch(
    run: JobRun, access: Access, batch: Sequence[Spot], told: _Told, done: int, total: int
) -> None:
    here = Variant.objects.for_workspace(access.workspace)
    ids = [spot.message for spot in batch]
    ready = set(here.filter(job=run.job, message__in=ids).values_list("message_id", flat=True))
    todo = [spot for spot in batch if spot.message not in ready]
    written = []
    for number, each in enumerate(_drafts(run, access, todo)):
        written.append(each)
        run.progress(done + number, total, f"Writing {each.spot.label}")
    with transaction.atomic():
        run.hold()
        written = list(still_standing(access, written))
        _store(access, run, written)
        told.keep(written)
    run.progress(min(done + len(batch), total - 1), total, "Keeping the drafts")


def _drafts(run: JobRun, access: Access, spots: Sequence[Spot]) -> Iterator[Written]:
    """The drafts of each spot, unlike those that are there already."""
    messages = Message.objects.for_workspace(access.workspace).with_aims()
    by_id = {row.pk: row for row in messages.filter(pk__in=[spot.message for spot in spots])}
    pains = PainPoint.objects.for_workspace(access.workspace).select_related("persona")
    known = pains.in_bulk([spot.pain for spot in spots])
    asked = [
        (spot, Asked(by_id[spot.message], known[spot.pain]))
        for spot in spots
        if spot.message in by_id and spot.pain in known
    ]
    seed, count = int(run.arguments["seed"]), int(run.arguments["count"])
    briefs = compose_briefs(access=access, asked=[each for _, each in asked], seed=seed)
    there = _texts_there(access, by_id)
    for (spot, _), brief in zip(asked, briefs, strict=True):
        brief = replace(brief, avoid_texts=(*brief.avoid_texts, *there.get(spot.message, ())))
        drafts = write_drafts(brief, count=count)
        yield Written(spot, seed, drafts, _missing(brief, is_short=len(drafts) < count))


def _missing(brief: Brief, *, is_short: bool) -> tuple[str, ...]:
    """What nobody has said yet, where that made drafts too few or leaves them hollow."""
    fields = tuple(each.field for each in missing(brief))
    return fields if is_short or not NEEDED.isdisjoint(fields) else ()


def _texts_there(access: Access, messages: Iterable[int]) -> dict[int, list[str]]:
    rows = Variant.objects.for_workspace(access.workspace).filter(
        message__in=list(messages), state__in=STILL_THERE
    )
    found: dict[int, list[str]] = {}
    for message, parts in rows.values_list("message_id", "parts"):
        found.setdefault(message, []).append("\n".join(texts_of(parts)))
    return found


def _store(access: Access, run: JobRun, written: Sequence[Written]) -> None:
    """The texts and what each of their sentences stands on, in a few statements."""
    keys = KeyMaker(access, [each.spot for each in written])
    pairs = [
        (_variant(access, run, each, draft, keys.next_key(each.spot)), draft)
        for each in written
        for draft in each.drafts
    ]
    Variant.objects.bulk_create([variant for variant, _ in pairs], batch_size=ROWS_AT_ONCE)
    VariantSource.objects.bulk_create(
        (
            source_row(variant, traced, source)
            for variant, draft in pairs
            for traced in sentences_of(draft)
            for source in traced.sources
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _variant(access: Access, run: JobRun, written: Written, draft: Draft, key: str) -> Variant:
    return Variant(
        workspace=access.workspace,
        message_id=written.spot.message,
        key=key,
        parts=draft.parts,
        pain_id=written.spot.pain,
        proof_id=_proof(draft),
        framework=draft.framework,
        language=str(run.arguments["language"]),
        seed=written.seed,
        score=draft.score,
        writer=Variant.Writer.PHRASES,
        job=run.job,
        created_by=access.user,
    )


def _proof(draft: Draft) -> int | None:
    """The first proof the draft leans on: one factor a test can vary."""
    for traced in draft.trace:
        if traced.source.kind == "proof" and traced.source.ref.isdigit():
            return int(traced.source.ref)
    return None
