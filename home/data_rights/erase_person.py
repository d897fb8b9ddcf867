"""Erasing a person from a workspace: looked for first, confirmed once, done whole or not at all.

What was asked for stands in the jobs sealed, and is gone from them when the work is done. What
stays is a report of numbers, and a fingerprint by which the same request is known again.
"""

import json
import secrets
from datetime import timedelta
from typing import Any, BinaryIO

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from experiments.client_reports import MAKE, SEND
from experiments.late_goals import LOOK, forget_rows
from experiments.models import Event, VisitorAlias, VisitorStage
from home.data_rights.constants import KEEP_UPLOAD_HOURS, MOST_TERMS, SHORTEST_WORDS
from home.data_rights.find_person import ERASE, FIND, Found, find_person
from home.data_rights.kept_files import forget_kept
from home.data_rights.places import places
from home.data_rights.scrub import scrub
from home.data_rights.wording import Words, fingerprint
from messaging.fill_template import forget_templates
from messaging.sheet_reading import KIND as READ_COPY
from personas.models import Evidence, EvidenceImport
from personas.person_keys import person_key
from personas.quotes_go import Going, let_go
from workspaces.access import MANAGE, Access
from workspaces.changes import record
from workspaces.job_files import forget_file
from workspaces.jobs import JobRun, enqueue, jobs_of
from workspaces.models import Invitation, Job, Membership, SampleRow, Workspace
from workspaces.models.tenancy import TenantQuerySet
from workspaces.sealing import seal, unseal

MAKE_FILES = Q(kind__contains=".export_") | Q(kind__in=(MAKE, SEND, LOOK, READ_COPY))
"""Jobs that write what a workspace holds, or was given, into a file."""


class TermsRefusedError(ValueError):
    """What was typed names nobody we could look for; the message says why."""


class NotWaitingError(ValueError):
    """This search was used already, or is too old."""


def parse_terms(workspace: Workspace, text: str) -> tuple[str, ...]:
    """One term a line. TermsRefusedError for what would hit other people, or names a member."""
    terms = tuple(
        dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    )
    if not terms:
        raise TermsRefusedError("Write at least one reference, visitor id, address or word.")
    if len(terms) > MOST_TERMS:
        raise TermsRefusedError(f"At most {MOST_TERMS} lines at once.")
    for term in terms:
        if len(term) < SHORTEST_WORDS:
            raise TermsRefusedError(
                f"“{term}” is so short that it stands in other people's words too. "
                f"Give at least {SHORTEST_WORDS} characters."
            )
        if len(term) > 500:
            raise TermsRefusedError("A line is longer than 500 characters. Give a part of it.")
        if Membership.objects.filter(workspace=workspace, user__email__iexact=term).exists():
            raise TermsRefusedError(
                f"{term} belongs to this workspace. Members leave under People; deleting their "
                "account takes them out of what was written down."
            )
    return terms


def request_search(*, access: Access, terms: tuple[str, ...]) -> Job:
    """Look for a person; nothing is changed by it."""
    access.require(MANAGE)
    arguments = {"needs": MANAGE, "sealed": seal(json.dumps(terms))}
    return enqueue(access=access, kind=FIND, arguments=arguments)


@transaction.atomic
def request_erasure(*, access: Access, search: Job) -> Job:
    """Erase the person a search was for. NotWaitingError if it was done or is too old."""
    access.require(MANAGE)
    locked = Job.objects.select_for_update().get(pk=search.pk, workspace=access.workspace)
    sealed = locked.arguments.get("sealed")
    if locked.kind != FIND or locked.state != Job.State.DONE or not sealed:
        raise NotWaitingError("This was asked for already, or is too long ago. Look once more.")
    forget_terms(locked)
    return enqueue(access=access, kind=ERASE, arguments={"needs": MANAGE, "sealed": sealed})


def erasures_of(access: Access) -> "TenantQuerySet[Job]":
    return jobs_of(access).filter(kind=ERASE)


def forget_terms(job: Job) -> None:
    """Leave nothing in a job of what was asked for."""
    Job.objects.filter(pk=job.pk, workspace=job.workspace_id).update(arguments={"needs": MANAGE})


def forget_old_searches() -> int:
    """Forget whom searches and erasures that nobody went on with were for; how many."""
    old = timezone.now() - timedelta(hours=KEEP_UPLOAD_HOURS)
    jobs = Job.objects.filter(
        kind__in=(FIND, ERASE),
        created_at__lt=old,
        arguments__has_key="sealed",
        workspace__in=Workspace.objects.all(),
    ).exclude(state=Job.State.RUNNING)
    count = 0
    for job in jobs.order_by("pk"):
        forget_terms(job)
        count += 1
    return count


def search_person(run: JobRun) -> dict[str, Any]:
    """The job that looks: numbers, and rows to show, but not one word of the person."""
    terms = _terms(run)
    found = find_person(run.access.workspace, terms, lambda doing: run.progress(0, 1, doing))
    return {
        "title": "Look for a person",
        "counts": found.counts(),
        "nobody": found.is_nobody,
        "quotes": found.quotes,
        "decide": found.decide,
        "standing_on": found.standing_on,
    }


