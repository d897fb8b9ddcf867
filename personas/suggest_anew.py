"""Suggest pains for all quotes without one: at once while they are few, by a worker when many.

A worker may begin twice: what it suggests takes the place of what was suggested before.
"""

from typing import Any

from django.db import transaction

from personas.link_evidence import (
    Matching,
    SuggestedLinks,
    id_batches,
    record_suggested,
    suggest_links,
    unattached,
)
from personas.models import Persona
from workspaces.access import EDIT, Access
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

SUGGEST_KIND = "personas.suggest_links"
AT_ONCE = 2_000
"""So many quotes are compared while somebody waits for the page."""


def suggest_anew(*, access: Access, persona: Persona | None = None) -> SuggestedLinks | Job:
    """What was suggested; for many quotes the job that does it, the one under way if there is."""
    access.require(EDIT)
    there = suggesting(access)
    if there is not None:
        return there
    if unattached(access, persona)[: AT_ONCE + 1].count() <= AT_ONCE:
        return suggest_links(access=access, persona=persona)
    arguments = {"persona": persona.pk if persona else None}
    return enqueue(access=access, kind=SUGGEST_KIND, arguments=arguments)


def suggesting(access: Access) -> Job | None:
    """The job that compares quotes with pains now."""
    under_way = (Job.State.QUEUED, Job.State.RUNNING)
    jobs = Job.objects.for_workspace(access.workspace).filter(kind=SUGGEST_KIND)
    found: Job | None = jobs.filter(state__in=under_way).first()
    return found


def suggest_in_job(run: JobRun) -> dict[str, Any]:
    """The work of the job, batch by batch."""
    wanted = run.arguments.get("persona")
    persona = None
    if wanted is not None:
        persona = Persona.objects.for_workspace(run.access.workspace).filter(pk=wanted).first()
        if persona is None:
            raise JobFailed("This persona is gone.")
    matching = Matching(run.access, persona)
    rows = unattached(run.access, persona)
    total = rows.count()
    for numbers in id_batches(rows):
        found = matching.compare(numbers)
        with transaction.atomic():
            run.hold()
            matching.keep(numbers, found)
        run.progress(
            matching.looked_at, max(total, matching.looked_at), "Comparing with your pains"
        )
    with transaction.atomic():
        run.hold()
        record_suggested(run.access, persona, matching)
    counted = {"quotes": matching.looked_at, "suggested": matching.suggested}
    return {"title": "Compared quotes with pains", **counted}
