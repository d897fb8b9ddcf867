"""Asking for drafts of a whole plan. The job itself is in ``campaigns_draft``."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, QuerySet

from messaging.campaigns_cells import Cell, Key
from messaging.campaigns_plan import NoCellError, plan_of
from messaging.conflicts import RefusedError, WrongStateError
from messaging.models import Campaign, Variant
from workspaces.access import EDIT, Access
from workspaces.jobs import enqueue
from workspaces.models import Job

KIND = "messaging.draft_campaign"
MOST_A_CELL = 5
"""So many drafts for one cell are as many as somebody compares."""
MOST_CELLS = 2_000
"""Ten personas at ten stages on twenty channels."""
OPEN = (Job.State.QUEUED, Job.State.RUNNING)
SEEDS = 1_000_000


class NothingToWriteError(RefusedError):
    """No cell that was chosen can be written for."""

    code = "nothing_to_write"


class AlreadyWritingError(RefusedError):
    """Drafts of this campaign are being written now."""

    code = "already_writing"


def jobs_of_campaign(access: Access, campaign: Campaign) -> "QuerySet[Job]":
    """The times drafts were written for this campaign, newest first."""
    rows: QuerySet[Job] = Job.objects.for_workspace(access.workspace)
    return rows.filter(kind=KIND, arguments__campaign=campaign.pk)


def request_drafts(
    *,
    access: Access,
    campaign: Campaign,
    count: int,
    keys: Iterable[Key] | None = None,
    language: str = "",
) -> Job:
    """Have ``count`` drafts written for each of these cells; of None, for those with nothing yet.

    NothingToWriteError where none of them has a pain to write about, AlreadyWritingError while
    others are being written, WrongStateError for a campaign that was put away, NoCellError for
    cells that are not in the plan or left out of it.
    """
    access.require(EDIT)
    if not 1 <= count <= MOST_A_CELL:
        raise ValueError(f"From 1 to {MOST_A_CELL} drafts for a cell.")
    if campaign.archived_at is not None:
        raise WrongStateError("This campaign was put away. Bring it back first.")
    cells = _chosen(access, campaign, keys)
    with transaction.atomic():
        # Locked, so that a second press finds the job of the first.
        Campaign.objects.for_workspace(access.workspace).select_for_update().get(pk=campaign.pk)
        if jobs_of_campaign(access, campaign).filter(state__in=OPEN).exists():
            raise AlreadyWritingError("Drafts are being written already. Wait, or stop that first.")
        arguments = {
            "campaign": campaign.pk,
            "cells": [[*cell.key, cell.pain.pk] for cell in cells if cell.pain],
            "count": count,
            "language": language or access.workspace.language,
            "seed": _next_seed(access, campaign),
        }
        return enqueue(access=access, kind=KIND, arguments=arguments)


def _chosen(access: Access, campaign: Campaign, keys: Iterable[Key] | None) -> list[Cell]:
    plan = plan_of(access=access, campaign=campaign)
    if keys is None:
        cells = plan.empty
    else:
        by_key = plan.by_key()
        wanted = list(dict.fromkeys(keys))
        if any(key not in by_key or by_key[key].is_out for key in wanted):
            raise NoCellError("Not all of these cells are in the plan any more.")
        cells = [by_key[key] for key in wanted if by_key[key].can_be_written]
    if not cells:
        raise NothingToWriteError(_why_nothing(plan.personas, plan.channels, plan.pains))
    if len(cells) > MOST_CELLS:
        raise NothingToWriteError(f"{len(cells):,} cells are too many; {MOST_CELLS:,} at once.")
    # A persona's cells together: what is known of a pain is used while it is at hand.
    return sorted(cells, key=lambda cell: (cell.persona.pk, cell.pain.pk if cell.pain else 0))


def _why_nothing(personas: object, channels: object, pains: object) -> str:
    if not personas:
        return "Say first whom the campaign is for."
    if not channels:
        return "Say first on which channels the campaign speaks."
    if not pains:
        return "We know no problem of these personas yet. Describe one on the map."
    return "Every cell has a text already. Tick the cells you want more drafts for."


def _next_seed(access: Access, campaign: Campaign) -> int:
    """One that no draft of the campaign came from, so that new drafts are new."""
    rows = Variant.objects.for_workspace(access.workspace).filter(
        message__placement__campaign=campaign
    )
    return int(rows.aggregate(last=Max("seed"))["last"] or 0) % SEEDS + 1