def erase_person(run: JobRun) -> dict[str, Any]:
    """The job that erases. Begun again, it finds its report in its row, or the work undone."""
    workspace = run.access.workspace
    if "report" in run.job.result:
        return _kept(run, run.job.result["report"])
    _overwrite_what_is_deleted()
    terms, began = _terms(run), timezone.now()
    found = find_person(workspace, terms, lambda doing: run.progress(0, 1, doing))
    # Files first: were the rows gone, a second attempt would not know of them.
    for batch in EvidenceImport.objects.filter(workspace=workspace, pk__in=found.files):
        for file in filter(None, (batch.file.name, batch.rows_file.name)):
            default_storage.delete(file)
    for job in Job.objects.filter(workspace=workspace, pk__in=found.exports):
        forget_file(job)
    for label, numbers in found.kept.items():
        forget_kept(workspace, label, numbers)
    forget_templates(workspace)
    with transaction.atomic():
        run.hold()
        report = _report(run, workspace, found)
        _erase_rows(run.access, found, exclude=run.job.pk)
        record(access=run.access, action="erased a person", target=workspace, after=report)
        Job.objects.filter(pk=run.job.pk).update(
            arguments={"needs": MANAGE}, result={"report": report}
        )
    # What was being written while we looked has the person in it, and was not there to be found.
    ended = Job.objects.filter(workspace=workspace, finished_at__gte=began).exclude(kind=ERASE)
    for job in ended.exclude(result_file=""):
        forget_file(job)
    _empty_the_journal()
    return _kept(run, report)


def _terms(run: JobRun) -> tuple[str, ...]:
    return tuple(json.loads(unseal(run.arguments["sealed"])))


def _kept(run: JobRun, report: dict[str, Any]) -> dict[str, Any]:
    """The report as a file and as the job's result."""
    text = json.dumps(report, indent=1, ensure_ascii=False)

    def write(to: BinaryIO) -> None:
        to.write(text.encode())

    name = f"erasure-{report['erased_at'][:10]}-{run.job.pk}.json"
    run.keep_file(name, write)
    return {"title": "Erase a person", "file_name": name, "report": report}


def _erase_rows(access: Access, found: Found, exclude: int) -> None:
    workspace = access.workspace
    mine = {"workspace": workspace}
    # A file that is being made was begun before, and would bring the person back.
    under_way = Job.objects.filter(MAKE_FILES, **mine)
    under_way.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), lease_until=None
    )
    tokens = _rename(workspace, found)
    numbers = {"model": "personas.evidence", "row_id__in": found.quotes}
    SampleRow.objects.filter(**numbers, **mine).delete()
    quotes = Evidence.objects.for_workspace(workspace).filter(pk__in=found.quotes)
    let_go(access=access, quotes=quotes, why=Going.GONE)
    Invitation.objects.filter(pk__in=found.invitations, **mine).delete()
    batches = EvidenceImport.objects.filter(pk__in=found.files, **mine)
    not_in_yet = (EvidenceImport.State.OPEN, EvidenceImport.State.READING)
    batches.filter(state__in=not_in_yet).update(state=EvidenceImport.State.DISCARDED)
    batches.update(file="", rows_file="", corrections={})
    words = Words(found.terms)
    both = Words([*found.terms, *found.said, *found.marks])
    for label, numbers_of in found.scrub.items():
        model = apps.get_model(label)
        for row in model._default_manager.filter(pk__in=numbers_of, **mine):
            if (label, row.pk) != ("workspaces.job", exclude):
                scrub(label, row, words, both, tokens)


def _rename(workspace: Workspace, found: Found) -> dict[str, str]:
    """Put one random token for each visitor and each hashed address on all their rows, so that
    every count comes out as before; the tokens."""
    mine = {"workspace": workspace}
    tokens = {name: f"erased-{secrets.token_hex(12)}" for name in found.visitors | found.persons}
    for visitor in found.visitors:
        for model in (Event, VisitorAlias, VisitorStage):
            model._default_manager.filter(visitor=visitor, **mine).update(visitor=tokens[visitor])
    for person in found.persons:
        for known in (Event, VisitorAlias):
            known._default_manager.filter(person=person, **mine).update(person=tokens[person])
    forget_rows(workspace)
    return tokens


def _report(run: JobRun, workspace: Workspace, found: Found) -> dict[str, Any]:
    key = person_key(workspace)
    return {
        "erased_at": timezone.now().isoformat(timespec="seconds"),
        "asked_by": run.job.created_by.email if run.job.created_by else "",
        "asked_for": [fingerprint(term, key) for term in found.terms],
        "erased": {name: many for name, many in found.counts().items() if name != "decide"},
        "for_you_to_decide": places(workspace, found.decide),
        "stood_on_their_words": [
            place
            for place in places(workspace, [("messaging.variant", pk) for pk in found.standing_on])
            if place not in places(workspace, found.decide)
        ],
    }


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves deleted words in its file until their place is needed, unless told not to."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _empty_the_journal() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
