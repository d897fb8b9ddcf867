"""What was confirmed becomes texts of ours, in use where they run."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from messaging.approval import approve_variant, submit_variant
from messaging.bring_in_guess import ROWS_AT_ONCE
from messaging.channels_here import channel_for
from messaging.conflicts import RefusedError, WrongStateError
from messaging.models import (
    BroughtIn,
    BroughtText,
    InUse,
    Message,
    Placement,
    Variant,
)
from messaging.placing import create_message, create_placement
from messaging.publishing import set_live
from messaging.using_elsewhere import LONGEST_PLACE, WHERE, mark_in_use
from messaging.wording import Wording, write_variant
from personas.over_time import today_in
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import one_record, record
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

APPLY: Final = "messaging.bring_in"
AT_ONCE = 40
"""So many texts come in while somebody waits; more are a job."""
State = BroughtIn.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the texts are in use and since when; ``go_live``: approve each and set it live here,
    too, so that it can be the control of a test."""

    where: str
    place: str = ""
    since: date | None = None
    go_live: bool = False


def bring_in(*, access: Access, batch: BroughtIn, wanted: Wanted) -> Job | None:
    """Make texts of what was confirmed: at once, or by a job where they are many.

    ValueError for an unknown place, a day to come, or where nothing is chosen; WrongStateError
    where somebody did it already. ``go_live`` takes the permission to approve.
    """
    access.require(EDIT)
    if wanted.go_live:
        access.require(APPROVE)
    if wanted.where not in WHERE:
        raise ValueError("Say where these texts run.")
    if wanted.since is not None and wanted.since > today_in(access.workspace):
        raise ValueError("This day is still to come. Say it when the texts are there.")
    rows = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch, left_out=False)
    number = rows.count()
    if not number:
        raise ValueError("All texts are left out. Take at least one.")
    mapping = {
        **batch.mapping,
        "since": wanted.since.isoformat() if wanted.since else "",
        "go_live": wanted.go_live,
    }
    with transaction.atomic():
        mine = BroughtIn.objects.for_workspace(access.workspace).filter(pk=batch.pk)
        values = {"where": wanted.where, "place": wanted.place[:LONGEST_PLACE], "mapping": mapping}
        if not mine.filter(state=State.OPEN).update(state=State.APPLYING, **values):
            raise WrongStateError("Somebody is bringing it in, or has done so.")
        batch.refresh_from_db()
        if number <= AT_ONCE:
            _bring_in(access, batch)
            return None
        job = enqueue(access=access, kind=APPLY, arguments={"batch": batch.pk, "title": batch.name})
        mine.update(job=job)
    batch.refresh_from_db()
    return job


def bring_in_by_job(run: JobRun) -> dict[str, Any]:
    """The job: all texts in one transaction; a worker that dies leaves nothing half done."""
    access = run.access
    with transaction.atomic():
        run.hold()
        mine = BroughtIn.objects.for_workspace(access.workspace).select_for_update()
        batch = mine.filter(pk=run.arguments["batch"]).first()
        if batch is None or batch.state not in (State.APPLYING, State.APPLIED):
            raise JobFailed("This was taken back meanwhile.")
        if batch.state == State.APPLYING:
            _bring_in(access, batch)
    made = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch)
    return {"title": batch.name, "rows": made.filter(left_out=False).count()}


def _bring_in(access: Access, batch: BroughtIn) -> None:
    """Inside a transaction, for a batch that is APPLYING. One audit record."""
    batch.applied_at = timezone.now()
    rows = list(
        BroughtText.objects.for_workspace(access.workspace)
        .filter(batch=batch, left_out=False)
        .select_related("pain__persona", "stage", "placement", "made")
        .order_by("number")
    )
    maker = _Maker(access, batch)
    with one_record(access=access, action="brought in", target=batch):
        for row in rows:
            if row.made is None:
                row.made = maker.make(row)
        _mark(access, batch, rows)
        if batch.mapping.get("go_live"):
            for row in rows:
                _go_live(access, row)
        BroughtText.objects.bulk_update(rows, ["made", "faults"], batch_size=ROWS_AT_ONCE)
        BroughtIn.objects.for_workspace(access.workspace).filter(pk=batch.pk).update(
            state=State.APPLIED, applied_at=batch.applied_at
        )
        after = {"texts": len(rows), "where": batch.where, "place": batch.place}
        record(access=access, action="brought in", target=batch, after=after)
    batch.refresh_from_db()


def _mark(access: Access, batch: BroughtIn, rows: list[BroughtText]) -> None:
    """In use there, each since its own day where the sheet names one."""
    given = batch.mapping.get("since")
    today = today_in(access.workspace)
    usual = date.fromisoformat(given) if given else today
    by_day: dict[date, list[int]] = {}
    for row in rows:
        since = row.since if row.since is not None and row.since <= today else usual
        by_day.setdefault(since, []).append(row.made_id or 0)
    for since in sorted(by_day):
        mark_in_use(
            access=access,
            variants=by_day[since],
            where=batch.where,
            place=batch.place,
            how=InUse.How.BROUGHT_IN,
            since=since,
            job=batch.job,
        )


def _go_live(access: Access, row: BroughtText) -> None:
    """Approve the text and show it here, unless something else is live; what holds it back is
    written down beside it."""
    variant = row.made
    assert variant is not None
    try:
        if variant.state == Variant.State.DRAFT:
            submit_variant(access=access, variant=variant)
        if variant.state == Variant.State.SUBMITTED:
            approve_variant(access=access, variant=variant)
        message = Message.objects.for_workspace(access.workspace).get(pk=variant.message_id)
        if message.live_variant_id is None:
            set_live(access=access, message=message, variant=variant)
    except RefusedError as error:
        row.faults = [*row.faults, f"It stays a draft: {error.message}"[:300]]


class _Maker:
    """Makes texts, and what they stand in; each place and message is looked for once."""

    def __init__(self, access: Access, batch: BroughtIn) -> None:
        self.access = access
        self.batch = batch
        self.places: dict[str, Placement] = {}
        self.messages: dict[tuple[int, int | None, int | None], Message] = {}

    def make(self, row: BroughtText) -> Variant:
        wording = Wording(parts=row.parts, pain=row.pain, writer=Variant.Writer.IMPORT)
        message = self._message(row, row.placement or self._place(row.channel))
        return write_variant(access=self.access, message=message, wording=wording)

    def _place(self, channel: str) -> Placement:
        """One new place for all texts of a channel that have none."""
        if channel not in self.places:
            here = channel_for(access=self.access, key=channel)
            name = f"{self.batch.name[:60]}: {here.name}"[:LONGEST_PLACE]
            self.places[channel] = create_placement(
                access=self.access,
                key=self._key(name, channel),
                name=name,
                channel=channel,
                description="Brought in: it ran before anybody wrote here.",
            )
        return self.places[channel]

    def _key(self, name: str, channel: str) -> str:
        base = (slugify(name)[:40].strip("-") or slugify(channel)) or "brought-in"
        rows = Placement.objects.for_workspace(self.access.workspace)
        taken = set(rows.filter(key__startswith=base).values_list("key", flat=True))
        number = 1
        key = base
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        return key

    def _message(self, row: BroughtText, placement: Placement) -> Message:
        persona = self.batch.persona or (row.pain.persona if row.pain else None)
        aim = (placement.pk, persona.pk if persona else None, row.stage_id)
        if aim not in self.messages:
            language = self.access.workspace.language
            found = (
                Message.objects.for_workspace(self.access.workspace)
                .filter(
                    placement=placement,
                    persona=persona,
                    stage=row.stage,
                    transition=None,
                    language=language,
                )
                .select_related("placement")
                .first()
            )
            self.messages[aim] = found or create_message(
                access=self.access, placement=placement, persona=persona, stage=row.stage
            )
        return self.messages[aim]
